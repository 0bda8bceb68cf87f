"""An ETIM xChange file as a Table: one row a trade item, with what its product says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from klaviatur.adapters.sources.catalogues.markup.hints import hints_of
from klaviatur.adapters.sources.catalogues.markup.spooling import Column, Spool
from klaviatur.adapters.sources.catalogues.records.parsing import load
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.xchange.cells import item_cells
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import ColumnHint, Kind, Table
from klaviatur.text.lexicon import read_table

Found = Mapping[str, Any]


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the one Table of a file. Raises TableUnreadable for broken JSON, TableEmpty where it has no items."""
    document = load(stream)
    if not isinstance(document, Mapping):
        raise TableUnreadable(f"{origin!r} is a list, no ETIM xChange catalogue. Export it again as one catalogue.")
    spool = Spool()
    for row, (product, item) in enumerate(_items(document), start=1):
        spool.add(row, item_cells(product, item))
    if not len(spool):
        raise TableEmpty(f"{origin!r} is an ETIM xChange catalogue without a product. Export it with its products.")
    columns = spool.columns()
    currency = document.get("CurrencyCode")
    yield Table(
        origin=origin,
        format="xchange",
        columns=tuple(column.name for column in columns),
        chunks=spool.chunks(options.chunk_rows),
        details=tuple(_details(document)),
        dialect="etim_xchange",
        hints=tuple(_hints(columns, currency if isinstance(currency, str) else "")),
        digest=stream.digest,
    )


def _items(document: Found) -> Iterator[tuple[Found, Found]]:
    """Yield every trade item with its product; a product without items is one itself."""
    for supplier in _objects(document.get("Supplier")):
        for product in _objects(supplier.get("Product")):
            for item in list(_objects(product.get("TradeItem"))) or [{}]:
                yield product, item


def _objects(value: object) -> Iterator[Found]:
    several = value if isinstance(value, list) else [value]
    yield from (one for one in several if isinstance(one, Mapping))


def _details(document: Found) -> Iterator[tuple[str, str]]:
    supplier = next(_objects(document.get("Supplier")), {})
    told = {
        "catalogue": document.get("CatalogueId"),
        "catalogue_version": document.get("CatalogueVersion"),
        "currency": document.get("CurrencyCode"),
        "supplier": supplier.get("SupplierName"),
        "decimal": ".",
    }
    yield from ((name, value) for name, value in told.items() if isinstance(value, str))


def _hints(columns: Iterable[Column], currency: str) -> Iterator[tuple[str, ColumnHint]]:
    columns = tuple(columns)
    seen, said = dict(hints_of(columns)), _table()["columns"]
    for column in columns:
        hint = seen.get(column.name, ColumnHint())
        told = said.get(column.label or column.name)
        if told is not None:
            kind = Kind(told["kind"])
            money = currency or None if kind is Kind.MONEY else None
            unit = told.get("unit", hint.unit)
            hint = replace(hint, attribute=told["attribute"], kind=kind, label="", currency=money, unit=unit)
        if hint != ColumnHint():
            yield column.name, hint


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return read_table(__package__ or "", "columns.toml")
