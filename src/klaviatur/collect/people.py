"""Persons in running text: their names, functions and gender."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from klaviatur.records import Span
from klaviatur.text.lexicon import read_table

Gender = Literal["m", "f"]
_CAP = r"[A-ZÄÖÜÀ-ÖØ-Þ][\w'’]*[a-zäöüßà-ÿışğçéı](?:-[A-ZÄÖÜ][\w'’]+)*"
_SPACE = r"[ \u00a0]"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as one place names them. `span` covers titles and names, `text` leaves the titles out."""

    span: Span
    text: str
    function: str | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    female: frozenset[str]
    male: frozenset[str]
    common: frozenset[str]
    places: frozenset[str]
    ends: tuple[str, ...]
    functions: frozenset[str]
    particles: frozenset[str]
    person: re.Pattern[str]


@cache
def _words() -> _Words:
    table = read_table("klaviatur.collect", "names.toml")
    titles = "|".join(sorted((re.escape(t) for t in str(table["titles"]).split()), key=len, reverse=True))
    particles = "|".join(str(table["particles"]).split())
    pattern = re.compile(
        rf"(?P<titles>(?:\b(?:{titles})\.?{_SPACE})*)"
        rf"(?P<name>\b{_CAP}(?:{_SPACE}(?!(?:{titles})\b)(?:[A-ZÄÖÜ]\.|(?:{particles})(?={_SPACE}[A-Za-zÄÖÜ])|{_CAP}))*)"
    )
    female, male, common, places = (
        frozenset(str(table[key]).split()) for key in ("female", "male", "common", "places")
    )
    return _Words(
        female,
        male,
        common,
        places,
        tuple(str(table["function_ends"]).split()),
        frozenset(str(table["function_words"]).split()),
        frozenset(str(table["particles"]).split()),
        pattern,
    )


def is_function(word: str) -> bool:
    """Return whether a word names what somebody does ("Geschäftsführerin", "CEO", "director")."""
    words = _words()
    return word in words.functions or word.lower() in words.functions or word.lower().endswith(words.ends)


def gender_of(name: str, titles: str = "") -> Gender | None:
    """Return the gender a first name or title tells, None if they are silent."""
    if re.search(r"\b(?:Frau|Mrs|Ms|Miss|Dame|Lady|Professorin)\b", titles):
        return "f"
    if re.search(r"\b(?:Herrn?|Mr|Sir|Lord)\b", titles):
        return "m"
    first = name.split(maxsplit=1)[0].split("-", maxsplit=1)[0] if name.split() else ""
    return "f" if first in _words().female else "m" if first in _words().male else None


def is_first_name(word: str) -> bool:
    """Return whether a word is a known first name ("Jana", "Karl-Heinz")."""
    first = word.split("-", 1)[0]
    return first in _words().female or first in _words().male


def find_people(text: str, start: int = 0, end: int | None = None, *, loose: bool = False) -> list[Person]:
    """Return the persons named in a stretch of text, with the function before or behind the name.

    A person is a known first name or a title with a capitalised name behind it; `loose` also takes two or more
    capitalised words, as they stand where somebody is quoted.
    """
    found: list[Person] = []
    for match in _words().person.finditer(text, start, len(text) if end is None else end):
        person = _person(match, loose)
        if person:
            found.append(person)
    return found


def _person(match: re.Match[str], loose: bool) -> Person | None:
    words = match["name"].split()
    skip = _leading(words)
    name = _until_origin(words[skip:])
    while name and (name[-1] in _words().common or name[-1].endswith(".")):
        name.pop()
    if name:
        name[-1] = re.sub(r"['’]s?$", "", name[-1])
    titles = match["titles"].strip()
    if not _plausible(name, titles, loose):
        return None
    text = match.string
    place = match.start("name") + _offset(match["name"], skip)
    name_text = text[place : place + len(" ".join(name))]
    begin = match.start() if titles and not skip else place
    function = _function_before(f"{' '.join(words[:skip])} " if skip else text[max(0, begin - 60) : begin], titles)
    span = Span(begin, place + len(name_text))
    return Person(span, name_text, function_behind(text, span.end) or function, gender_of(name_text, titles))


def _function_before(before: str, titles: str) -> str | None:
    """Return the functions right before a name ("Bürgermeister Dr. Max Keller", "chief executive Jane Doe")."""
    taken: list[str] = []
    for word in reversed(before.split(" ")[:-1]):
        if not is_function(word):
            break
        taken.insert(0, word)
    return " ".join(taken) or next((title for title in titles.split() if title.startswith("Professor")), None)


def _until_origin(name: list[str]) -> list[str]:
    """Cut "Ines Holm von der Universität" behind the last name; "Ilse von der Heide" stays whole."""
    for index, word in enumerate(name):
        if index >= 2 and word in _words().particles and name[index - 1].lower() not in _words().particles:
            return name[:index]
    return name


def _leading(words: list[str]) -> int:
    """Return how many words before the name are functions or sentence openers ("Geschäftsführerin Jana Wiegand")."""
    for index, word in enumerate(words):
        if is_first_name(word):
            return index
    skip = 0
    while skip < len(words) and (is_function(words[skip]) or words[skip] in _words().common):
        skip += 1
    return skip


def _offset(name: str, skip: int) -> int:
    place = 0
    for _ in range(skip):
        place = name.index(" ", place) + 1 if " " in name[place:] else name.index("\u00a0", place) + 1
    return place


def _plausible(name: list[str], titles: str, loose: bool) -> bool:
    if not name or len(name) > 5:
        return False
    if titles:
        return True
    if len(name) < 2 or name[0] in _words().places:
        return False
    return is_first_name(name[0]) or (loose and not any(is_function(word) for word in name))


_FUNCTION = re.compile(
    r",[ \u00a0](?P<words>(?:(?:die|der|the|a|an|its)[ \u00a0])?[^,.:;–—(\n\"„“”»«]{3,110}?"
    r"(?:(?:\b(?:Co|e|Dr|Prof|St|Inc|Ltd|Corp|U|S)\.[ \u00a0]?)+[^,.:;–—(\n\"„“”»«]{0,60}?)*)"
    r"(?=,|[.:;–—(\n]|[ \u00a0]?[\"„»]|$)"
)
_AFTER_FUNCTION = re.compile(
    r"[ \u00a0](?:(?:und|and)[ \u00a0](?=[a-zäöü]|[A-Z]\w+ [A-Z])|(?:sagte?|said|says|told|added|erklärte?|meinte?|"
    r"betonte?|is|was|has|had|ist|war|hat|hatte|wird|will|who|whose)\b)"
)
_RELATIVE = re.compile(r"(?:who|whose|which|that|where|when|deren|dessen|wo|als|weil)\b")
_BRACKETS = re.compile(r"[ \u00a0]\((?P<words>[^()\n]{3,80})\)")


def function_behind(text: str, place: int) -> str | None:
    """Return the function that follows a name ("..., Geschäftsführerin der Lindhof GmbH"), None if none does."""
    found = _FUNCTION.match(text, place) or _BRACKETS.match(text, place)
    if not found:
        return None
    words = _AFTER_FUNCTION.split(found["words"], maxsplit=1)[0].strip()
    if _RELATIVE.match(words):
        return None
    heads = re.findall(r"[\w-]+", words)[:6]
    return words if any(is_function(word) for word in heads) else None
