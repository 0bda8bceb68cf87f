"""A page as a Table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from klaviatur.adapters.sources.catalogues.jsonld.cells import cells_of
from klaviatur.adapters.sources.catalogues.jsonld.mending import parsed
from klaviatur.adapters.sources.catalogues.jsonld.microdata import items_of
from klaviatur.adapters.sources.catalogues.jsonld.products import Tree
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.prologue import encoding_of
from klaviatur.adapters.sources.catalogues.markup.report import Report
from klaviatur.adapters.sources.catalogues.markup.spooling import SEPARATOR, Column, Spool, kind_of
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import ColumnHint, Kind, Rejected, Table
from klaviatur.text.lexicon import read_table

_LARGEST = 100_000_000  # bytes; a page is read whole


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page holds, before anybody looks for products."""

    scripts: list[str]
    items: list[dict[str, Any]]  # of microdata
    locale: str | None = None


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table with the products of a page, or of JSON-LD that stands alone.

    Raises TableEmpty for a page without a product, TableUnreadable for one that is too large.
    """
    if stream.size > _LARGEST:
        raise TableUnreadable(
            f"{origin!r} has more than {_LARGEST / 1e6:.0f} MB, which is no page. Give its products as a file."
        )
    page = _page(b"".join(stream.blocks()), stream.charset)
    report, spool = Report(), Spool()
    values = _values(page.scripts, report, spool)
    products = Tree(values).products()
    if not products and page.items:
        values = [(f"/item[{number}]", item) for number, item in enumerate(page.items, 1)]
        products = Tree(values).products()
        report.add("json_ld.microdata", count=len(products))
    if not products and not spool.rejected:
        raise TableEmpty(f"{origin!r} describes no product that machines can read. Give the page of a product.")
    tree = Tree(values)
    for row, found in enumerate(products, spool.rejected + 1):
        cells = tuple(cells_of(found, tree))
        if cells:
            spool.add(row, cells, found.place)
        else:
            spool.reject(Rejected(row, "xml.record_empty", report.message("xml.record_empty"), place=found.place))
    columns = spool.columns()
    yield Table(
        origin=origin,
        format="json-ld" if page.scripts else "microdata",
        columns=tuple(column.name for column in columns),
        chunks=spool.chunks(options.chunk_rows),
        dialect="json-ld",
        hints=_hints(columns),
        locale=page.locale,
        findings=report.findings(),
        digest=stream.digest,
    )


def _page(data: bytes, charset: str | None) -> _Page:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _Page([data.decode("utf-8-sig", "replace")], [])
    data, encoding = _readable(data, charset)
    parser = etree.HTMLParser(encoding=encoding, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data.replace(b"\x00", b""), parser)
    except etree.LxmlError:
        return _Page([], [])
    if root is None:
        return _Page([], [])
    scripts = [one.text or "" for one in root.iter("script") if "ld+json" in (one.get("type") or "").lower()]
    return _Page(scripts, items_of(root), locale_of(root.get("lang") or ""))


def _readable(data: bytes, charset: str | None) -> tuple[bytes, str | None]:
    """Return bytes and their encoding: UTF-8 where they are, else what the server says; None: what the page says."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode(), "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        said = encoding_of(b"", charset)
        if not charset or said.wrong_encoding or said.encoding == "utf-8":
            return data, None
        return data.decode(said.encoding, "replace").encode(), "utf-8"
    return data, "utf-8"


def _values(scripts: list[str], report: Report, spool: Spool) -> list[tuple[str, Any]]:
    """Return the values of scripts with their places; a script nobody can read is rejected."""
    found: list[tuple[str, Any]] = []
    for number, script in enumerate(scripts, 1):
        place = f"/script[{number}]"
        try:
            values, mended = parsed(script)
        except ValueError as error:
            report.add("json_ld.broken", place=place, reason=error)
            message = report.message("json_ld.broken", reason=error)
            row = spool.rejected + 1
            spool.reject(Rejected(row, "json_ld.broken", message, (("script", script.strip()),), place))
            continue
        if mended:
            report.add("json_ld.mended", place=place, reason=mended)
        found += [(place, value) for value in values]
    return found


def _hints(columns: tuple[Column, ...]) -> tuple[tuple[str, ColumnHint], ...]:
    known = read_table(__package__, "columns.toml")
    found = []
    for column in columns:
        entry = {} if column.late else known.get(column.label or column.name, {})
        kind = kind_of(column, Kind(entry["kind"]) if "kind" in entry else None)
        hint = ColumnHint(
            attribute=entry.get("attribute"),
            label=column.label,
            kind=kind,
            locale=column.locale or None,
            unit=column.unit or None,
            separator=SEPARATOR if column.listed or kind is Kind.LIST else None,
        )
        if hint != ColumnHint():
            found.append((column.name, hint))
    return tuple(found)
