"""What several sources say of one product, as one product: one of them wins by a rule that is shown, none is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from klaviatur.records import Conflict, Fact, Finding, Kind, Product

Place = tuple[str, str | None, str | None]  # attribute, locale, channel


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one product."""

    source: str
    facts: tuple[Fact, ...]
    read: datetime
    priority: int = 0
    version: int = 1
    family: str | None = None
    parent: str | None = None
    person: bool = False  # a person said it, or accepted it: wins over every file


def merge(
    key: str,
    said: Sequence[Said],
    *,
    choices: Mapping[str, str] | None = None,
    variants: Sequence[str] = (),
    findings: Sequence[Finding] = (),
) -> Product:
    """Return the product that some sources describe together.

    Of an attribute, in one locale and channel, the source wins that a person chose (`choices`: attribute to source),
    then the one with the higher priority, then the newest. Where others say something else, there is a conflict.
    """
    ranked = sorted(said, key=lambda one: (one.person, one.priority, one.read, one.source), reverse=True)
    places: dict[Place, list[tuple[Said, list[Fact]]]] = {}
    for one in ranked:
        for place, facts in _by_place(one.facts).items():
            places.setdefault(place, []).append((one, facts))
    right = choices or {}
    chosen = {place: _chosen(found, right.get(place[0])) for place, found in places.items()}
    conflicts = (_conflict(place[0], found, right.get(place[0])) for place, found in chosen.items())
    return Product(
        key=key,
        facts=tuple(fact for found in chosen.values() for fact in found[0][1]),
        version=sum(one.version for one in said),
        parent=next((one.parent for one in ranked if one.parent), None),
        family=next((one.family for one in ranked if one.family), None),
        variants=tuple(variants),
        conflicts=tuple(conflict for conflict in conflicts if conflict),
        findings=tuple(findings),
    )


def _by_place(facts: Sequence[Fact]) -> dict[Place, list[Fact]]:
    places: dict[Place, list[Fact]] = {}
    for fact in facts:
        places.setdefault((fact.attribute, fact.locale, fact.channel), []).append(fact)
    return places


def _chosen(found: list[tuple[Said, list[Fact]]], source: str | None) -> list[tuple[Said, list[Fact]]]:
    """Return what sources say of one place, the source that a person chose first."""
    return sorted(found, key=lambda one: one[0].source != source)


def _conflict(attribute: str, found: list[tuple[Said, list[Fact]]], source: str | None) -> Conflict | None:
    if len({_meaning(facts) for _, facts in found}) < 2:
        return None
    (first, _), (second, _) = found[:2]
    by_file = "priority" if first.priority != second.priority else "newest"
    rule = "person" if first.person or first.source == source else by_file
    return Conflict(attribute, tuple(fact for _, facts in found for fact in facts), rule)


def _meaning(facts: Sequence[Fact]) -> tuple[tuple[str, str | None, str | None], ...]:
    return tuple((_said(fact), fact.unit, fact.currency) for fact in facts)


def _said(fact: Fact) -> str:
    """Return the value of a fact, of a GTIN without noughts before it: they only fill it up."""
    return fact.value.lstrip("0") if fact.kind is Kind.GTIN else fact.value
