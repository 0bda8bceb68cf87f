"""Channels and kinds of sources as pages name and order them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request

from klaviatur.doors.words import family_rank
from klaviatur.records import Bilingual, Channel, SourceKind
from klaviatur.wiring.desk import Desk

KINDS: Mapping[str, SourceKind] = {"text": "text", "product": "product"}


@dataclass(frozen=True, slots=True)
class Column:
    """One channel on a page."""

    name: str
    label: Bilingual
    family: str


@dataclass(frozen=True, slots=True)
class Family:
    """Channels of one kind, side by side."""

    name: str
    channels: tuple[Column, ...]


def channels_of(request: Request) -> Mapping[str, Channel]:
    """Return the profiles in force."""
    desk: Desk = request.app.state.desk
    return desk.channels


def column(name: str, known: Mapping[str, Channel]) -> Column:
    """Return how a channel is named; one whose profile is gone keeps its bare name."""
    profile = known.get(name)
    return Column(name, profile.label, profile.family) if profile else Column(name, Bilingual(name, name), "")


def by_family(names: Iterable[str], known: Mapping[str, Channel]) -> tuple[Family, ...]:
    """Return channels by family, press first, in the order of their names."""
    found: dict[str, list[Column]] = {}
    for one in sorted((column(name, known) for name in set(names)), key=lambda c: (family_rank(c.family), c.name)):
        found.setdefault(one.family, []).append(one)
    return tuple(Family(family, tuple(columns)) for family, columns in found.items())
