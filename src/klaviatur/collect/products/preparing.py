"""Rows of a mapped table become prepared products: every value normalised, checked and with its origin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.consistency import contradictions
from klaviatur.collect.products.fact_text import FactColumn, pack_columns
from klaviatur.collect.products.findings import gather_rows
from klaviatur.collect.products.fingerprint import Fingerprints, fingerprint
from klaviatur.collect.products.marks import MIXED
from klaviatur.collect.products.parting import parted, step_of
from klaviatur.collect.products.stacking import Stack, packed_stacks, stacked
from klaviatur.collect.products.uniting import own_names, snake, unite
from klaviatur.collect.products.values.cells import Column
from klaviatur.collect.products.values.ingredients import read_marked
from klaviatur.collect.products.values.placeholders import said
from klaviatur.collect.products.values.places import as_locales
from klaviatur.collect.products.values.reading import read_values
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Kind, Rejected, TableFinding

COLUMNS = ("row", "place", "key", "hash", "gtin", "title", "brand", "family", "parent", "facts")
_SCHEMA = {name: pl.Int64 if name == "row" else pl.String for name in COLUMNS}
_BESIDE = {"gtin": "gtin", "title": "name", "brand": "brand", "family": "family", "parent": "parent"}
_BESIDE_FIELDS = ("attribute", "unit_of", "currency_of")
_LOCALISED = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST})


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows ready for the store, what a person must see of them, and rows that are no products."""

    frame: pl.DataFrame  # the columns of COLUMNS
    findings: tuple[TableFinding, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """The rows at work and what all their columns share."""

    raw: pl.DataFrame
    rows: pl.Series
    places: pl.Series | None
    mapping: ColumnMapping
    columns: tuple[ColumnMap, ...]  # of the frame's columns, in their order
    firsts: Mapping[tuple[str, str | None], ColumnMap]  # the first column of each attribute, unit_of and currency_of

    @property
    def given(self) -> frozenset[str]:
        """Return the attributes that columns of the table are mapped to."""
        return frozenset(column.attribute for column in self.columns)

    def text_of(self, field: str, value: str) -> pl.Series | None:
        """Return the trimmed cells of the first column whose map says so, None if there is none."""
        return self._cells(self.firsts.get((field, value)))

    def units_of(self, attribute: str, dimension: str) -> pl.Series | None:
        """Return the cells of the column with the units of an attribute, else of all that measure the same."""
        of_all = self.firsts.get(("unit_of", dimension)) if dimension else None
        return self._cells(self.firsts.get(("unit_of", attribute)) or of_all)

    def currencies_of(self, column: ColumnMap) -> pl.Series | None:
        """Return the cells of the column with the currencies of an amount, else of the table's only such column."""
        named = [each for each in self.columns if each.currency_of]
        of_all = named[0] if len(named) == 1 and not column.currency else None
        return self._cells(self.firsts.get(("currency_of", column.attribute)) or of_all)

    def _cells(self, column: ColumnMap | None) -> pl.Series | None:
        return said(self.raw[column.column].str.strip_chars(), column.kind) if column else None


def prepare(
    chunk: Chunk, mapping: ColumnMapping, rows: pl.Series | None = None, *, prints: Fingerprints | None = None
) -> Prepared:
    """Return the rows of a chunk as products; `rows`: only these; `prints`: what `fingerprint` said of the chunk.

    What becomes of a row does not hang on the rows beside it, nor on how a table is cut into chunks.
    """
    prints = prints or fingerprint(chunk, mapping)
    known = prints.frame.filter(pl.col("row").is_in(rows.implode())) if rows is not None else prints.frame
    here = pl.DataFrame({"row": chunk.rows.cast(pl.Int64)})
    kept = here.join(known, on="row", how="inner", maintain_order="left")
    if not kept.height:
        return Prepared(pl.DataFrame(schema=_SCHEMA), prints.findings, prints.rejected)
    work = _work(chunk, mapping, here["row"].is_in(kept["row"].implode()))
    facts, findings, more = _facts(work)
    frame = kept.select("row", "key", "hash").with_columns(
        place=work.places if work.places is not None else pl.lit(None, pl.String),
        facts=pack_columns(facts, len(kept), *more),
        **{name: _first(facts, attribute, len(kept)) for name, attribute in _BESIDE.items()},
    )
    return Prepared(frame.select(COLUMNS), (*prints.findings, *findings), prints.rejected)


def _work(chunk: Chunk, mapping: ColumnMapping, kept: pl.Series) -> _Work:
    known = {each.column: each for each in mapping.columns}
    columns = tuple(known.get(name) or _unmapped(name) for name in chunk.frame.columns)
    places = chunk.places.filter(kept) if chunk.places is not None else None
    firsts = {(field, getattr(column, field)): column for column in reversed(columns) for field in _BESIDE_FIELDS}
    return _Work(chunk.frame.filter(kept), chunk.rows.filter(kept), places, mapping, columns, firsts)


def _unmapped(name: str) -> ColumnMap:
    return ColumnMap(name, snake(name), Kind.TEXT, known=False, why="kept")


def _facts(work: _Work) -> tuple[list[FactColumn], list[TableFinding], list[pl.Series]]:
    """Return what every column says, what is to be said of it, and what stacks of columns say, packed."""
    facts: list[FactColumn] = []
    findings: list[TableFinding] = []
    locales, channels = _locales(work), work.text_of("attribute", "_channel")
    spoken = list(_spoken(work))
    stacks = list(stacked(work.raw, spoken, work.columns))
    together = {column.column for stack in stacks for column in stack.columns}
    for column in spoken:
        for part, cells in parted(column, work.raw[column.column], work.given) if column.column not in together else ():
            read, rules = _read(work, part, cells, locales, channels)
            facts.extend(read)
            findings.extend(finding for rule in _different(rules) for finding in _found(work, part, rule, rules))
    facts, differing = unite(facts, own_names(work.columns))
    for name, differs in differing:
        findings.extend(_gathered(work, name, "column.same_attribute", differs))
    for several in contradictions(facts, work.rows, work.places):
        findings.extend(several)
    told = [_read_stack(work, stack, locales, channels) for stack in stacks]
    findings.extend(finding for _, _, found in told for finding in found)
    packed = [packed_stacks([each[:2] for each in told], work.columns, work.raw.height)] if told else []
    return facts, findings, packed


def _read_stack(
    work: _Work, stack: Stack, locales: pl.Series | None, channels: pl.Series | None
) -> tuple[Stack, FactColumn, list[TableFinding]]:
    """Return what a stack says, and the findings of each of its columns."""
    at, long = stack.cells["at"], stack.map
    places = work.places.gather(at) if work.places is not None else None
    inner = _Work(stack.cells.select(long.column), work.rows.gather(at), places, work.mapping, (), {})
    of_rows = [each.gather(at) if each is not None else None for each in (locales, channels)]
    (fact, *_), rules = _read(inner, long, inner.raw[long.column], *of_rows)
    found: list[TableFinding] = []
    for rule in _different(rules):
        hit = rules.str.split("|").list.contains(rule).fill_null(value=False)
        for number in stack.cells["column"].filter(hit).unique(maintain_order=True):
            own = hit & (stack.cells["column"] == number)
            where = places.filter(own) if places is not None else None
            words = stack.cells[long.column].filter(own)
            found += gather_rows(rule, work.columns[number].column, inner.rows.filter(own), words, where)
    return stack, fact, found


def _spoken(work: _Work) -> Iterator[ColumnMap]:
    """Yield the columns that state facts; units and currencies beside a value, locale and channel of a row do not."""
    attributes = {column.attribute for column in work.columns} | {*_measured(work.columns)}
    empty = work.raw.null_count().row(0)
    for column, nulls in zip(work.columns, empty, strict=True):
        beside = {column.unit_of, column.currency_of} - {None}
        if nulls < work.raw.height and column.attribute not in {"_locale", "_channel"} and not beside & attributes:
            yield column


def _measured(columns: Iterable[ColumnMap]) -> Iterator[str]:
    """Yield what columns measure: a column of units may be that of all of them."""
    for column in columns:
        known = vocabulary().get(column.attribute)
        if known is not None and known.dimension:
            yield known.dimension


# --- One column -------------------------------------------------------------------------------------------------------
def _read(
    work: _Work, column: ColumnMap, part: pl.Series, locales: pl.Series | None, channels: pl.Series | None
) -> tuple[list[FactColumn], pl.Series]:
    """Return the facts of a column and the rules each of its cells breaks; `part`: what of its cells counts."""
    raw = work.raw[column.column]
    trimmed = part.str.strip_chars()
    text = said(trimmed, column.kind)
    cells = read_values(text, _context(work, column))
    localised = _is_localised(column)
    where = {
        "locale": _of_row(column.locale, work.mapping.locale if localised else None, locales if localised else None),
        "channel": _of_row(column.channel, None, channels),
    }
    silent = text.is_null() & (trimmed.fill_null("") != "")
    rules = _joined(cells["rules"], pl.when(silent).then(pl.lit("value.placeholder")))
    cut = pl.when(raw != part).then(pl.lit(step_of(column))).when(raw != trimmed).then(pl.lit("trimmed"))
    whole = cells.with_columns(
        raw=pl.when(pl.lit(raw).ne_missing(pl.col("value"))).then(raw), steps=_joined(cut, cells["steps"]), **where
    )
    label = (column.label or column.column) if not column.known else ""
    fact = FactColumn(column.attribute, column.kind, column.column, whole, label, column.channel)
    return [fact, *_marked(fact, text, raw, where)], rules


def _marked(fact: FactColumn, text: pl.Series, raw: pl.Series, where: dict[str, pl.Expr]) -> list[FactColumn]:
    """Return the emphasised ingredients as a fact of their own."""
    if fact.attribute != "ingredients" or not text.str.contains(r"_|\*\*|<").any():
        return []
    cells = read_marked(text).with_columns(raw=pl.lit(raw), **where)
    return [replace(fact, attribute="allergens_marked", kind=Kind.LIST, cells=cells)]


def _context(work: _Work, column: ColumnMap) -> Column:
    mapping = work.mapping
    known = vocabulary().get(column.attribute)
    return Column(
        column,
        decimal=column.decimal or (None if column.mark == MIXED else column.mark or mapping.decimal),
        day_first=mapping.day_first,
        locale=column.locale or mapping.locale,
        currency=column.currency or mapping.currency,
        dimension=known.dimension if known else "",
        units=work.units_of(column.attribute, known.dimension if known else "") if column.kind is Kind.NUMBER else None,
        currencies=work.currencies_of(column) if column.kind is Kind.MONEY else None,
    )


# --- Locale and channel -----------------------------------------------------------------------------------------------
def _locales(work: _Work) -> pl.Series | None:
    found = work.text_of("attribute", "_locale")
    return as_locales(found) if found is not None else None


def _is_localised(column: ColumnMap) -> bool:
    known = vocabulary().get(column.attribute)
    return known.localised if known else column.kind in _LOCALISED


def _of_row(own: str | None, otherwise: str | None, of_rows: pl.Series | None) -> pl.Expr:
    """Return the locale or channel of every cell: the column's own, else the row's, else the table's."""
    if own or of_rows is None:
        return pl.lit(own or otherwise, pl.String)
    return pl.lit(of_rows).fill_null(pl.lit(otherwise, pl.String))


# --- Findings ---------------------------------------------------------------------------------------------------------
def _joined(*codes: pl.Series | pl.Expr) -> pl.Series:
    """Return codes of several kinds as one, joined by "|"; null where there is none."""
    joined = pl.select(pl.concat_str(list(codes), separator="|", ignore_nulls=True).alias("codes")).to_series()
    return joined.set(joined == "", None)


def _different(rules: pl.Series) -> list[str]:
    different = rules.drop_nulls().unique(maintain_order=True)
    return list(dict.fromkeys(rule for joined in different for rule in joined.split("|")))


def _found(work: _Work, column: ColumnMap, rule: str, rules: pl.Series) -> Sequence[TableFinding]:
    return _gathered(work, column.column, rule, rules.str.split("|").list.contains(rule).fill_null(value=False))


def _gathered(work: _Work, column: str, rule: str, hit: pl.Series) -> Sequence[TableFinding]:
    places = work.places.filter(hit) if work.places is not None else None
    return gather_rows(rule, column, work.rows.filter(hit), work.raw[column].filter(hit), places)


def _first(facts: list[FactColumn], attribute: str, height: int) -> pl.Series:
    """Return the first value each row has for an attribute; a GTIN only if it is one."""
    found = [
        pl.when(fact.cells["kind"].is_null()).then(fact.cells["value"]) for fact in facts if fact.attribute == attribute
    ]
    if not found:
        return pl.repeat(None, height, dtype=pl.String, eager=True)
    return pl.select(pl.coalesce(found)).to_series()
