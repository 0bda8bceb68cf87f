"""Records as JSON: the same names, nothing left out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from typing import Any

from klaviatur.records import Bilingual


@singledispatch
def plain(value: Any) -> Any:
    """Return a record, or several, as lists, objects, strings and numbers; a Decimal is a string, as it was counted."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


@plain.register
def _(value: Bilingual) -> Any:
    return {"de": value.de, "en": value.en}


@plain.register
def _(value: Enum) -> Any:
    return value.value


@plain.register
def _(value: str) -> Any:
    return str(value)


@plain.register(Mapping)
def _(value: Mapping[Any, Any]) -> Any:
    return {str(key): plain(one) for key, one in value.items()}


@plain.register(Sequence)
def _(value: Sequence[Any]) -> Any:
    return [plain(one) for one in value]


@plain.register
def _(value: date) -> Any:
    return value.isoformat()


@plain.register
def _(value: Decimal) -> Any:
    return str(value)
