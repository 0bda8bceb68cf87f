"""Writes a mapping file: what is sure, what a person should look at, what keeps its own name; samples beside each."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from klaviatur.adapters.mappings.texts import CODED, HEAD, KEYS, MIXED, PARTS
from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.units import find, unit_of_code
from klaviatur.catalogue.vocabulary import label_of, vocabulary
from klaviatur.records import ColumnMap, ColumnMapping

SURE = 0.85
_TAKE_OUT = "  # take this line out once you have looked"
_SAMPLES = 3
_LONGEST = 40  # characters of a sample
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\s]+")


def save_mapping(
    mapping: ColumnMapping, path: str | Path, *, samples: Mapping[str, Sequence[str | None]] | None = None
) -> None:
    """Write a mapping file, whole or not at all; `samples`: some cells of each column, shown as comments."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    beside.write_text(written_mapping(mapping, samples=samples), encoding="utf-8")
    beside.replace(place)


def written_mapping(mapping: ColumnMapping, *, samples: Mapping[str, Sequence[str | None]] | None = None) -> str:
    """Return the text of a mapping file."""
    lines = [*HEAD, "", *_table(mapping)]
    for part, title in PARTS.items():
        columns = [each for each in mapping.columns if _part(each) == part]
        lines += ["", f"# {'-' * 110}", f"# {title} ({len(columns)})"] if columns else []
        for each in columns:
            lines += ["", *_column(each, (samples or {}).get(each.column, ()))]
    return "\n".join(lines) + "\n"


def _part(column: ColumnMap) -> str:
    if not column.known and not column.unit_of and not column.currency_of:
        return "kept"
    return "sure" if column.confidence >= SURE or column.why == "person" else "look"


def _table(mapping: ColumnMapping) -> Iterator[str]:
    yield f"name = {_quoted(mapping.name)}"
    yield f"key = {_quoted(list(mapping.key))}  {KEYS['key']}"
    for key in ("decimal", "locale", "currency"):
        value = getattr(mapping, key)
        yield f"{key} = {_quoted(value)}  {KEYS[key]}" if value else f'# {key} = "..."  {KEYS[key]}'
    yield f"day_first = {_quoted(mapping.day_first)}  {KEYS['day_first']}"
    yield f"priority = {mapping.priority}  {KEYS['priority']}"


def _column(column: ColumnMap, samples: Sequence[str | None]) -> Iterator[str]:
    shown = [_shown(cell) for cell in dict.fromkeys(samples) if cell and cell.strip()][:_SAMPLES]
    if shown:
        yield f"# {' | '.join(shown)}"
    yield f"[columns.{_quoted(column.column)}]"
    label = label_of(column.attribute, column.label or column.column)
    meaning = f"  # {label.de} / {label.en}" if column.known else ""
    yield f"attribute = {_quoted(column.attribute)}{meaning}"
    if column.attribute not in vocabulary():
        yield "own = true"
    yield f"kind = {_quoted(column.kind.value)}"
    for key in ("locale", "channel", "currency", "separator", "unit_of", "currency_of", "decimal"):
        if getattr(column, key):
            yield f"{key} = {_quoted(getattr(column, key))}"
    if column.mark == "mixed":
        yield MIXED
    if column.unit:
        yield f"unit = {_quoted(_unit(column))}"
    if column.label and column.label != column.column:
        yield f"label = {_quoted(column.label)}"
    elif _part(column) == "kept" and is_internal(column.attribute, column.column) and not is_internal(column.attribute):
        yield CODED
    if column.why != "person":
        yield f'proposed = "{column.why} {column.confidence:g}"{_TAKE_OUT if _part(column) == "look" else ""}'


def _unit(column: ColumnMap) -> str:
    """Return the symbol of a unit where it is read as the same unit again, else its code."""
    unit = unit_of_code(column.unit)
    known = vocabulary().get(column.attribute)
    symbol = unit.symbol[1] if unit else ""
    again = find(symbol, known.dimension if known else "") if symbol else None
    return symbol if again is not None and again == unit else column.unit or ""


def _shown(cell: str) -> str:
    plain = _UNPRINTABLE.sub(" ", cell).strip()
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _quoted(value: str | bool | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
