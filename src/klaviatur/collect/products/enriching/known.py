"""What is known of many products, from the packed rows of the store: the surest source first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from klaviatur.catalogue.packing import Field, fact_id, packed_facts
from klaviatur.records import Kind, Language

TEXTS = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST})
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Stated:
    """One value that one source gives."""

    id: str  # Fact.id
    attribute: str
    kind: Kind
    value: str
    unit: str | None = None
    locale: str | None = None
    source: str = ""

    @property
    def language(self) -> Language | None:
        """Return the language of its locale, None where it has none of ours."""
        code = (self.locale or "")[:2].lower()
        return "de" if code == "de" else "en" if code == "en" else None


@dataclass(slots=True)
class Known:
    """All that sources say of one product."""

    key: str
    family: str | None = None
    parent: str | None = None
    facts: list[Stated] = field(default_factory=list)

    def all(self, *attributes: str) -> Iterator[Stated]:
        """Yield the values of some attributes, in the order of the attributes."""
        for attribute in attributes:
            yield from (fact for fact in self.facts if fact.attribute == attribute)

    def first(self, *attributes: str) -> Stated | None:
        """Return the surest value of the first of the attributes that has one."""
        return next(self.all(*attributes), None)

    def has(self, attribute: str) -> bool:
        """Return whether any source says something of an attribute."""
        return any(fact.attribute == attribute for fact in self.facts)


def known_products(frames: Iterable[pl.DataFrame], attributes: frozenset[str] | None = None) -> list[Known]:
    """Return products by key, in order; `attributes` keeps only these, for work that needs no more.

    `frames` are those of `ProductStore.packed`: key, source, family, parent, facts.
    """
    found: dict[str, Known] = {}
    for frame in frames:
        for key, source, family, parent, packed in frame.iter_rows():
            known = found.setdefault(key, Known(key))
            known.family = known.family or family
            known.parent = known.parent or parent
            known.facts += _stated(key, source, packed, attributes)
    return [found[key] for key in sorted(found)]


def _stated(key: str, source: str, packed: str, attributes: frozenset[str] | None) -> Iterator[Stated]:
    for fact in packed_facts(packed):
        name = fact[Field.ATTRIBUTE]
        value = fact[Field.VALUE]
        if not value or (attributes is not None and name not in attributes):
            continue
        said = "; ".join(value) if isinstance(value, list) else str(value)
        locale = fact[Field.LOCALE]
        where = fact_id(key, name, locale, fact[Field.CHANNEL], source)
        yield Stated(where, name, Kind(fact[Field.KIND]), said, fact[Field.UNIT], locale, source)
