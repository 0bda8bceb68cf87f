"""What is different between two versions of a source's facts, attribute by attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.catalogue.packing import Field, PackedFact, packed_facts

Place = tuple[str, str | None, str | None]  # attribute, locale, channel
Meaning = tuple[str, str | None, str | None]  # value, unit, currency


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute that says something else than before; None: it said nothing, or says nothing any more."""

    attribute: str
    locale: str | None
    channel: str | None
    before: str | None
    after: str | None


def differences(before: str, after: str) -> list[Difference]:
    """Return what the packed facts `after` say otherwise than `before`; how a value was written is no difference."""
    old, new = _meanings(before), _meanings(after)
    if old == new:
        return []
    return [
        Difference(*place, _shown(old.get(place)), _shown(new.get(place)))
        for place in dict.fromkeys((*old, *new))
        if old.get(place) != new.get(place)
    ]


def _meanings(packed: str) -> dict[Place, list[Meaning]]:
    found: dict[Place, list[Meaning]] = {}
    for fact in packed_facts(packed):
        place = (fact[Field.ATTRIBUTE], fact[Field.LOCALE], fact[Field.CHANNEL])
        found.setdefault(place, []).append((_value(fact), fact[Field.UNIT], fact[Field.CURRENCY]))
    return found


def _value(fact: PackedFact) -> str:
    value = fact[Field.VALUE]
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _shown(meanings: Sequence[Meaning] | None) -> str | None:
    if meanings is None:
        return None
    return "; ".join(" ".join(part for part in meaning if part) for meaning in meanings)
