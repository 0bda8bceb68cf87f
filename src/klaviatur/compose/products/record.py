"""A data sheet as a writer sees it: each attribute with its label and words, and the sentences of the long texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from klaviatur.compose.pieces import Pieces, from_span, join, swap, text_of
from klaviatur.records import Role, Sentence, Source, StatedFact
from klaviatur.text.lexicon import read_table

_ROOM = "klaviatur.compose.products"
_PROSE = frozenset({Role.LEAD, Role.BODY, Role.ITEM})
_MEASURED = frozenset({"number"})
_SHORT_VALUE = 24
_YES = frozenset({"Ja", "Yes"})


def attributes(group: str) -> tuple[str, ...]:
    """Return the attributes of a group, best first."""
    table: dict[str, Any] = read_table(_ROOM, "attributes.toml")
    return tuple(table[group])


@dataclass(frozen=True, slots=True)
class Said:
    """One attribute as the sheet says it."""

    attribute: str
    kind: str
    label: Pieces
    value: Pieces
    number: Decimal | None
    unit: str | None

    @property
    def words(self) -> str:
        """Return the value's words."""
        return text_of(self.value)

    @property
    def line(self) -> Pieces:
        """Return "Gewicht: 1,2 kg", and "Spülmaschinengeeignet" alone where the answer is yes."""
        if self.is_yes:
            return self.label
        return join((self.label, self.value), ": ") if self.label else self.value

    @property
    def is_yes(self) -> bool:
        """Return whether the label alone says it; a question does not."""
        return self.kind == "boolean" and self.words in _YES and not text_of(self.label).rstrip().endswith("?")

    @property
    def is_measured(self) -> bool:
        """Return whether the value is a figure with a unit."""
        return self.kind in _MEASURED and bool(self.unit) and len(self.words) > len(str(self.number or ""))


@dataclass(frozen=True)
class Record:
    """Everything a product text may say."""

    source: Source

    @cached_property
    def said(self) -> dict[str, Said]:
        """Return the attributes that stand on lines, in the sheet's order."""
        return {fact.attribute: _said(self.source, fact) for fact in self.source.facts if self._is_line(fact)}

    def _is_line(self, fact: StatedFact) -> bool:
        return fact.label is not None and fact.span.end > fact.span.start

    @property
    def title(self) -> Pieces:
        """Return the product's name, its key where it has none."""
        return from_span(self.source, self.source.title) if self.source.title else ()

    def first(self, group: str) -> Said | None:
        """Return the first attribute of a group that the sheet has."""
        return next(self.all(group), None)

    def all(self, group: str) -> Iterator[Said]:
        """Give the attributes of a group that the sheet has, best first."""
        return (self.said[name] for name in attributes(group) if name in self.said)

    @cached_property
    def facts(self) -> tuple[Said, ...]:
        """Return what a list of facts tells, best first; duties, nutrition and long texts have their own places."""
        known = list(self.all("facts"))
        apart = {name for group in _APART for name in attributes(group)}
        other = [one for name, one in self.said.items() if name not in apart and one not in known]
        return tuple(one for one in (*known, *other) if tells(one))

    @cached_property
    def is_food(self) -> bool:
        """Return whether the sheet speaks of something to eat or drink."""
        return any(name in self.said for name in (*attributes("nutrition"), "ingredients", "legal_name", "allergens"))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of the long texts in their order, list items with them."""
        return tuple(s for s in self.source.sentences if s.role in _PROSE and self._in_story(s))

    def _in_story(self, sentence: Sentence) -> bool:
        return any(
            fact.label is None and fact.span.start <= sentence.span.start and sentence.span.end <= fact.span.end
            for fact in self.source.facts
            if fact.attribute not in attributes("name")
        )


_APART = (
    *("name", "brand", "type", "link", "care", "box", "food", "allergens", "nutrition", "nutrition_basis", "warnings"),
    *("offer", "numbers", "story", "silent", "duties", "variant", "facts"),
)


def tells(one: Said) -> bool:
    """Return whether an attribute tells a reader something in one line."""
    text = one.words
    return (
        0 < len(text) <= 200  # a longer value is a text, and stands in the sheet
        and "_" not in text
        and "://" not in text
        and text.lower() not in {"nein", "no", "-", "0", "n/a", "k. a."}
        and any(char.isalnum() for char in text)
    )


def small(label: Pieces, language: str) -> Pieces:
    """Return an English label as it stands inside a sentence; German nouns and abbreviations keep their capital."""
    text = text_of(label)
    if language == "de" or len(text) < 2 or text[1].isupper() or not text[0].isupper():
        return label
    return swap(label, 0, 1, text[0].lower(), "case")


def listed(parts: Iterable[Pieces]) -> Pieces:
    """Return parts with commas between."""
    return join(parts, ", ")


def fragment(one: Said, language: str) -> Pieces:
    """Return a fact in a few words: "45 Nm Drehmoment", "Farbe Grün"; with a colon where value or label are longer."""
    label = small(one.label, language)
    if one.is_yes:
        return one.label
    if " " in text_of(one.label) or ", " in one.words or len(one.words) > _SHORT_VALUE:
        return one.line
    pair = (one.value, label) if one.is_measured else (one.label if language == "de" else label, one.value)
    return join(pair)


def _said(source: Source, fact: StatedFact) -> Said:
    label = from_span(source, fact.label) if fact.label else ()
    return Said(fact.attribute, fact.kind, label, from_span(source, fact.span), fact.number, fact.unit)
