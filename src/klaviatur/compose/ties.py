"""What a tie is, what has to be known to find one, and the lists it is found by."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

Kind = Literal["marks", "fragment", "connective", "inside", "pointer", "pronoun", "noun", "date", "speaker"]


@dataclass(frozen=True, slots=True)
class Tie:
    """What in a sentence needs the text before it, and where."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else has to be known to judge one sentence."""

    language: Language
    formal: bool = False  # the source says Sie to its reader
    dated: bool = False  # the source has a date, so "today" is one day
    names: tuple[str, ...] = ()  # longest first


@cache
def listed(language: Language, key: str) -> frozenset[str]:
    """Return a list of the table as a set."""
    return frozenset(table(language)[key].split())


def table(language: Language) -> dict[str, Any]:
    """Return one language's part of the table."""
    part: dict[str, Any] = read_table("klaviatur.compose", "standing.toml")[language]
    return part
