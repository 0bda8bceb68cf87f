"""One object as one row of strings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SEPARATOR = "\n"  # between the values of a list; whoever writes lists in one cell seldom uses it
_NAMES = ("name", "key", "code", "attribute", "attribute_code", "label")
_VALUES = ("value", "values", "options", "data")
_UNITS = ("unit", "uom")
_MOST_DEEP = 8

Row = dict[str, str | None]


def flatten(record: Mapping[str, Any]) -> tuple[Row, set[str]]:
    """Return a record as column names and strings, and which of the columns hold lists."""
    row: Row = {}
    lists: set[str] = set()
    for name, value, is_list in _cells(record, "", 0):
        free = _free(name, row)
        row[free] = value
        if is_list:
            lists.add(free)
    return row, lists


def _free(name: str, row: Row) -> str:
    number, free = 2, name
    while free in row:
        free, number = f"{name} ({number})", number + 1
    return free


def _cells(record: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, str | None, bool]]:
    for key, value in record.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(value, Mapping) and _is_quantity(value):
            yield from _pair_cells(value, name)
        elif isinstance(value, Mapping) and value and depth < _MOST_DEEP:
            yield from _cells(value, name, depth + 1)
        elif isinstance(value, list):
            yield from _list_cells(value, name)
        else:
            yield name, text_of(value), False


def _list_cells(values: Sequence[Any], name: str) -> Iterator[tuple[str, str | None, bool]]:
    if all(not isinstance(value, (Mapping, list)) for value in values):
        items = [item for item in map(text_of, values) if item]
        clear = not any(SEPARATOR in item for item in items)
        yield name, (SEPARATOR.join(items) or None) if clear else _as_json(items), clear
        return
    pairs = [pair for pair in map(pair_of, values) if pair is not None]
    if len(pairs) == len(values):
        for pair in pairs:
            yield from _pair_cells(pair, f"{name}.{pair['name']}")
    else:
        yield name, _as_json(values), False


def pair_of(value: Any) -> dict[str, Any] | None:
    """Return the name, value and unit of an attribute written as an object, None if it says more than that."""
    if not isinstance(value, Mapping):
        return None
    names = [key for key in value if key in _NAMES]
    values = [key for key in value if key in _VALUES]
    units = [key for key in value if key in _UNITS]
    if len(names) != 1 or len(values) != 1 or len(names + values + units) != len(value):
        return None
    name = text_of(value[names[0]])
    held = value[values[0]]
    if not name or isinstance(held, Mapping) or (isinstance(held, list) and any(map(_nested, held))):
        return None
    return {"name": name, "value": held, "unit": value[units[0]] if units else None}


def _nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list))


def _is_quantity(value: Mapping[str, Any]) -> bool:
    return set(value) == {"value", "unit"} and not any(map(_nested, value.values()))


def _pair_cells(pair: Mapping[str, Any], name: str) -> Iterator[tuple[str, str | None, bool]]:
    if isinstance(pair["value"], list):
        yield from _list_cells(pair["value"], name)
    else:
        yield name, text_of(pair["value"]), False
    if pair["unit"]:
        yield f"{name}.unit", text_of(pair["unit"]), False


def text_of(value: Any) -> str | None:
    """Return a value as it is written in JSON, without quotes; None for null and for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else _as_json(value)


def _as_json(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None
