"""JSON text to objects, numbers kept as they are written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from klaviatur.adapters.sources.catalogues.delimited.encoding import decoded, find_encoding, whole_lines
from klaviatur.adapters.sources.catalogues.records.words import WORDS
from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.errors import TableEmpty, TableUnreadable

_MOST_BYTES = 300_000_000  # of a document that must be in memory as a whole
_BLOCK_BYTES = 4_000_000
_LEAST_SHARED = 0.5  # of the names, in objects that stand under their keys
_DEPTH = 5
_CONTAINERS, _OWN = frozenset(WORDS["containers"]), frozenset(WORDS["own"])

Found = tuple[list[Any], str]  # the records, and the JSON pointer of the list they are in


def load(stream: Stream) -> Any:
    """Return the document of a file. Raises TableUnreadable, with the line, if it is broken or too large."""
    if stream.size > _MOST_BYTES:
        raise TableUnreadable(
            f"{stream.name!r} is one JSON document of more than {_MOST_BYTES / 1e6:.0f} MB. "
            "Export it as JSON Lines: one product a line."
        )
    text = b"".join(decoded(stream, find_encoding(stream), _BLOCK_BYTES)).decode("utf-8", errors="replace")
    try:
        return parse(text.replace("\0", ""))
    except json.JSONDecodeError as error:
        raise TableUnreadable(
            f"{stream.name!r} is no whole JSON document: {error.msg} in line {error.lineno}. Export it again."
        ) from error
    except RecursionError as error:
        raise TableUnreadable(f"{stream.name!r} is nested too deeply for product data. Export it again.") from error


def parse(text: str) -> Any:
    """Return JSON with its numbers as strings. Raises json.JSONDecodeError or RecursionError."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=_nothing, strict=False)


def lines(stream: Stream) -> Iterator[tuple[int, str]]:
    """Yield the number and text of every line that holds something."""
    number = 0
    for block in whole_lines(decoded(stream, find_encoding(stream), _BLOCK_BYTES)):
        for line in block.splitlines():
            number += 1
            text = line.decode("utf-8", errors="replace").replace("\0", "").strip()
            if text:
                yield number, text


def records_in(document: Any, record: str | None, name: str) -> Found:
    """Return the list of objects a document is about. Raises TableEmpty or TableUnreadable."""
    if record is not None:
        return _named(document, record, name)
    if isinstance(document, list):
        return _from_list(document, "", name)
    found = max(_lists(document, "", 0), key=lambda one: len(one[0]), default=None)
    if found is not None:
        return found
    if isinstance(document, dict) and _alike(list(document.values())):
        return [{"key": key, **value} for key, value in document.items()], ""
    if isinstance(document, dict) and document:
        return [document], ""
    raise TableUnreadable(
        f"{name!r} is JSON without an object in it, so it holds no product. Export a list of objects."
    )


def _from_list(values: list[Any], pointer: str, name: str) -> Found:
    if not values:
        raise TableEmpty(f"{name!r} holds no record. Export it again with at least one product.")
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        return values, pointer
    if len(values) > 1 and all(isinstance(value, list) for value in values) and _is_header(values[0]):
        return [dict(zip(values[0], value, strict=False)) for value in values[1:]], pointer
    raise TableUnreadable(f"{name!r} is a JSON list without an object in it. Export a list of objects, one a product.")


def _is_header(cells: list[Any]) -> bool:
    return bool(cells) and all(isinstance(cell, str) and cell for cell in cells) and len(set(cells)) == len(cells)


def _lists(value: Any, pointer: str, depth: int) -> Iterator[Found]:
    if isinstance(value, list) and sum(isinstance(one, dict) for one in value) > len(value) / 2:
        yield value, pointer
    elif isinstance(value, dict) and depth < _DEPTH and not _alike(list(value.values())):
        itself = any(key.casefold() in _OWN and not isinstance(value[key], (dict, list)) for key in value)
        for key, inner in value.items():
            if not itself or key.casefold() in _CONTAINERS:
                yield from _lists(inner, f"{pointer}/{escaped(key)}", depth + 1)


def _alike(values: list[Any]) -> bool:
    """Whether these are objects with mostly the same names: products that stand under their keys."""
    if len(values) < 2 or not all(isinstance(value, dict) and value for value in values):
        return False
    shared = set.intersection(*(set(value) for value in values))
    return len(shared) >= _LEAST_SHARED * max(len(value) for value in values)


def escaped(key: str) -> str:
    """Return a name as it stands in a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _named(document: Any, record: str, name: str) -> Found:
    wanted = record.replace("/", ".").strip(".")
    found = [one for one in _every_list(document, "", 0) if _is_called(one[1], wanted)]
    if not found:
        raise TableUnreadable(
            f"{name!r} has no list of objects called {record!r}. Give the name the list has in the file."
        )
    return max(found, key=lambda one: len(one[0]))


def _every_list(value: Any, pointer: str, depth: int) -> Iterator[Found]:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield value, pointer
    if isinstance(value, Mapping) and depth < _DEPTH:
        for key, inner in value.items():
            yield from _every_list(inner, f"{pointer}/{escaped(key)}", depth + 1)


def _is_called(pointer: str, wanted: str) -> bool:
    path = pointer.strip("/").replace("/", ".").casefold()
    return path == wanted.casefold() or path.endswith("." + wanted.casefold())


def _nothing(_: str) -> None:
    """NaN and Infinity are no values."""
