"""Reads a voice file, with messages a person in communications can act on."""

import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_type_hints

from klaviatur.errors import ProfileError, UnknownVoice
from klaviatur.records import Voice

MAX_BYTES = 200_000

_HINTS = get_type_hints(Voice)
_CHOICES = {key: get_args(_HINTS[key]) for key in ("address", "register", "gender", "euro", "english")}
_WORDS = frozenset({"use", "hashtags", "examples"})
_LINES = frozenset({"name", "sender", "person", "boilerplate", "sign_off", "greeting", "link"})
_KEYS = (*_CHOICES, *sorted(_WORDS), *sorted(_LINES), "avoid", "emoji")
_MULTILINE = frozenset({"boilerplate", "sign_off"})


def load_voice(path: str | Path) -> Voice:
    """Return the voice a TOML file describes; keys it leaves out keep the defaults of `Voice`.

    `name` is the file's stem unless given. Raises UnknownVoice if there is no such file, and ProfileError for TOML that
    does not parse, unknown keys and values of the wrong kind.
    """
    place = Path(path)
    return _voice(place, _table(place))


def make_voice(name: str, values: Mapping[str, object]) -> Voice:
    """Return the voice that the keys and values of a voice file describe. Raises ProfileError like `load_voice`."""
    return _voice(Path(name), values)


def _voice(place: Path, table: Mapping[str, object]) -> Voice:
    values: dict[str, Any] = {key: _value(place, key, raw) for key, raw in table.items()}
    return Voice(**({"name": place.stem} | values))


def _table(place: Path) -> dict[str, Any]:
    """Return the keys of the file, also where they stand under a [voice] heading."""
    try:
        parsed = tomllib.loads(_text(place))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"Voice file {str(place)!r} is not valid TOML: {error}. Put text values in quotation marks, "
            'one key a line: address = "Sie"'
        ) from error
    inner = parsed.get("voice")
    return inner if isinstance(inner, dict) and len(parsed) == 1 else parsed


def _text(place: Path) -> str:
    if not place.is_file():
        raise UnknownVoice(
            f"There is no voice file at {str(place)!r}. Give the path of a TOML file, for a start a copy of "
            "examples/voice_warm_du.toml."
        )
    if place.stat().st_size > MAX_BYTES:
        raise ProfileError(f"Voice file {str(place)!r} is larger than {MAX_BYTES:,} bytes. Is it the right file?")
    try:
        return place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(
            f"Voice file {str(place)!r} is not UTF-8 (byte {error.start}). Save it again with the encoding UTF-8."
        ) from error
    except OSError as error:
        raise ProfileError(f"Voice file {str(place)!r} cannot be read: {error.strerror}. Check its rights.") from error


def _value(place: Path, key: str, raw: object) -> object:
    if key not in _KEYS:
        near = get_close_matches(key.lower(), _KEYS, 1, 0.6)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ProfileError(
            f"Voice file {str(place)!r}: unknown key {key!r}.{hint} Known keys: {', '.join(_KEYS)}. "
            "Rename or remove it."
        )
    return _reader(key)(place, key, raw)


def _reader(key: str) -> Callable[[Path, str, object], object]:
    if key in _CHOICES:
        return _choice
    if key in _WORDS:
        return _hashtags if key == "hashtags" else _words
    return {"avoid": _avoid, "emoji": _switch, "link": _link}.get(key, _line)


def _choice(place: Path, key: str, raw: object) -> str:
    allowed = _CHOICES[key]
    found = [value for value in allowed if isinstance(raw, str) and value.lower() == raw.strip().lower()]
    if not found:
        raise _wrong(place, key, raw, " or ".join(f'"{value}"' for value in allowed))
    return str(found[0])


def _line(place: Path, key: str, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise _wrong(place, key, raw, "text in quotation marks; leave the key out if there is none")
    if "\n" in raw.strip() and key not in _MULTILINE:
        raise _wrong(place, key, raw, "one line of text")
    return raw.strip()


def _link(place: Path, key: str, raw: object) -> str:
    text = _line(place, key, raw)
    if not text.startswith(("https://", "http://")) or " " in text:
        raise _wrong(place, key, raw, 'an address that starts with "https://", without spaces')
    return text


def _words(place: Path, key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) and word.strip() for word in raw):
        raise _wrong(place, key, raw, 'a list of texts: ["one", "two"]')
    return tuple(dict.fromkeys(word.strip() for word in raw))


def _hashtags(place: Path, key: str, raw: object) -> tuple[str, ...]:
    tags = tuple(tag.removeprefix("#") for tag in _words(place, key, raw))
    wrong = [tag for tag in tags if not tag.replace("_", "").isalnum()]
    if wrong:
        raise _wrong(place, key, wrong[0], 'words without spaces or hyphens: ["FreieBücher"]')
    return tags


def _switch(place: Path, key: str, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(place, key, raw, "true or false, without quotation marks")
    return raw


def _avoid(place: Path, key: str, raw: object) -> tuple[tuple[str, str | None], ...]:
    """Read a list of words, or a table word = "replacement" where "" means: no replacement."""
    if isinstance(raw, list):
        return tuple((word, None) for word in _words(place, key, raw))
    if not isinstance(raw, Mapping) or not all(isinstance(better, str) for better in raw.values()):
        raise _wrong(place, key, raw, 'a list of words, or a table [avoid] with lines such as "nutzen" = "gebrauchen"')
    if not all(word.strip() and (not better or better.strip()) for word, better in raw.items()):
        raise _wrong(place, key, raw, 'words on both sides; "" where there is no other word')
    return tuple((word.strip(), better.strip() or None) for word, better in raw.items())


def _wrong(place: Path, key: str, raw: object, allowed: str) -> ProfileError:
    return ProfileError(f"Voice file {str(place)!r}: {key} = {raw!r} cannot be used. Allowed: {allowed}. Correct it.")
