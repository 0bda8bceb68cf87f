"""Reads a mapping file, with messages that say the line, what is wrong there and what is allowed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from klaviatur.catalogue.units import find
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import MappingError
from klaviatur.records import ColumnMap, ColumnMapping, Kind

MAX_BYTES = 5_000_000
_LOCALE = re.compile(r"[a-z]{2}(?:_[A-Z]{2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PROPOSED = re.compile(r"([a-z]+) ([01](?:\.\d+)?)")
_NAME = re.compile(r"_?[a-z][a-z0-9_]*")
_TABLE = ("name", "key", "decimal", "day_first", "locale", "currency", "priority", "columns")
_COLUMN = (
    "attribute", "own", "kind", "locale", "channel", "unit", "currency", "separator", "unit_of", "currency_of", "label",
    "decimal", "proposed",
)  # fmt: skip
_BESIDE = ("locale", "channel", "currency", "separator", "unit_of", "currency_of", "decimal")
_TEXTS = frozenset(_COLUMN) - {"own"}


@dataclass(frozen=True, slots=True)
class _File:
    place: str
    text: str
    column: str = ""

    def wrong(self, message: str, key: str = "") -> MappingError:
        """Return the error for a key of the column, or of the head of the file."""
        return MappingError(f"Mapping file {self.place!r}, line {self.line(key)}: {message}")

    def line(self, key: str) -> int:
        """Return the line on which a key of the column stands, the line of the column itself without a key."""
        lines = self.text.splitlines()
        first = next((n for n, line in enumerate(lines) if self.column and self._names(line)), 0)
        end = next((n for n in range(first + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
        found = (n for n in range(first, end) if re.match(rf"\s*{re.escape(key)}\s*=", lines[n]))
        return next(found, first) + 1 if key else first + 1

    def _names(self, line: str) -> bool:
        """Return whether a line is the heading of the column, whichever way its name is quoted."""
        if not line.lstrip().startswith("["):
            return False
        try:
            return self.column in tomllib.loads(line).get("columns", {})
        except tomllib.TOMLDecodeError:
            return False


def load_mapping(path: str | Path) -> ColumnMapping:
    """Return the mapping of a file; an entry is a person's word unless it says that it was `proposed`.

    Raises MappingError for the first mistake, with its line and what is allowed there.
    """
    file = _File(str(path), _text(Path(path)))
    try:
        table = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(
            f"Mapping file {file.place!r} is not valid TOML: {error}. Put texts in quotation marks, "
            'one key a line: attribute = "price"'
        ) from error
    _check_keys(file, table, _TABLE)
    columns = tuple(_column(file, name, entry) for name, entry in _columns(file, table).items())
    _check_together(file, columns)
    return _mapping(file, table, columns)


def _text(place: Path) -> str:
    try:
        data = place.read_bytes()
    except FileNotFoundError as error:
        raise MappingError(f"There is no mapping file at {str(place)!r}. Check the path, or leave it out.") from error
    except OSError as error:
        raise MappingError(
            f"Mapping file {str(place)!r} cannot be read: {error.strerror}. Check its rights."
        ) from error
    if len(data) > MAX_BYTES:
        raise MappingError(f"Mapping file {str(place)!r} is larger than {MAX_BYTES:,} bytes, so it is no mapping.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError(f"Mapping file {str(place)!r} is not UTF-8 text. Save it as UTF-8.") from error


def _columns(file: _File, table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    columns = table.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise file.wrong('It has no columns. Each column is a heading with its name: [columns."Artikelnummer"]')
    for name, entry in columns.items():
        if not isinstance(entry, dict):
            raise file.wrong(f"{name!r} is no column entry. Write a heading: [columns.{name!r}]", "columns")
    return columns


def _check_keys(file: _File, entry: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in entry:
        if key not in allowed:
            raise file.wrong(f"{key!r} is no key here{_close(key, allowed)}. Allowed: {', '.join(allowed)}.", key)


def _mapping(file: _File, table: Mapping[str, Any], columns: tuple[ColumnMap, ...]) -> ColumnMapping:
    wanted = {
        "name": str,
        "key": list,
        "decimal": str,
        "day_first": bool,
        "locale": str,
        "currency": str,
        "priority": int,
    }
    values = {key: value for key, value in table.items() if key != "columns"}
    for key, value in values.items():
        if type(value) is not wanted[key]:
            raise file.wrong(f"{key} is {value!r}. It must be {_KINDS[wanted[key]]}.", key)
    _check_codes(file, values)
    if "key" in values:
        if not values["key"] or not all(isinstance(each, str) for each in values["key"]):
            raise file.wrong('key must be a list of attributes: ["sku", "gtin"]', "key")
        values["key"] = tuple(values["key"])
    return replace(ColumnMapping(Path(file.place).stem, columns), **values)


_KINDS = {str: "a text in quotation marks", bool: "true or false", int: "a whole number", list: "a list: [ ... ]"}


def _column(whole: _File, name: str, entry: Mapping[str, Any]) -> ColumnMap:
    file = _File(whole.place, whole.text, name)
    _check_keys(file, entry, _COLUMN)
    for key in _TEXTS & entry.keys():
        if not isinstance(entry[key], str):
            raise file.wrong(f"{key} is {entry[key]!r}. It must be a text in quotation marks.", key)
    attribute = _attribute(file, entry)
    kind = _kind(file, attribute, entry)
    _check_codes(file, entry)
    known = vocabulary().get(attribute)
    beside = {key: entry.get(key) for key in _BESIDE}
    why, sure = _proposed(file, entry)
    unit = find(entry["unit"], known.dimension if known else "") if "unit" in entry else None
    return ColumnMap(
        column=name,
        attribute=attribute,
        kind=kind,
        known=known is not None,
        confidence=sure,
        why=why,
        unit=unit.code if unit else entry.get("unit"),
        label=entry.get("label", "" if known else name),
        **beside,
    )


def _attribute(file: _File, entry: Mapping[str, Any]) -> str:
    attribute = entry.get("attribute")
    if not isinstance(attribute, str):
        raise file.wrong(f'Column {file.column!r} has no attribute. Add a line: attribute = "name"')
    if attribute in vocabulary() or (entry.get("own") is True and _NAME.fullmatch(attribute)):
        return attribute
    if entry.get("own") is True:
        raise file.wrong(f"attribute is {attribute!r}. Use small letters, digits and _ only.", "attribute")
    raise file.wrong(
        f"The catalogue knows no attribute {attribute!r}{_close(attribute, tuple(vocabulary()))}. Take one it "
        "knows, or add a line: own = true",
        "attribute",
    )


def _kind(file: _File, attribute: str, entry: Mapping[str, Any]) -> Kind:
    known = vocabulary().get(attribute)
    kind = entry.get("kind", known.kind.value if known else "text")
    if kind not in set(Kind):
        raise file.wrong(f"kind is {kind!r}{_close(kind, tuple(Kind))}. Allowed: {', '.join(Kind)}.", "kind")
    return Kind(kind)


def _proposed(file: _File, entry: Mapping[str, Any]) -> tuple[str, float]:
    """Return why a column was mapped so and how sure that is: ("name", 0.98)."""
    if "proposed" not in entry:
        return "person", 1.0
    match = _PROPOSED.fullmatch(entry["proposed"])
    if match is None:
        raise file.wrong("proposed cannot be read. Take the line out; then the entry is your own word.", "proposed")
    return match[1], float(match[2])


def _check_codes(file: _File, entry: Mapping[str, Any]) -> None:
    if entry.get("decimal", ",") not in {",", "."}:
        raise file.wrong(f'decimal is {entry["decimal"]!r}. It must be "," or ".".', "decimal")
    if "locale" in entry and not _LOCALE.fullmatch(entry["locale"]):
        raise file.wrong(f'locale is {entry["locale"]!r}. Write "de" or "de_DE".', "locale")
    if "currency" in entry and not _CURRENCY.fullmatch(entry["currency"]):
        raise file.wrong(f'currency is {entry["currency"]!r}. Write its three letters: "EUR".', "currency")


def _check_together(whole: _File, columns: tuple[ColumnMap, ...]) -> None:
    """Check that no attribute is given twice, and that units belong to a column of the file."""
    taken: dict[tuple[str | None, ...], str] = {}
    attributes = {each.attribute for each in columns}
    attributes |= {vocabulary()[name].dimension for name in attributes & vocabulary().keys()}
    for each in columns:
        file = _File(whole.place, whole.text, each.column)
        for key in ("unit_of", "currency_of"):
            of = getattr(each, key)
            if of and of not in attributes:
                raise file.wrong(
                    f"{key} is {of!r}, which no column of this file is{_close(of, tuple(attributes))}.", key
                )
        slot = (each.attribute, each.locale, each.channel, each.currency)
        if slot in taken and not _many(each):
            raise file.wrong(
                f"{each.attribute!r} is given to {taken[slot]!r} and {each.column!r}. Give one of them another "
                "attribute, locale, channel or currency.",
                "attribute",
            )
        taken.setdefault(slot, each.column)


def _many(column: ColumnMap) -> bool:
    known = vocabulary().get(column.attribute)
    return column.kind is Kind.LIST or (known is not None and known.several)


def _close(word: str, allowed: tuple[str, ...]) -> str:
    close = get_close_matches(str(word), [str(each) for each in allowed], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
