"""A data sheet as verify knows it: each attribute's value as words and quantities, and everything the sheet says."""

from dataclasses import dataclass
from functools import cache, cached_property

import regex

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import Language, Source, Span, StatedFact
from klaviatur.text.lexicon import read_table
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.clauses import sentences_of
from klaviatur.verify.products.quantities import Quantity, quantities_of
from klaviatur.verify.words import words_of

_ROOM = "klaviatur.verify.products"
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{Nd}-]*")


@dataclass(frozen=True, slots=True)
class Known:
    """One attribute of the sheet; of a long text each sentence is one, its attribute is ""."""

    attribute: str
    span: Span  # the value
    text: str
    key: str
    label: str  # as the sheet writes it, lower case
    quantities: tuple[Quantity, ...]


def word_class(name: str, language: Language) -> frozenset[str]:
    """Return a closed class of words.toml."""
    return frozenset(read_table(_ROOM, "words.toml")[language][name])


class Sheet:
    """The facts of one source, prepared once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.language: Language = source.language
        self.known = [one for fact in source.facts for one in _known(source, fact)]
        self.by_attribute: dict[str, Known] = {one.attribute: one for one in self.known if one.attribute}
        self.labels: dict[str, list[Known]] = {}
        for one in self.known:
            if one.label:
                self.labels.setdefault(one.label, []).append(one)

    @cached_property
    def numbered_labels(self) -> tuple[str, ...]:
        """Return the labels, in lower case, that hold a figure themselves."""
        return tuple(label for label in self.labels if any(letter.isdigit() for letter in label))

    @cached_property
    def key(self) -> str:
        """Return all words of the sheet as they are compared, a blank at either end."""
        return f" {verbatim_key(self.source.text)} "

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the stems of all words of the sheet."""
        return frozenset(word.stem for word in words_of(self.source.text, self.language))

    @cached_property
    def squeezed(self) -> str:
        """Return the sheet's letters without anything between them, so that parts of compounds are found."""
        return "".join(self.key.split())

    @cached_property
    def cues(self) -> dict[str, frozenset[str]]:
        """Return which attributes a lower-case word speaks of: by the sheet's labels, the vocabulary, our own list."""
        found: dict[str, set[str]] = {word: set(names) for word, names in _common_cues(self.language).items()}
        for label, holders in self.labels.items():
            words = _WORD.findall(label)
            for word in words if len(words) == 1 else [label]:
                found.setdefault(word, set()).update(one.attribute for one in holders)
        return {word: frozenset(names) for word, names in found.items()}

    def value(self, attribute: str) -> str:
        """Return what the sheet says of an attribute, "" if nothing."""
        known = self.by_attribute.get(attribute)
        return known.text if known else ""


@cache
def _common_cues(language: Language) -> dict[str, frozenset[str]]:
    table = read_table(_ROOM, "cues.toml")[language]
    found: dict[str, set[str]] = {}
    for attribute, words in table.items():
        for word in words:
            found.setdefault(word, set()).add(attribute)
    for name, attribute_ in vocabulary().items():
        for label in attribute_.label:
            if " " not in label and attribute_.dimension:
                found.setdefault(label.lower(), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def kin_of(attribute: str) -> frozenset[str]:
    """Return the attributes that may answer for one, itself among them."""
    kin = read_table(_ROOM, "cues.toml")["kin"]
    return frozenset({attribute, *kin.get(attribute, ())})


def _known(source: Source, fact: StatedFact) -> list[Known]:
    if fact.label is None and fact.kind in {"text", "rich_text"} and fact.span != source.title:
        sentences = sentences_of(source.words(fact.span), source.language)
        spans = [Span(fact.span.start + s.start, fact.span.start + s.end) for s in sentences]
        return [_one(source, "", span, "") for span in spans]
    label = source.words(fact.label).lower() if fact.label else ""
    return [_one(source, fact.attribute, fact.span, label)]


def _one(source: Source, attribute: str, span: Span, label: str) -> Known:
    text = source.words(span)
    return Known(attribute, span, text, verbatim_key(text), label, tuple(quantities_of(text, source.language)))
