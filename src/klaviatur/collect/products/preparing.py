"""Rows of a mapped table become prepared products: every value normalised, checked and with its origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.fact_text import FactColumn, pack_columns
from klaviatur.collect.products.findings import gather_rows
from klaviatur.collect.products.fingerprint import Fingerprints, fingerprint
from klaviatur.collect.products.values.cells import Column
from klaviatur.collect.products.values.placeholders import without_placeholders
from klaviatur.collect.products.values.reading import read_values
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Kind, Rejected, TableFinding

COLUMNS = ("row", "place", "key", "hash", "gtin", "title", "brand", "family", "parent", "facts")
_LOCALISED = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST})
_OF_THE_ROW = ("_locale", "_channel")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows ready for the store, what a person must see of them, and rows that are no products."""

    frame: pl.DataFrame
    findings: tuple[TableFinding, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows at work; `cells` are trimmed, null where nothing is said."""

    raw: pl.DataFrame
    rows: pl.Series
    places: pl.Series | None
    mapping: ColumnMapping


def prepare(
    chunk: Chunk, mapping: ColumnMapping, rows: pl.Series | None = None, *, prints: Fingerprints | None = None
) -> Prepared:
    """Return the rows of a chunk as products; `rows`: only these; `prints`: what `fingerprint` said of the chunk.

    The outcome of a row does not hang on the rows beside it, nor on how a table is cut into chunks.
    """
    prints = prints or fingerprint(chunk, mapping)
    kept = prints.frame.filter(pl.col("row").is_in(rows.implode())) if rows is not None else prints.frame
    work = _rows(chunk, mapping, kept["row"])
    facts: list[FactColumn] = []
    findings = list(prints.findings)
    for column in _columns(work):
        read, found = _read(work, column)
        facts.append(read)
        findings.extend(found)
    frame = kept.select("row", "key", "hash").with_columns(
        work.places.alias("place") if work.places is not None else pl.lit(None, pl.String).alias("place"),
        pack_columns(facts, len(work.rows)),
        **{name: _first(facts, name, len(work.rows)) for name in ("gtin", "title", "brand", "family", "parent")},
    )
    return Prepared(frame.select(COLUMNS), tuple(findings), prints.rejected)


def _rows(chunk: Chunk, mapping: ColumnMapping, wanted: pl.Series) -> _Rows:
    here = chunk.rows.cast(pl.Int64).is_in(wanted.implode())
    places = chunk.places.filter(here) if chunk.places is not None else None
    return _Rows(chunk.frame.filter(here), chunk.rows.filter(here), places, mapping)


def _columns(work: _Rows) -> Iterator[ColumnMap]:
    """Yield how each column of the frame is read, those nobody mapped as text under their own name."""
    known = {each.column: each for each in work.mapping.columns}
    for name in work.raw.columns:
        column = known.get(name) or ColumnMap(name, name, Kind.TEXT, known=False, why="kept")
        if column.attribute not in _OF_THE_ROW and not column.unit_of and not column.currency_of:
            yield column


def _read(work: _Rows, column: ColumnMap) -> tuple[FactColumn, Sequence[TableFinding]]:
    raw = work.raw[column.column]
    trimmed = raw.str.strip_chars()
    text = without_placeholders(trimmed)
    cells = read_values(text, _context(work, column))
    findings = [f for rule in _rules(cells["rules"]) for f in _found(work, column, rule, cells["rules"])]
    cells = cells.with_columns(
        raw=pl.when(raw.ne_missing(cells["value"])).then(raw),
        steps=_steps(raw, trimmed, cells["steps"]),
        locale=pl.lit(_locale(column, work.mapping), pl.String),
        channel=pl.lit(column.channel, pl.String),
    )
    label = (column.label or column.column) if not column.known else ""
    return FactColumn(column.attribute, column.kind, column.column, cells, label), findings


def _context(work: _Rows, column: ColumnMap) -> Column:
    mapping = work.mapping
    known = vocabulary().get(column.attribute)
    return Column(
        column,
        decimal=mapping.decimal,
        day_first=mapping.day_first,
        locale=column.locale or mapping.locale,
        currency=column.currency or mapping.currency,
        dimension=known.dimension if known else "",
    )


def _locale(column: ColumnMap, mapping: ColumnMapping) -> str | None:
    known = vocabulary().get(column.attribute)
    localised = known.localised if known else column.kind in _LOCALISED
    return column.locale or (mapping.locale if localised else None)


def _steps(raw: pl.Series, trimmed: pl.Series, steps: pl.Series) -> pl.Expr:
    cut = pl.when(raw != trimmed).then(pl.lit("trimmed"))
    joined = pl.concat_str([cut, steps], separator="|", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def _rules(rules: pl.Series) -> list[str]:
    different = rules.drop_nulls().unique(maintain_order=True)
    return list(dict.fromkeys(rule for joined in different for rule in joined.split("|")))


def _found(work: _Rows, column: ColumnMap, rule: str, rules: pl.Series) -> tuple[TableFinding, ...]:
    hit = rules.str.split("|").list.contains(rule).fill_null(value=False)
    places = work.places.filter(hit) if work.places is not None else None
    return gather_rows(rule, column.column, work.rows.filter(hit), work.raw[column.column].filter(hit), places)


def _first(facts: list[FactColumn], name: str, height: int) -> pl.Series:
    """Return the first value of an attribute that stands beside the facts."""
    attribute = "name" if name == "title" else name
    found = [fact.cells["value"] for fact in facts if fact.attribute == attribute]
    if not found:
        return pl.repeat(None, height, dtype=pl.String, eager=True)
    return pl.select(pl.coalesce(found)).to_series()
