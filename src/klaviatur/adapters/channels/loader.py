"""Where profiles are found: those that ship with the package, then the user's own; later ones replace earlier ones."""

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from klaviatur.adapters.channels.schema import read_channel
from klaviatur.adapters.channels.table import NEXT_STEP
from klaviatur.errors import ProfileError
from klaviatur.records import Channel

MAX_BYTES = 200_000
_BUILT_IN = files("klaviatur.adapters.channels").joinpath("profiles")


def load_channels(*places: Path) -> dict[str, Channel]:
    """Return all channels by name: the built-in ones and those of the given TOML files or folders of TOML files.

    A user's profile replaces a built-in one of the same name, or takes it as its base with `extends = "name"`.
    Raises ProfileError with file, key and next step for the first mistake found.
    """
    channels = dict(_built_in())
    tables = dict(_built_in_tables())
    for file in _files(places):
        values = _extended(str(file), _parse(str(file), _read(file)), tables)
        channel = read_channel(f"Channel file {str(file)!r}", values)
        channels[channel.name] = channel
        tables[channel.name] = values
    return channels


@cache
def _built_in() -> dict[str, Channel]:
    return {name: read_channel(f"Built-in channel {name!r}", values) for name, values in _built_in_tables().items()}


@cache
def _built_in_tables() -> dict[str, dict[str, Any]]:
    profiles = sorted((item for item in _BUILT_IN.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return {item.name.removesuffix(".toml"): _parse(item.name, item.read_bytes()) for item in profiles}


def _files(places: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        if not place.exists():
            raise ProfileError(f"There is no channel file or folder at {str(place)!r}. Check the path you gave.")
        inside = sorted(place.glob("*.toml")) if place.is_dir() else [place]
        if not inside:
            raise ProfileError(f"The folder {str(place)!r} holds no channel file (*.toml). Put your profiles there.")
        found.extend(inside)
    return found


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProfileError(f"Channel file {str(file)!r} cannot be read: {error.strerror}. Check its rights.") from error
    if len(data) > MAX_BYTES:
        raise ProfileError(f"Channel file {str(file)!r} is larger than {MAX_BYTES:,} bytes, so it is no profile.")
    return data


def _parse(place: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"Channel file {place!r} is not UTF-8 text. Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"Channel file {place!r} is not valid TOML: {error}. {NEXT_STEP}") from error


def _extended(place: str, values: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the tables laid over those of the profile named by `extends`: keys replace, parts replace by name."""
    if "extends" not in values:
        return values
    base = values["extends"]
    if not isinstance(base, str) or base not in known:
        raise ProfileError(f"Channel file {place!r}: 'extends' is {base!r}{_close(base, known)}. Name a channel.")
    merged = {**known[base], **values}
    del merged["extends"]
    merged["parts"] = _merged_parts(known[base].get("parts"), values.get("parts"))
    return merged


def _merged_parts(base: Any, own: Any) -> Any:
    if own is None or not isinstance(base, list):
        return base
    if not isinstance(own, list) or not all(isinstance(part, dict) for part in own):
        return own
    replaced = {str(part.get("name")): part for part in own}
    kept = [replaced.pop(str(part["name"]), part) for part in base]
    return [*kept, *replaced.values()]


def _close(word: Any, known: dict[str, dict[str, Any]]) -> str:
    close = get_close_matches(str(word), known, n=1)
    return f", which no channel is called (did you mean {close[0]!r}?)" if close else ", which no channel is called"
