"""Words that name categories: which stands in a text, as a word, as a phrase, or as the head of a German compound."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log
from typing import Any

from klaviatur.catalogue.categories import Category
from klaviatur.text.lexicon import read_table

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEAST_HEAD = 4  # letters of a compound's head: "Schuh" in "Wanderschuh", not "Uhr" in "Kultur"
_PHRASE, _COMPOUND, _MODIFIER, _LONE = 1.3, 0.85, 0.3, 0.5
_OWN_NAME, _ONE_OF_NAMES = 0.95, 0.8  # "Rice" is rice before "Grains, Rice & Cereal" is
_OFF_HEAD = 0.55  # a word that is not what the text is about: "Tasche für Laptop"
_NOT_LAST = 0.85  # a word before the last one of what it is about: "cotton shirt"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text: how much it says, and where."""

    term: str
    weight: float
    start: int
    end: int


class Terms:
    """The terms of a taxonomy, with the categories each speaks for."""

    def __init__(self, categories: Sequence[Category]) -> None:
        self.of_term: dict[str, dict[int, float]] = defaultdict(dict)
        for number, category in enumerate(categories):
            for term, weight in _terms(category):
                if term in _table()["says_nothing"]:
                    continue
                known = self.of_term[term]
                known[number] = max(weight, known.get(number, 0.0))
        total = log(1 + len(categories))
        self.rarity = {term: 1 - log(len(found)) / total for term, found in self.of_term.items()}

    def find(self, text: str) -> list[Hit]:
        """Return the terms in a text, each once; of a compound the longest head that is one."""
        words = list(_WORD.finditer(text[:300]))
        head_end = _head_end(text, words)
        every = [
            Hit(term, weight, word.start(), end)
            for place, word in enumerate(words)
            for term, weight, end in self._at(words, place)
        ]
        last = max((hit.start for hit in every if hit.start < head_end), default=0)
        found: dict[str, Hit] = {}
        for hit in every:
            share = _OFF_HEAD if hit.start >= head_end else 1.0 if hit.start == last else _NOT_LAST
            weighed = replace(hit, weight=hit.weight * share)
            found[hit.term] = max(weighed, found.get(hit.term, weighed), key=lambda one: one.weight)
        return list(found.values())

    def _at(self, words: Sequence[re.Match[str]], place: int) -> Iterator[tuple[str, float, int]]:
        word = words[place]
        if place + 1 < len(words):
            after = words[place + 1]
            phrase = f"{stem(word.group())} {stem(after.group())}"
            if phrase in self.of_term:
                yield phrase, _PHRASE, after.end()
        whole = stem(word.group())
        if whole in self.of_term:
            yield whole, 1.0, word.end()
            return
        if head := self._head(whole):
            yield head, _COMPOUND, word.end()
        if first := self._first(whole.removesuffix(head or "")):
            yield first, _MODIFIER if head else _LONE, word.end()

    def _head(self, word: str) -> str | None:
        """Return the longest term a compound ends with; behind a hyphen it may be short."""
        last = stem(word.rpartition("-")[2])
        if last != word and last in self.of_term:
            return last
        starts = range(1, len(word) - _LEAST_HEAD + 1)
        return next((word[at:] for at in starts if word[at:] in self.of_term), None)

    def _first(self, word: str) -> str | None:
        """Return the longest term a compound begins with: "Espresso" in "Espressobohnen"."""
        ends = range(len(word), _LEAST_HEAD, -1)
        return next((begin for end in ends if (begin := stem(word[:end].rstrip("-"))) in self.of_term), None)


def _terms(category: Category) -> Iterator[tuple[str, float]]:
    """Yield what may stand for a category: its names, the words its products go by, and those of its branch."""
    leaf = category.leaf
    for name in (leaf.de, leaf.en):
        parts = re.split(r"\s*(?:[&,/]|\bund\b|\band\b)\s*", name)
        own = _OWN_NAME if len(parts) == 1 else _ONE_OF_NAMES
        for part in parts:
            words = [stem(word.group()) for word in _WORD.finditer(part)]
            if len(words) > 1:
                yield " ".join(words[-2:]), 1.0
            yield from ((word, own if len(words) == 1 else 0.45) for word in words[-1:])
            yield from ((word, 0.25) for word in words[:-1])
    words = [stem(word.group()) for word in _WORD.finditer(category.words)]
    yield from ((word, 1.0) for word in words)
    yield from ((f"{one} {two}", 1.0) for one, two in pairwise(words))


def _head_end(text: str, words: Sequence[re.Match[str]]) -> int:
    """Return where what a name is about ends: before "for", "mit", a comma or a bracket."""
    stops = _stops()
    places = [word.start() for word in words[1:] if word.group().casefold() in stops or word.group()[0].isdigit()]
    marks = [mark for mark in (text.find(sign, 3) for sign in (",", "(", " - ", " – ", "|", ";")) if mark > 0]
    return min([*places, *marks, len(text)])


@cache
def _stops() -> frozenset[str]:
    return frozenset(str(_table()["head_ends_before"]).split())


def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products.enriching", "categories.toml")


@cache
def stem(word: str) -> str:
    """Return a word without case and the endings of plurals, German and English alike: rough, but the same for both."""
    word = word.casefold().replace("ß", "ss").translate(_UMLAUTS)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("nen", "en", "er", "es", "n", "e", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
