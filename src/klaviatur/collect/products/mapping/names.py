"""Attributes found by what a column is called: exactly, in another order or number, or nearly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from klaviatur.catalogue.units import find
from klaviatur.catalogue.vocabulary import Attribute, vocabulary
from klaviatur.collect.products.mapping.headers import Reading, readings
from klaviatur.collect.products.mapping.spelling import key, split, word_keys, words
from klaviatur.records import Kind

OWN, EXACT, TURNED, INFLECTED, TYPO = 0.99, 0.98, 0.90, 0.92, 0.80
_SECOND = 0.75
_A_RANK = 0.00001  # enough to choose between two columns of one attribute
_VAGUE = 0.80  # at most, for a name that means different things in different files
_SHORTEST_TYPO = 7  # letters a word needs before one of them may be wrong
_SHORTEST_INFLECTED = 4
_PARTED = re.compile(r"\s*[/|\n]\s*|\s+[-–]\s+")
_BRACKETED = re.compile(r"(.+?)\s*[(\[](.+)[)\]]")
_NUTRIENT = "PerNutrientBasis"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribute a column may be, and how it was read to get there."""

    attribute: str
    confidence: float
    why: str
    reading: Reading


@cache
def by_key() -> dict[str, str]:
    """Return attribute by every name it goes by; the vocabulary's own names win over labels."""
    own = {key(name): a.name for a in vocabulary().values() for name in (a.name, *a.names)}
    return {key(label): a.name for a in vocabulary().values() for label in a.label} | own


@cache
def _ranks() -> dict[str, int]:
    """Return the place of each name among its attribute's: those that come first are used most."""
    return {key(name): place for a in vocabulary().values() for place, name in enumerate((*a.label, *a.names))}


@cache
def _keys() -> list[str]:
    """Return the names that are long enough to be recognised with a slip."""
    return [name for name in by_key() if len(name) >= _SHORTEST_TYPO - 1]


def named(header: str) -> tuple[Candidate, ...]:
    """Return the attributes a header names, the best first; none where the name says nothing we know."""
    found: dict[str, Candidate] = {}
    for candidate in (*_read(header), *_agreed(header)):
        if candidate.confidence > _of(found, candidate.attribute):
            found[candidate.attribute] = candidate
    if "image" in found and "additional_image" not in found:  # a second picture of the product
        found["additional_image"] = replace(found["image"], attribute="additional_image", confidence=_SECOND)
    return tuple(sorted(found.values(), key=lambda each: -each.confidence))


def _read(header: str) -> Iterator[Candidate]:
    for reading in readings(header):
        for attribute, confidence in _matches(reading):
            candidate = _weighed(vocabulary()[attribute], confidence, reading)
            if candidate is not None:
                yield candidate


def _agreed(header: str) -> Iterator[Candidate]:
    """Yield what every part of a header says: "Farbe / Colour", "Gewicht (weight)", "Länge - Length [mm]"."""
    parts = _PARTED.split(header.strip())
    bracketed = _BRACKETED.fullmatch(header.strip())
    for each in (parts, list(bracketed.groups()) if bracketed else []):
        said = [{candidate.attribute: candidate for candidate in _read(part)} for part in each if part]
        for attribute in set.intersection(*map(set, said)) if len(said) > 1 else ():
            fullest = max((one[attribute] for one in said), key=lambda candidate: _asides(candidate.reading))
            yield replace(fullest, confidence=max(one[attribute].confidence for one in said))


def _asides(reading: Reading) -> int:
    return sum(map(bool, (reading.unit, reading.locale, reading.currency, reading.basis, reading.number)))


def nearly_named(header: str) -> tuple[Candidate, ...]:
    """Return the attribute a header with a typing mistake names: one long word has one wrong letter."""
    for reading in readings(header):
        if len(reading.key) < _SHORTEST_TYPO or reading.key[-2:].isdigit():  # a number of a feature, not a word
            continue
        match = process.extractOne(reading.key, _keys(), scorer=OSA.distance, score_cutoff=1)
        if match is None or not _one_slip(reading, match[0]):
            continue
        candidate = _weighed(vocabulary()[by_key()[match[0]]], TYPO, reading, why="name")
        if candidate is not None and not candidate.attribute.startswith("_"):
            return (candidate,)
    return ()


def _of(found: dict[str, Candidate], attribute: str) -> float:
    return found[attribute].confidence if attribute in found else 0.0


