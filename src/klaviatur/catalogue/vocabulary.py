"""The attributes every product system knows under one name or another, with labels and terms of schema.org and GS1."""

from dataclasses import dataclass
from functools import cache
from typing import TypedDict, cast

from klaviatur.records import Bilingual, Kind
from klaviatur.text.lexicon import read_table


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the model."""

    name: str  # snake_case English
    kind: Kind
    label: Bilingual
    names: tuple[str, ...] = ()  # what columns are called elsewhere, lower case, German and English and formats' own
    schema_org: str = ""  # property of schema.org/Product or Offer
    gs1: str = ""  # property of the GS1 Web Vocabulary
    dimension: str = ""  # "length", "mass", ...: what its unit measures
    localised: bool = False
    several: bool = False  # a product may have several values in several columns (image 1, image 2)


class _Entry(TypedDict, total=False):
    kind: str
    label: list[str]
    names: list[str]
    schema_org: str
    gs1: str
    dimension: str
    localised: bool
    several: bool


@cache
def vocabulary() -> dict[str, Attribute]:
    """Return all attributes by name."""
    table = cast("dict[str, _Entry]", read_table("klaviatur.catalogue", "vocabulary.toml"))
    return {name: _attribute(name, entry) for name, entry in table.items()}


def label_of(attribute: str, own: str = "") -> Bilingual:
    """Return what people call an attribute; outside the vocabulary its own column name, or its name with spaces."""
    known = vocabulary().get(attribute)
    return known.label if known else Bilingual(*[own or attribute.replace("_", " ").capitalize()] * 2)


def _attribute(name: str, entry: _Entry) -> Attribute:
    return Attribute(
        name=name,
        kind=Kind(entry["kind"]),
        label=Bilingual(*entry["label"]),
        names=tuple(entry.get("names", ())),
        schema_org=entry.get("schema_org", ""),
        gs1=entry.get("gs1", ""),
        dimension=entry.get("dimension", ""),
        localised=entry.get("localised", False),
        several=entry.get("several", False),
    )
