"""What is different between two versions of a source's facts, attribute by attribute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import orjson

from klaviatur.catalogue.packing import Field, PackedFact, doubtful

Place = tuple[str, str | None, str | None]  # attribute, locale, channel
Meaning = tuple[str, str | None, str | None, str | None]  # value, unit, currency, doubt


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute that says something else than before; None: it said nothing, or says nothing any more."""

    attribute: str
    locale: str | None
    channel: str | None
    before: str | None
    after: str | None


def differences(before: str, after: str) -> list[Difference]:
    """Return what the packed facts `after` say otherwise than `before`.

    How a value was written is no difference, unless it is an amount that can be read in two ways.
    """
    old, new = orjson.loads(before), orjson.loads(after)
    places = dict.fromkeys(_place(fact) for fact in _unlike(old, new))
    was, now = _meanings(old, places), _meanings(new, places)
    return [
        Difference(*place, _shown(was.get(place)), _shown(now.get(place)))
        for place in places
        if was.get(place) != now.get(place)
    ]


def _unlike(old: Sequence[PackedFact], new: Sequence[PackedFact]) -> Iterable[PackedFact]:
    """Return the facts that may be different: most of a changed row are, position by position, as they were."""
    if len(old) != len(new):
        return chain(old, new)
    return chain.from_iterable([(one, other) for one, other in zip(old, new, strict=True) if one != other])


def _meanings(facts: Sequence[PackedFact], places: Iterable[Place]) -> dict[Place, list[Meaning]]:
    """Return what is said at some places: several facts at one place belong together."""
    asked = {place[0] for place in places}
    found: dict[Place, list[Meaning]] = {}
    for fact in facts:
        if fact[0] in asked:
            meaning = (_value(fact), _at(fact, Field.UNIT), _at(fact, Field.CURRENCY), _doubt(fact))
            found.setdefault(_place(fact), []).append(meaning)
    return found


def _place(fact: PackedFact) -> Place:
    return fact[0], _at(fact, Field.LOCALE), _at(fact, Field.CHANNEL)


def _at(fact: PackedFact, field: int) -> str | None:
    return fact[field] if len(fact) > field else None


def _value(fact: PackedFact) -> str:
    value = fact[Field.VALUE]
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _doubt(fact: PackedFact) -> str | None:
    """Return how an amount was written that can be read in two ways: outputs do not take it until that is settled."""
    raw = doubtful(fact)
    return f"({raw}?)" if raw else None


def _shown(meanings: Sequence[Meaning] | None) -> str | None:
    if meanings is None:
        return None
    return "; ".join(" ".join(part for part in meaning if part) for meaning in meanings)
