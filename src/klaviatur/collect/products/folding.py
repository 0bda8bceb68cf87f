"""Several rows of one key become one product: locales in rows, rows of further images, parts in several sheets."""

from collections.abc import Sequence

from klaviatur.catalogue.packing import Field, PackedFact, pack, packed_facts
from klaviatur.collect.products.findings import finding
from klaviatur.records import Kind, TableFinding

_Place = tuple[str, str | None, str | None]
_SEVERAL = frozenset({Kind.MEDIA, Kind.RELATION})


def fold(packed: Sequence[tuple[int, str]]) -> tuple[str, tuple[TableFinding, ...]]:
    """Return the packed facts of several rows of one product as one, and in what they contradict each other.

    Facts of other attributes, locales or channels stand side by side, lists are united, what is said twice stands once.
    Of single values that differ the first stays; images and relations of later rows are added.
    """
    kept: dict[_Place, list[PackedFact]] = {}
    findings: list[TableFinding] = []
    for row, text in packed:
        known = {place: list(facts) for place, facts in kept.items()}
        for fact in packed_facts(text):
            fact[Field.ROW] = fact[Field.ROW] or row
            earlier = known.get(_place(fact), [])
            findings.extend(_add(kept.setdefault(_place(fact), []), earlier, fact))
    return pack(fact for facts in kept.values() for fact in facts), tuple(findings)


def _place(fact: PackedFact) -> _Place:
    return fact[Field.ATTRIBUTE], fact[Field.LOCALE], fact[Field.CHANNEL]


def _add(facts: list[PackedFact], earlier: list[PackedFact], fact: PackedFact) -> list[TableFinding]:
    """Add a fact to those of its place; `earlier` are the ones of earlier rows, only they can be contradicted."""
    if any(_said(each) == _said(fact) for each in facts):
        return []
    if not earlier or fact[Field.KIND] in _SEVERAL:
        facts.append(fact)
        return []
    if isinstance(earlier[0][Field.VALUE], list) and isinstance(fact[Field.VALUE], list):
        earlier[0][Field.VALUE] = list(dict.fromkeys([*earlier[0][Field.VALUE], *fact[Field.VALUE]]))
        return []
    words = str(fact[Field.RAW] or fact[Field.VALUE])
    where = fact[Field.PLACE] or ""
    return [finding("row.contradiction", row=fact[Field.ROW], column=fact[Field.COLUMN], words=words, place=where)]


def _said(fact: PackedFact) -> tuple[str, str | None, str | None]:
    return str(fact[Field.VALUE]), fact[Field.UNIT], fact[Field.CURRENCY]
