"""The shapes of answers, derived from the records: the description of the API cannot say something else."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model
from starlette.responses import Response

from klaviatur.doors.site.rendering import as_json
from klaviatur.records import Bilingual, Span


class InBothLanguages(BaseModel):
    """Words of the interface in both of its languages."""

    de: str
    en: str


def answer(value: Any, status: int = 200) -> Response:
    """Return a record, or several, as JSON: the same names as in the library, nothing left out."""
    return Response(as_json(value), status, media_type="application/json")


@cache
def shape_of(record: type) -> type[BaseModel]:
    """Return the model of what `answer` makes of a record; a field with a default is always told, too."""
    hints = get_type_hints(record)
    told: dict[str, Any] = {field.name: (_type(hints[field.name]), ...) for field in fields(record)}
    first = (record.__doc__ or "").partition("\n")[0]
    return create_model(record.__name__, __doc__=first, __config__=ConfigDict(extra="forbid"), **told)


def _type(hint: Any) -> Any:
    """Return what a value of this type looks like as JSON."""
    if hint in {Bilingual, Span, Decimal, object, Any}:
        return {Bilingual: InBothLanguages, Span: tuple[int, int], Decimal: str}.get(hint, Any)
    if isinstance(hint, type) and is_dataclass(hint):
        return shape_of(hint)
    if isinstance(hint, type) and issubclass(hint, Enum | datetime | date):
        return hint
    return _parts(hint)


def _parts(hint: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return Union[tuple(NoneType if one is NoneType else _type(one) for one in inside)]  # noqa: UP007 - made here
    if origin is None or origin is Literal:
        return hint
    if origin is tuple and not (len(inside) == 2 and inside[1] is Ellipsis):
        return GenericAlias(tuple, tuple(_type(one) for one in inside))
    if origin in {tuple, list, frozenset, set} or not issubclass(origin, Mapping):
        return list[_type(inside[0])]  # type: ignore[misc]
    return dict[str, _type(inside[1])]  # type: ignore[misc]
