"""Google's `taxonomy-with-ids.LOCALE.txt`, one file for each language, and the table that ships with us."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import httpx2

from klaviatur.catalogue.categories import STEP, Category
from klaviatur.errors import SettingError
from klaviatur.records import Bilingual
from klaviatur.text.lexicon import read_table

_LINE = re.compile(r"(?P<id>\d{1,9})\s+[-–]\s+(?P<path>\S.*)")
_GERMAN_NAME = re.compile(r"[._-]de\b|\bde[-_]", re.IGNORECASE)
_GERMAN_WORDS = re.compile(r"\b(?:Bekleidung|Möbel|Spielzeuge|Tierbedarf|Bürobedarf)\b")
_MOST_BYTES = 20_000_000

_Entry = tuple[int, str, str] | tuple[int, str, str, str]


@cache
def own_categories() -> tuple[Category, ...]:
    """Return the categories of our own table, in its order."""
    table = cast("Mapping[str, _Entry]", read_table("klaviatur.adapters.taxonomies", "google_categories.toml"))
    return tuple(_own(number, table) for number in table)


def read_taxonomies(places: Sequence[str], *, timeout_s: float = 20.0) -> tuple[Category, ...]:
    """Return the categories of Google's files, those of the same id together; a language that lacks takes the other.

    Where our table knows an id too, its words stay. Raises SettingError for a file that cannot be read, or is none.
    """
    read = [_read(place, timeout_s) for place in places]
    german = {number: path for said, paths in read if said == "de" for number, path in paths.items()}
    other = {number: path for said, paths in read if said != "de" for number, path in paths.items()}
    words = {category.id: category for category in own_categories()}
    return tuple(_joined(number, german, other, words.get(number)) for number in german | other)


def _own(number: str, table: Mapping[str, _Entry]) -> Category:
    english, german, above = [], [], number
    while above != "0":
        entry = table[above]
        english.append(entry[1])
        german.append(entry[2])
        above = str(entry[0])
    entry = table[number]
    path = Bilingual(STEP.join(reversed(german)), STEP.join(reversed(english)))
    return Category(number, path, entry[3] if len(entry) > 3 else "")


def _joined(number: str, german: Mapping[str, str], other: Mapping[str, str], own: Category | None) -> Category:
    path = Bilingual(
        german.get(number) or (own.path.de if own else other[number]),
        other.get(number) or (own.path.en if own else german[number]),
    )
    return Category(number, path, own.words if own else "")


def _read(place: str, timeout_s: float) -> tuple[str, dict[str, str]]:
    """Return "de" or "en", and the path of each id of one file."""
    text = _fetched(place, timeout_s) if place.startswith(("http://", "https://")) else _opened(place)
    lines = [_LINE.fullmatch(line.strip()) for line in text.lstrip("\ufeff").splitlines()]
    paths = {line["id"]: line["path"] for line in lines if line}
    if not paths:
        raise SettingError(
            f"{place!r} is no taxonomy: it has no line like '166 - Apparel & Accessories'. "
            "Take Google's taxonomy-with-ids.LOCALE.txt."
        )
    german = _GERMAN_NAME.search(Path(place).name) or _GERMAN_WORDS.search(text)
    return "de" if german else "en", paths


def _opened(place: str) -> str:
    try:
        with Path(place).open("rb") as file:
            return _decoded(file.read(_MOST_BYTES + 1), place)
    except OSError as error:
        raise SettingError(
            f"The taxonomy {place!r} cannot be read: {error.strerror}. Give a file or address."
        ) from error


def _fetched(place: str, timeout_s: float) -> str:
    try:
        answer = httpx2.get(place, timeout=timeout_s, follow_redirects=True)
        answer.raise_for_status()
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SettingError(
            f"The taxonomy {place!r} cannot be fetched ({type(error).__name__}). Save it, and give the file."
        ) from error
    return _decoded(answer.content, place)


def _decoded(raw: bytes, place: str) -> str:
    if len(raw) > _MOST_BYTES:
        raise SettingError(f"{place!r} is larger than {_MOST_BYTES} bytes, so it is no taxonomy.")
    return raw.decode("utf-8", "replace")
