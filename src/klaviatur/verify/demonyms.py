"""Peoples and their countries: "Chinese" is no new name where the source says "China"."""

from collections.abc import Callable
from functools import cache

from klaviatur.text.lexicon import read_lines


@cache
def _families() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in read_lines("klaviatur.verify", "demonyms.txt"):
        words = line.lower().split()
        for word in words:
            table.setdefault(word, set()).update(words)
    return {word: frozenset(words) for word, words in table.items()}


def is_demonym_of(word: str, known: Callable[[str], bool]) -> bool:
    """Return whether a word is of the family of a country that the source knows; `known` is asked for stems."""
    family = _families().get(word.lower(), frozenset())
    return any(known(other) or known(other.removesuffix("e")) for other in family)
