"""Facts of one row as one JSON string: what travels in frames and lies in the store, where records would be too many.

A packed row is a list of facts, each a list in the order of `Field`; trailing nulls are cut. `value` is a string, for
lists and relations a list of strings.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any

import orjson

from klaviatur.records import Fact, Kind, Origin

AMBIGUOUS = "ambiguous"  # step of a number that can be read in two ways: its column does not say which
GROUP_KEY = "group:"  # begins the keys of catalogue groups: they are kept like products, but are none


class Field(IntEnum):
    """Where a packed fact keeps what."""

    ATTRIBUTE = 0
    KIND = 1
    VALUE = 2
    COLUMN = 3
    RAW = 4  # null: as `value`
    UNIT = 5
    CURRENCY = 6
    LOCALE = 7
    CHANNEL = 8
    STEPS = 9
    LABEL = 10
    ROW = 11  # null: the row of the product; where several rows make one product
    PLACE = 12


PackedFact = list[Any]


def pack(facts: Iterable[PackedFact]) -> str:
    """Return the JSON string of some packed facts."""
    return orjson.dumps([_cut(fact) for fact in facts]).decode()


def packed_facts(packed: str) -> list[PackedFact]:
    """Return the packed facts of a JSON string, each padded to all fields."""
    return [fact + [None] * (len(Field) - len(fact)) for fact in orjson.loads(packed)]


def doubtful(fact: PackedFact) -> str | None:
    """Return how an amount is written that can be read in two ways, None for all others."""
    if len(fact) <= Field.STEPS or fact[Field.KIND] != Kind.MONEY or AMBIGUOUS not in (fact[Field.STEPS] or ()):
        return None
    return str(fact[Field.RAW] or fact[Field.VALUE])


def value_of(fact: PackedFact) -> str | None:
    """Return the value of a packed fact in one line."""
    value = fact[Field.VALUE]
    return "; ".join(value) if isinstance(value, list) else value


def unpack(packed: str, *, key: str, source: str, origin: Origin, read: datetime) -> tuple[Fact, ...]:
    """Return the facts of a packed row; `origin` says where the row is, its column is filled in."""
    return tuple(_fact(fact, key, source, origin, read) for fact in packed_facts(packed))


def fact_id(key: str, attribute: str, locale: str | None, channel: str | None, source: str) -> str:
    """Return the id of a fact, stable while product, attribute, locale, channel and source stay."""
    return "/".join((key, attribute, locale or "", channel or "", source))


def _cut(fact: PackedFact) -> PackedFact:
    end = len(fact)
    while end and fact[end - 1] is None:
        end -= 1
    return fact[:end]


def _fact(fact: PackedFact, key: str, source: str, origin: Origin, read: datetime) -> Fact:
    kind = Kind(fact[Field.KIND])
    value = fact[Field.VALUE]
    items = tuple(value) if isinstance(value, list) else ()
    text = str(value_of(fact) or "")
    locale, channel = fact[Field.LOCALE], fact[Field.CHANNEL]
    row = fact[Field.ROW] or origin.row
    return Fact(
        attribute=fact[Field.ATTRIBUTE],
        kind=kind,
        value=text,
        origin=Origin(origin.file, origin.sheet, row, fact[Field.COLUMN] or "", fact[Field.PLACE] or origin.place),
        raw=text if fact[Field.RAW] is None else fact[Field.RAW],
        read=read,
        number=Decimal(text) if kind in {Kind.NUMBER, Kind.MONEY} else None,
        unit=fact[Field.UNIT],
        currency=fact[Field.CURRENCY],
        items=items,
        locale=locale,
        channel=channel,
        steps=tuple(fact[Field.STEPS] or ()),
        label=fact[Field.LABEL] or "",
        id=fact_id(key, fact[Field.ATTRIBUTE], locale, channel, source),
    )
