"""What products must say: our own table, a workspace's TOML, and the families of an Akeneo export."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import WorkspaceError
from klaviatur.records import Requirement
from klaviatur.text.lexicon import read_table

EVERY = "*"
_PREFIX = "requirements-"  # of Akeneo's columns, one a channel
_KNOWN = {"family", "channel", "locale", "attributes", "when"}


def own_requirements() -> tuple[Requirement, ...]:
    """Return the requirements that come with Klaviatur, each with its source beside it in requirements.toml."""
    return _requirements(read_table("klaviatur.collect.products", "requirements.toml"), "requirements.toml")


def read_requirements(text: str, name: str) -> tuple[Requirement, ...]:
    """Return the requirements of a TOML file, written as ours are. Raises WorkspaceError naming what is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(f"{name!r} is not TOML: {error}") from error
    return _requirements(table, name)


def requirements_of_families(families: pl.DataFrame, names: Mapping[str, str] | None = None) -> tuple[Requirement, ...]:
    """Return what Akeneo's families.csv requires per channel.

    `families` holds strings in columns `code` and `requirements-CHANNEL`; `names` translates its attribute codes, those
    it does not know are looked up among the names of our vocabulary, and kept as they are where that knows none.
    """
    channels = [column for column in families.columns if column.startswith(_PREFIX)]
    if "code" not in families.columns or not channels:
        raise WorkspaceError("Families need a column 'code' and one column 'requirements-CHANNEL' for each channel.")
    return tuple(
        Requirement(family, column.removeprefix(_PREFIX), EVERY, _translated(codes, names or {}))
        for column in channels
        for family, codes in families.select("code", column).iter_rows()
        if family and codes
    )


def _requirements(table: Mapping[str, Any], name: str) -> tuple[Requirement, ...]:
    entries = table.get("requirement")
    if not isinstance(entries, list) or set(table) != {"requirement"}:
        raise WorkspaceError(f"{name!r} holds no requirements: each begins with [[requirement]].")
    return tuple(_requirement(entry, name) for entry in entries)


def _requirement(entry: Mapping[str, Any], name: str) -> Requirement:
    if unknown := set(entry) - _KNOWN:
        raise WorkspaceError(f"{name!r}: a requirement has no {min(unknown)!r}. Known: {', '.join(sorted(_KNOWN))}.")
    attributes, when = entry.get("attributes", []), entry.get("when", [])
    if not attributes or not _are_strings(attributes) or not _are_strings(when):
        raise WorkspaceError(f'{name!r}: a requirement lists `attributes` (and `when`) as strings: ["gtin|mpn"].')
    places = {key: str(entry.get(key, EVERY)) for key in ("family", "channel", "locale")}
    return Requirement(**places, attributes=tuple(attributes), when=tuple(when))


def _are_strings(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) and value for value in values)


def _translated(codes: str, names: Mapping[str, str]) -> tuple[str, ...]:
    found = (code.strip() for code in codes.split(","))
    return tuple(names.get(code) or _named().get(_plain(code), code) for code in found if code)


@cache
def _named() -> dict[str, str]:
    """What attributes of the vocabulary are called elsewhere; a name that two have belongs to the first."""
    found: dict[str, str] = {}
    for attribute in vocabulary().values():
        for name in (attribute.name, *attribute.names):
            found.setdefault(_plain(name), attribute.name)
    return found | {_plain(name): name for name in vocabulary()}


def _plain(name: str) -> str:
    return name.replace("_", " ").lower()
