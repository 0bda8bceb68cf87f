"""Moves everything a parsed text holds to a later place, so that it can stand behind another text."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from klaviatur.records import Source, Span

R = TypeVar("R")
_COUNTED = {"block": 1, "sentence": 2, "sentences": 2}


def moved(source: Source, by: int, blocks: int, sentences: int) -> Source:
    """Return the source with every span `by` code points later, block and sentence numbers counted on."""
    steps = (by, blocks, sentences)
    return replace(
        source,
        blocks=tuple(replace(_record(one, steps), index=one.index + blocks) for one in source.blocks),
        sentences=tuple(replace(_record(one, steps), index=one.index + sentences) for one in source.sentences),
        quotes=tuple(_record(one, steps) for one in source.quotes),
        numbers=tuple(_record(one, steps) for one in source.numbers),
        dates=tuple(_record(one, steps) for one in source.dates),
        names=tuple(_record(one, steps) for one in source.names),
        links=tuple(_record(one, steps) for one in source.links),
        calls=tuple(_record(one, steps) for one in source.calls),
    )


def _record(record: R, steps: tuple[int, int, int]) -> R:
    assert is_dataclass(record)  # noqa: S101 - all parts of a source are
    values = {field.name: _value(field.name, getattr(record, field.name), steps) for field in fields(record)}
    changed: R = replace(record, **values)  # type: ignore[type-var]
    return changed


def _value(name: str, value: Any, steps: tuple[int, int, int]) -> Any:
    if isinstance(value, Span):
        return Span(value.start + steps[0], value.end + steps[0])
    if name in _COUNTED:
        by = steps[_COUNTED[name]]
        return tuple(number + by for number in value) if isinstance(value, tuple) else value + by
    if isinstance(value, tuple):
        return tuple(_value("", one, steps) for one in value)
    return value
