"""Synonyms: words that may stand for each other without another meaning."""

from functools import cache

from klaviatur.records import Language
from klaviatur.text.lexicon import read_lines
from klaviatur.verify.words import stem, word_set


@cache
def _groups(language: Language) -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, line in enumerate(read_lines("klaviatur.verify", f"synonyms_{language}.txt")):
        for word in line.split():
            table.setdefault(stem(word, language), set()).add(number)
    return {word: frozenset(groups) for word, groups in table.items()}


@cache
def synonymous(one: str, other: str, language: Language) -> bool:
    """Return whether two words stand in one group of words that say the same."""
    groups = _groups(language)
    return bool(groups.get(stem(one, language), frozenset()) & groups.get(stem(other, language), frozenset()))


def is_generic(word: str, language: Language) -> bool:
    """Return whether a word only says what kind of body a name belongs to: company, Verein."""
    return word.lower() in word_set("generic", language)
