"""A BMEcat file as Tables."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.bmecat.articles import NUMBERS
from klaviatur.adapters.sources.catalogues.bmecat.catalogue import WANTED, Catalogue
from klaviatur.adapters.sources.catalogues.bmecat.group_table import as_group_table
from klaviatur.adapters.sources.catalogues.bmecat.hints import hints_of
from klaviatur.adapters.sources.catalogues.markup.events import parse, unreadable
from klaviatur.adapters.sources.catalogues.markup.spooling import Column
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty
from klaviatur.records import Chunk, Table

_GROUPED = ("CATALOG_GROUP", "CATALOG_GROUP_ID")


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the articles, then the groups of a BMEcat catalogue.

    The whole file is read before the first table comes, as groups and the names of features are only known then; rows
    wait in a temporary file. Raises TableUnreadable for what is no XML, TableEmpty for a catalogue without articles.
    """
    catalogue = parse(stream, origin=origin, wanted=WANTED, run=lambda walk: Catalogue().read(walk))
    articles, groups = catalogue.articles, catalogue.groups.spool
    if not len(articles) and not len(groups):
        if catalogue.reason:
            raise unreadable(origin, catalogue.reason)
        raise TableEmpty(f"{origin!r} is a BMEcat catalogue without a single article. Export it with its articles.")
    findings = catalogue.report.findings()
    if len(articles):
        columns = (*articles.columns(), *_grouped(catalogue))
        chunks = _with_groups(catalogue, options.chunk_rows)
        yield replace(_table(catalogue, columns, chunks, origin=origin), findings=findings, digest=stream.digest)
    if len(groups):
        table = _table(catalogue, groups.columns(), groups.chunks(options.chunk_rows), origin=origin, sheet="groups")
        yield replace(as_group_table(table), findings=() if len(articles) else findings, digest=stream.digest)


def _table(
    catalogue: Catalogue, columns: tuple[Column, ...], chunks: Iterator[Chunk], *, origin: str, sheet: str | None = None
) -> Table:
    header = catalogue.header
    return Table(
        origin=origin,
        format=f"bmecat-{header.version.lower().replace(' ', '-')}",
        columns=tuple(column.name for column in columns),
        chunks=chunks,
        sheet=sheet,
        details=(("version", header.version), ("decimal", "."), *header.details),
        dialect="bmecat-groups" if sheet else "bmecat",
        hints=hints_of(columns, "groups" if sheet else "article"),
        locale=header.locale,
    )


def _grouped(catalogue: Catalogue) -> tuple[Column, ...]:
    return tuple(Column(name, several=True) for name in _GROUPED) if catalogue.groups.of_articles else ()


def _with_groups(catalogue: Catalogue, rows: int) -> Iterator[Chunk]:
    """Yield the articles with their groups, which a file names only after them."""
    grouped = _grouped(catalogue)
    for chunk in catalogue.articles.chunks(rows):
        yield replace(chunk, frame=chunk.frame.with_columns(_categories(catalogue, chunk.frame))) if grouped else chunk


def _categories(catalogue: Catalogue, frame: pl.DataFrame) -> list[pl.Series]:
    names = [name for name in NUMBERS if name in frame.columns]
    numbers = frame.select(pl.coalesce(names))[names[0]].to_list() if names else [None] * frame.height
    groups = catalogue.groups
    return [
        pl.Series("CATALOG_GROUP", [groups.paths_of(number) for number in numbers], dtype=pl.String),
        pl.Series("CATALOG_GROUP_ID", [groups.ids_of(number) for number in numbers], dtype=pl.String),
    ]
