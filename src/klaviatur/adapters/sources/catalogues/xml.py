"""Any XML whose records repeat: products.xml of a shop, an export of an ERP, somebody's own format."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from klaviatur.adapters.sources.catalogues.markup.cells import cells_of
from klaviatur.adapters.sources.catalogues.markup.events import Walk, parse, unreadable
from klaviatur.adapters.sources.catalogues.markup.hints import hints_of
from klaviatur.adapters.sources.catalogues.markup.nodes import local
from klaviatur.adapters.sources.catalogues.markup.records import Records
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Table
from klaviatur.text.lexicon import read_lines

_ELEMENTS = 50_000  # are looked at to find the record
_FIELDS = 20  # more do not make a better record
_KNOWN = 4.0  # times as likely, where the name is one records often have
_DEEPER = 0.6  # times as likely per level: variants stand inside products, not the other way round


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table; the record is the element `options.record` names, else the one that repeats most with fields.

    The whole file is read before the table comes, as its columns are only known then; rows wait in a temporary file.
    Raises TableUnreadable for what is no XML or shows no record, TableEmpty if the named record is not in it.
    """
    record = (options.record or "").rpartition("/")[2].rpartition(":")[2] or find_record(stream, origin)
    found = parse(stream, origin=origin, wanted=(record,), run=lambda walk: Records(cells_of, (record,)).read(walk))
    if not len(found.spool):
        if found.reason:
            raise unreadable(origin, found.reason)
        raise TableEmpty(f"{origin!r} has no element {record!r}. Name the one that stands for a product: --record NAME")
    columns = found.spool.columns()
    yield Table(
        origin=origin,
        format="xml",
        columns=tuple(column.name for column in columns),
        chunks=found.spool.chunks(options.chunk_rows),
        details=(("record", record),),
        hints=hints_of(columns),
        findings=found.report.findings(),
        digest=stream.digest,
    )


def find_record(stream: Stream, origin: str) -> str:
    """Return the local name of the element that stands for a row. Raises TableUnreadable if nothing repeats."""
    shapes = parse(stream, origin=origin, wanted=(), run=_shapes)
    known = frozenset(read_lines(__package__, "records.txt"))
    ranked = sorted(((_score(path, shape, known), path) for path, shape in shapes.items()), reverse=True)
    if not ranked or not ranked[0][0]:
        raise TableUnreadable(
            f"{origin!r} is XML, but no element with fields repeats in it, so its products cannot be found. "
            "Name the element that stands for one product: --record NAME"
        )
    return ranked[0][1][-1]


@dataclass(slots=True)
class _Shape:
    """How an element looks that has the same path everywhere."""

    number: int = 0
    fields: Counter[str] = field(default_factory=Counter)  # leaves directly below, and attributes


def _shapes(walk: Walk) -> dict[tuple[str, ...], _Shape]:
    """Return the shapes of the first elements of a file, as far as it can be read."""
    shapes: dict[tuple[str, ...], _Shape] = {}
    path: list[str] = []
    for number, event in enumerate(walk):
        if event.element is None and not shapes:
            raise unreadable(walk.origin, event.reason)
        if event.what == "break" or event.element is None or number > _ELEMENTS * 2:
            break
        if event.what == "start":
            path.append(local(event.element))
            shapes.setdefault(tuple(path), _Shape()).number += 1
            continue
        shape = shapes[tuple(path)]
        shape.fields.update(f"@{name!s}" for name in event.element.attrib)
        if not len(event.element) and len(path) > 1:
            shapes[tuple(path[:-1])].fields[path[-1]] += 1
        event.element.clear()
        path.pop()
    return shapes


def _score(path: tuple[str, ...], shape: _Shape, known: frozenset[str]) -> float:
    """Return how likely an element is the record: it repeats, has fields, and stands outside."""
    name = path[-1].lower()
    fields = sum(1 for count in shape.fields.values() if count * 10 >= shape.number)  # a tenth of them has it
    if not fields or (shape.number == 1 and (name not in known or fields == 1)):
        return 0.0
    likely = _KNOWN if name in known else 1.0
    return math.sqrt(shape.number) * min(fields, _FIELDS) * likely * math.pow(_DEEPER, len(path))
