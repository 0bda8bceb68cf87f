"""Records as bytes and back: JSON by the names of their fields, deflated where that pays.

A field that is missing has its default, one that is not known is passed over, so that a record can grow.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

R = TypeVar("R")
Read = Callable[[Any], Any]
LARGE = 2_000  # bytes
_DEFLATED = b"\x78"  # how zlib begins; JSON never does


def packed(record: object) -> bytes:
    """Return a record as bytes."""
    try:
        told = orjson.dumps(record, default=_plain)
    except TypeError:  # half a surrogate pair, which no UTF-8 can hold but JSON can write as an escape
        told = json.dumps(asdict(cast("Any", record)), default=_plain).encode()
    return zlib.compress(told, 1) if len(told) > LARGE else told


def unpacked(kind: type[R], given: bytes) -> R:
    """Return the record of a kind that `packed` made these bytes of."""
    told = zlib.decompress(given) if given[:1] == _DEFLATED else given
    try:
        plain = orjson.loads(told)
    except orjson.JSONDecodeError:
        plain = json.loads(told)
    read: Read = _reader(cast("Any", kind))
    return cast("R", read(plain))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(cast("tuple[object, ...]", value))


@cache
def _reader(kind: Any) -> Read:
    """Return what makes a value of a type out of JSON."""
    if is_dataclass(kind):
        return _record(cast("type[Any]", kind))
    if get_origin(kind) is not None or isinstance(kind, UnionType):
        return _compound(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return cast("Read", kind)
    if isinstance(kind, type) and issubclass(kind, tuple):  # a NamedTuple
        return _fixed(tuple(get_type_hints(kind).values()), lambda values: kind(*values))
    return _PLAIN.get(kind, _same)


def _compound(kind: Any) -> Read:
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return _many(arguments[0]) if arguments[-1] is Ellipsis else _fixed(arguments, tuple)
    if get_origin(kind) in (Union, UnionType) and NoneType in arguments:
        (inner,) = (one for one in arguments if one is not NoneType)
        return _maybe(_reader(inner))
    return _same  # a Literal, a dict of numbers


def _same(value: Any) -> Any:
    return value


_PLAIN: Mapping[Any, Read] = {Decimal: Decimal, datetime: datetime.fromisoformat, date: date.fromisoformat}


def _maybe(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _many(kind: Any) -> Read:
    read = _reader(kind)
    return tuple if read is _same else lambda values: tuple([read(value) for value in values])


def _fixed(kinds: tuple[Any, ...], build: Read) -> Read:
    reads = [_reader(kind) for kind in kinds]
    if all(read is _same for read in reads):
        return build
    return lambda values: build([read(value) for read, value in zip(reads, values, strict=True)])


def _record(kind: type[Any]) -> Read:
    reads: Mapping[str, Read] = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda said: kind(**{name: reads[name](value) for name, value in said.items() if name in reads})
