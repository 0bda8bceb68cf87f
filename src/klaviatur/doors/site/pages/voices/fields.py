"""A voice as the fields of a form: from a voice file's values to what can be typed, and back with what is wrong."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from klaviatur.adapters.voices import make_voice
from klaviatur.doors.site.i18n import N_
from klaviatur.errors import ProfileError

CHOICES: Mapping[str, Sequence[str]] = {
    "address": ("neutral", "du", "Sie"),
    "register": ("plain", "warm", "formal", "lively"),
    "gender": ("as_source", "pair", "star", "colon", "neutral", "generic"),
    "euro": ("as_source", "word", "sign"),
    "english": ("us", "uk"),
}
LINES = ("sender", "person", "greeting", "link")
TEXTS = ("sign_off", "boilerplate")
LISTS = ("use", "hashtags", "examples")
KEYS = (*CHOICES, *LINES, *TEXTS, *LISTS, "avoid", "emoji")
NAME = re.compile(r"[\w.-]{1,60}")
WRONG = {  # what a field's message says; the key "" stands for all others
    "name": N_("A name has 1 to 60 letters, digits, dots, hyphens or underlines, and no spaces."),
    "link": N_("An address begins with https:// and has no spaces."),
    "hashtags": N_("A hashtag is one word of letters and digits, without spaces or hyphens."),
    "avoid": N_("Each word to avoid stands in a line of its own, and only once."),
    "taken": N_("A voice of this name exists already. Choose another name, or open that one."),
    "invisible": N_("Nothing can be seen here but a no-break space or the like. Empty the field, or write words."),
    "": N_("This cannot be used. One line of text is meant, or one of the choices."),
}


@dataclass(frozen=True, slots=True)
class VoiceFields:
    """What stands in the form."""

    name: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: {key: known[0] for key, known in CHOICES.items()})
    lines: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys((*LINES, *TEXTS), ""))
    lists: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(LISTS, ""))
    avoid: tuple[tuple[str, str], ...] = ()  # word, replacement or ""
    emoji: bool = False


def fields_of(name: str, values: Mapping[str, Any]) -> VoiceFields:
    """Return the values of a voice file as they stand in the form."""
    avoid = values.get("avoid", {})
    pairs = tuple(avoid.items()) if isinstance(avoid, Mapping) else tuple((word, "") for word in avoid)
    return VoiceFields(
        name=name,
        choices={key: _chosen(key, values.get(key)) for key in CHOICES},
        lines={key: str(values.get(key) or "") for key in (*LINES, *TEXTS)},
        lists={key: _apart(key).join(values.get(key) or []) for key in LISTS},
        avoid=tuple((str(word), str(better or "")) for word, better in pairs),
        emoji=bool(values.get("emoji")),
    )


def values_of(fields: VoiceFields) -> dict[str, object]:
    """Return the values of a voice file that the form describes; what is empty is left out."""
    values: dict[str, object] = {key: value for key, value in fields.choices.items() if value}
    values |= {key: text.strip() for key, text in fields.lines.items() if text.strip()}
    values |= {key: _split(key, text) for key, text in fields.lists.items() if text.strip()}
    avoid = {word.strip(): better.strip() for word, better in fields.avoid if word.strip()}
    return values | ({"avoid": avoid} if avoid else {}) | {"emoji": fields.emoji}


def what_is_wrong(fields: VoiceFields) -> dict[str, str]:
    """Return a message for every field that cannot be used, by its name; the messages stand in the catalogues."""
    wrong = {} if NAME.fullmatch(fields.name) else {"name": WRONG["name"]}
    for key, value in values_of(fields).items():
        try:
            make_voice(fields.name or "voice", {key: value})
        except ProfileError:
            wrong[key] = WRONG.get(key, WRONG[""])
    wrong |= dict.fromkeys(_invisible(fields), WRONG["invisible"])
    words = [word.strip() for word, _ in fields.avoid if word.strip()]
    return wrong if len(set(words)) == len(words) else wrong | {"avoid": WRONG["avoid"]}


def _invisible(fields: VoiceFields) -> list[str]:
    """Return the fields in which something stands that nobody sees: a no-break space is neither empty nor a word."""
    typed = [(key, text) for texts in (fields.lines, fields.lists) for key, text in texts.items()]
    typed += [("avoid", text) for pair in fields.avoid for text in pair]
    return [key for key, text in typed if text.strip(" \t\r\n") and not text.strip()]


def as_toml(name: str, values: Mapping[str, Any]) -> str:
    """Return a voice as a voice file."""
    flat = {"name": name} | {key: values[key] for key in KEYS if key in values and key != "avoid"}
    lines = [f"{key} = {_written(value)}" for key, value in flat.items()]
    avoid = values.get("avoid") or {}
    pairs = avoid.items() if isinstance(avoid, Mapping) else [(word, "") for word in avoid]
    table = ["", "[avoid]", *(f"{_written(word)} = {_written(better or '')}" for word, better in pairs)]
    return "\n".join([*lines, *(table if avoid else [])]) + "\n"


def _chosen(key: str, value: object) -> str:
    """Return a choice as its option is called; what is none stays, so that the form says so."""
    known = {option.lower(): option for option in CHOICES[key]}
    return known.get(str(value).lower(), str(value)) if value else CHOICES[key][0]


def _apart(key: str) -> str:
    return {"use": "\n", "hashtags": " ", "examples": "\n\n"}[key]


def _split(key: str, text: str) -> list[str]:
    pattern = {"use": r"\n", "hashtags": r"[\s,;]+", "examples": r"\n\s*\n"}[key]
    return [piece.strip() for piece in re.split(pattern, text) if piece.strip()]


def _written(value: object) -> str:
    """Return a value as TOML; its basic strings are those of JSON, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