def _matches(reading: Reading) -> Iterator[tuple[str, float]]:
    """Yield attribute and confidence of the names that read the same."""
    if reading.key in by_key():
        attribute = by_key()[reading.key]
        yield attribute, OWN if reading.key == key(attribute) else EXACT - _ranks()[reading.key] * _A_RANK
        return
    turned = _turned().get(tuple(sorted(reading.words)))
    if turned:
        yield turned, TURNED
    inflected = _inflected().get(_stemmed(reading)) if len(reading.words[-1]) > _SHORTEST_INFLECTED else None
    if inflected and not inflected.startswith("_"):
        yield inflected, INFLECTED


def _weighed(attribute: Attribute, confidence: float, reading: Reading, why: str = "name") -> Candidate | None:
    """Return the candidate, less sure where what was taken off does not go with the attribute; None if it cannot be."""
    attribute = _numbered(attribute, reading) or attribute
    if reading.of:
        return Candidate(attribute.name, confidence - reading.cost, why, reading)
    if _contradicts(attribute, reading):
        return None
    strange = (
        0.04 if reading.locale and attribute.kind in {Kind.NUMBER, Kind.MONEY, Kind.GTIN, Kind.IDENTIFIER} else 0.0
    )
    sure = confidence - reading.cost - strange
    if reading.key in word_keys("vague"):
        sure = 0.0 if reading.cost else min(sure, _VAGUE)  # "custom_number_1" says nothing
    return Candidate(attribute.name, sure, why, reading) if sure else None


def _numbered(attribute: Attribute, reading: Reading) -> Attribute | None:
    """Return what the second picture is."""
    second = attribute.name == "image" and reading.number is not None and reading.number > 1
    return vocabulary()["additional_image"] if second else None


def _contradicts(attribute: Attribute, reading: Reading) -> bool:
    many = attribute.several or attribute.kind is Kind.LIST
    if reading.number is not None and reading.number > 1 and not many:
        return True
    if reading.unit and reading.key == "preispro":  # "Preis pro kg" is a price, not what a price is of
        return True
    if reading.currency and attribute.kind is not Kind.MONEY:
        return True
    if reading.link and attribute.kind is not Kind.MEDIA:
        return True
    if reading.basis and not (attribute.gs1.endswith(_NUTRIENT) or attribute.dimension in {"mass", "energy"}):
        return True
    return bool(reading.unit) and not _measures(attribute, reading.unit or "")


def _measures(attribute: Attribute, unit: str) -> bool:
    """Return whether an attribute may be given in a unit."""
    if attribute.name == "unit_price":  # "Grundpreis (€/kg)"
        return True
    if attribute.kind is not Kind.NUMBER:
        return len(unit) > 1 and attribute.name in {"delivery_time", "warranty", *words()["measured_texts"]}
    known = find(unit, attribute.dimension)
    return (
        known is None
        or not attribute.dimension
        or known.dimension == attribute.dimension
        or _time_share(known.dimension)
    )


def _time_share(dimension: str) -> bool:
    return dimension == "energy_per_time"


def _one_slip(reading: Reading, name: str) -> bool:
    """Return whether a header may be a name with a letter too many, too few or two swapped; digits and start agree.

    Another letter instead is no slip: in German it makes another word (Absatzhöhe, Ansatzhöhe).
    """
    own = reading.key
    digits = [c for c in own if c.isdigit()] == [c for c in name if c.isdigit()]
    swapped = len(own) != len(name) or sorted(own) == sorted(name)
    return own[0] == name[0] and digits and swapped and min(map(len, reading.words)) > 2


def _stemmed(reading: Reading) -> str:
    return "".join(reading.words[:-1]) + _stem(reading.words[-1])


def _stem(name: str) -> str:
    for ending in ("en", "es", "n", "s", "e"):
        if name.endswith(ending) and len(name) > len(ending) + 3:
            return name.removesuffix(ending)
    return name


@cache
def _turned() -> dict[tuple[str, ...], str]:
    names = [(split(name), a.name) for a in vocabulary().values() for name in a.names]
    return {tuple(sorted(parts)): name for parts, name in names if len(parts) > 1}


@cache
def _inflected() -> dict[str, str]:
    """Return attribute by stem, without stems that two attributes share."""
    found: dict[str, set[str]] = {}
    for attribute in vocabulary().values():
        for name in attribute.names:
            found.setdefault(_stemmed(Reading(split(name))), set()).add(attribute.name)
    return {stem: attributes.pop() for stem, attributes in found.items() if len(attributes) == 1 and len(stem) > 3}
