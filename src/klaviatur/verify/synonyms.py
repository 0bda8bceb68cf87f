"""Synonyms: words that may stand for each other without another meaning."""

from functools import cache

from klaviatur.records import Language
from klaviatur.text.lexicon import read_lines
from klaviatur.verify.words import beginning, stem, word_set


@cache
def synonymous(one: str, other: str, language: Language) -> bool:
    """Return whether two words stand in one group of words that say the same."""
    return bool(_groups(stem(one, language), language) & _groups(stem(other, language), language))


@cache
def _groups(stemmed: str, language: Language) -> frozenset[int]:
    """Return the groups in which a stem stands; of a list only the words are stemmed that begin as it does."""
    alike = _by_beginning(language).get(stemmed[:1], ())
    return frozenset(group for word, group in alike if stem(word, language) == stemmed)


@cache
def _by_beginning(language: Language) -> dict[str, list[tuple[str, int]]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for number, line in enumerate(read_lines("klaviatur.verify", f"synonyms_{language}.txt")):
        for word in line.split():
            table.setdefault(beginning(word), []).append((word, number))
    return table


def is_generic(word: str, language: Language) -> bool:
    """Return whether a word only says what kind of body a name belongs to: company, Verein."""
    return word.lower() in word_set("generic", language)
