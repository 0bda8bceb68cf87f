"""The attributes every product system knows under one name or another, with labels and terms of schema.org and GS1."""

from dataclasses import dataclass
from functools import cache

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


@cache
def vocabulary() -> dict[str, Attribute]:
    """Return all attributes by name."""
    table = read_table("klaviatur.catalogue", "vocabulary.toml")
    return {name: _attribute(name, entry) for name, entry in table.items()}


def label_of(attribute: str, own: str = "") -> Bilingual:
    """Return what people call an attribute; outside the vocabulary its own column name, or its name with spaces."""
    known = vocabulary().get(attribute)
    return known.label if known else Bilingual(*[own or attribute.replace("_", " ").capitalize()] * 2)


def _attribute(name: str, entry: dict[str, object]) -> Attribute:
    label = entry["label"]
    assert isinstance(label, list)  # noqa: S101 - our own file, read once, tested
    names = entry.get("names", [])
    return Attribute(
        name=name,
        kind=Kind(str(entry["kind"])),
        label=Bilingual(*label),
        names=tuple(names) if isinstance(names, list) else (),
        schema_org=str(entry.get("schema_org", "")),
        gs1=str(entry.get("gs1", "")),
        dimension=str(entry.get("dimension", "")),
        localised=bool(entry.get("localised", False)),
        several=bool(entry.get("several", False)),
    )
