"""Several rows of one key become one product: locales in rows, rows of further images, parts in several sheets."""

from collections.abc import Sequence

from klaviatur.catalogue.packing import Field, PackedFact, pack, packed_facts
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.findings import finding
from klaviatur.records import Kind, TableFinding

_Place = tuple[str, str | None, str | None]
_AS_ITEMS = frozenset({Kind.LIST, Kind.MEDIA, Kind.RELATION})


def fold(packed: Sequence[tuple[int, str]]) -> tuple[str, tuple[TableFinding, ...]]:
    """Return the packed facts of several rows of one product as one, and in what they contradict each other.

    Facts of other attributes, locales or channels stand side by side, what is said twice stands once. Lists, images,
    relations and texts that may be several are united; of other values that differ the first stays.
    """
    kept: dict[_Place, PackedFact] = {}
    findings: list[TableFinding] = []
    for row, text in packed:
        for fact in packed_facts(text):
            fact[Field.ROW] = fact[Field.ROW] or row
            first = kept.setdefault((fact[Field.ATTRIBUTE], fact[Field.LOCALE], fact[Field.CHANNEL]), fact)
            if _said(first) != _said(fact) and not _unite(first, fact):
                findings.append(_contradiction(fact))
    return pack(kept.values()), tuple(findings)


def _said(fact: PackedFact) -> tuple[str, str | None, str | None]:
    return str(fact[Field.VALUE]), fact[Field.UNIT], fact[Field.CURRENCY]


def _unite(first: PackedFact, fact: PackedFact) -> bool:
    """Put what a fact says behind what the first says, and return whether it can stand there."""
    if {first[Field.KIND], fact[Field.KIND]} <= _AS_ITEMS:
        between = "; "
    elif first[Field.KIND] in {Kind.TEXT, Kind.RICH_TEXT} and _may_be_several(first):
        between = "\n"
    else:
        return False
    said = [_items(each, between) for each in (first, fact)]
    united = list(dict.fromkeys(item for items in said for item in items))
    if united == said[0]:
        return True
    raw = dict.fromkeys(str(each[Field.RAW] or between.join(_items(each, between))) for each in (first, fact))
    columns = dict.fromkeys(name for each in (first, fact) for name in str(each[Field.COLUMN] or "").split(" + "))
    first[Field.VALUE] = between.join(united) if between == "\n" else united
    first[Field.RAW] = between.join(raw) if between.join(raw) != between.join(united) else None
    first[Field.COLUMN] = " + ".join(filter(None, columns))
    return True


def _items(fact: PackedFact, between: str) -> list[str]:
    value = fact[Field.VALUE]
    if isinstance(value, list):
        return value
    return str(value).split("\n") if between == "\n" else [str(value)]


def _may_be_several(fact: PackedFact) -> bool:
    known = vocabulary().get(fact[Field.ATTRIBUTE])
    return known is not None and known.several


def _contradiction(fact: PackedFact) -> TableFinding:
    words = str(fact[Field.RAW] or fact[Field.VALUE])
    where = fact[Field.PLACE] or ""
    return finding("row.contradiction", row=fact[Field.ROW], column=fact[Field.COLUMN], words=words, place=where)
