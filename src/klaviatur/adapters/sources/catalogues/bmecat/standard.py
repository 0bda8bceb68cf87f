"""What the standard asks for, as tables: order of elements, what must be there, lengths, kinds and code lists."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel.core import get_global

from klaviatur.text.lexicon import read_lines, read_table

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_INTEGER = re.compile(r"[+-]?\d+")
_BOOLEAN = re.compile(r"true|false|1|0", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\S+)?")
_SYSTEM = re.compile(r"[\w\-.]+")
_FORMATS = {
    "system": _SYSTEM,
    "number": _NUMBER,
    "integer": _INTEGER,
    "boolean": _BOOLEAN,
    "language": _LANGUAGE,
    "country": _COUNTRY,
    "date": _DATE,
}


@dataclass(frozen=True, slots=True)
class Parent:
    """What may stand in an element."""

    places: Mapping[str, int]  # name and place in the order
    once: frozenset[str]
    needed: tuple[frozenset[str], ...]  # one of each must be there


@dataclass(frozen=True, slots=True)
class Leaf:
    """What an element's text must be."""

    longest: int | None
    kind: str  # "number", "unit", ..., "text"
    codes: frozenset[str] | None  # None: free

    free: bool = False  # any text is right that is there and not too long
    most: int = sys.maxsize  # characters

    def allows(self, value: str) -> bool:
        """Say whether a value has the right form or stands in the code list."""
        if self.codes is not None:
            return value in self.codes or any(code.endswith("*") and value.startswith(code[:-1]) for code in self.codes)
        if self.kind == "unit":
            return value in units()
        if self.kind == "currency":
            return bool(_CURRENCY.fullmatch(value)) and value in get_global("all_currencies")
        form = _FORMATS.get(self.kind)
        return form is None or bool(form.fullmatch(value))


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of BMEcat."""

    parents: Mapping[str, Parent]
    leaves: Mapping[str, Leaf]
    attributes: Mapping[str, Mapping[str, Leaf]]  # element, attribute, what it may say
    needed_attributes: Mapping[str, tuple[str, ...]]


@cache
def standard(version: str) -> Standard:
    """Return the tables of "1.2" or of "2005", which all later versions are measured by."""
    table = read_table(__package__, "standard_1_2.toml" if version == "1.2" else "standard_2005.toml")
    kinds = {name: kind for kind, names in table["kinds"].items() for name in names}
    codes = {name: frozenset(values) for name, values in table["codes"].items()}
    names = {*kinds, *table["lengths"], *(name for name in codes if "@" not in name)}
    return Standard(
        parents={name: _parent(children) for name, children in table["children"].items()},
        leaves={name: _leaf(table["lengths"].get(name), kinds.get(name, "text"), codes.get(name)) for name in names},
        attributes=_attributes(codes),
        needed_attributes=_needed(table["required"]["attributes"]),
    )


@cache
def units() -> frozenset[str]:
    """Return the codes of units the standard knows."""
    return frozenset(code for line in read_lines("klaviatur.catalogue", "unit_codes.txt") for code in line.split())


def _leaf(longest: int | None, kind: str, codes: frozenset[str] | None) -> Leaf:
    free = kind == "text" and codes is None
    return Leaf(longest, kind, codes, free, sys.maxsize if longest is None else longest)


def _parent(children: str) -> Parent:
    places: dict[str, int] = {}
    once: set[str] = set()
    needed = []
    for place, token in enumerate(children.split()):
        names = token.rstrip("!*").split("|")
        places.update(dict.fromkeys(names, place))
        if "*" not in token:
            once.update(names)
        if "!" in token:
            needed.append(frozenset(names))
    return Parent(places, frozenset(once), tuple(needed))


def _attributes(codes: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Leaf]]:
    found: dict[str, dict[str, Leaf]] = {}
    for name, values in codes.items():
        element, _, attribute = name.partition("@")
        if attribute:
            found.setdefault(element, {})[attribute] = Leaf(None, "text", values)
    return found


def _needed(names: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        element, _, attribute = name.partition("@")
        found[element] = (*found.get(element, ()), attribute)
    return found
