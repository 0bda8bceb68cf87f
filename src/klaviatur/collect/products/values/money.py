"""Prices: an amount and its currency; notes on tax stay in the raw value, a net price is said to be one.

Amounts have at least two decimals ("12.50"). "1.299" is one thousand and more unless the column's decimal mark says
else: prices rarely have three decimals.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache, partial

import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd, read_rest
from klaviatur.collect.products.values.figures import as_canonical, read_figure
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

_NO_LETTER = r"(?<!\w)"
_PLAIN = r"^(?<before>€|EUR|[A-Z]{3})?[ \x{a0}]?(?<figure>-?\d(?:[\d.,]*\d)?)[ \x{a0}]?(?<after>€|[A-Z]{3})?$"
_LONGEST = 120  # characters; a longer text is no price
_DASHES = re.compile(r"([.,])(?:[-–—]{1,2}|—)")
_NO_WHOLE = re.compile(r"(?<![\d.,])[.,](?=\d{1,2}(?!\d))")  # "$.75"
_FIGURE = re.compile(r"[+\-−–]?\s?\d(?:[\d.,'’ \u00a0\u202f]*\d)?(?:[.,](?!\d))?-?")
_PER = re.compile(r"(?:/|\bpro\b|\bje\b|\bper\b)\s*\S+", re.IGNORECASE)


def read_money(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return amounts and ISO 4217 codes; what is no single price stays as text with a finding."""
    cells = read_rest(as_cells(text), text, partial(_read_plain, column=column))
    return _judged(_with_currency(cells, column))


def _read_plain(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return amounts with at most one currency; what is more than that is parsed one by one."""
    parts = text.to_frame("text").select(pl.col("text").str.extract_groups(_PLAIN)).unnest("text")
    code = parts["before"].zip_with(parts["before"].is_not_null(), parts["after"]).replace("€", "EUR")
    both = parts["before"].is_not_null() & parts["after"].is_not_null()
    clear = ~both & (code.is_null() | code.is_in(_codes())) & (not _is_minor(column))
    value, steps = as_canonical(parts["figure"].set(~clear, None), column.decimal)
    cells = as_cells(text, value=_two_decimals(pl.lit(value)), currency=code.set(value.is_null(), None), steps=steps)
    return read_odd(cells, text, partial(_parse, column=column))


def _two_decimals(value: pl.Expr) -> pl.Expr:
    """Return canonical numbers with at least two decimals."""
    return (
        pl.when(~value.str.contains(".", literal=True)).then(value + ".00")
        .when(value.str.contains(r"\.\d$")).then(value + "0")
        .otherwise(value)
    )  # fmt: skip


def _with_currency(cells: pl.DataFrame, column: Column) -> pl.DataFrame:
    beside = column.currencies.str.to_lowercase() if column.currencies is not None else None
    known = {**_signs(), **{code.lower(): code for code in _codes()}}
    found = [pl.lit(beside.replace_strict(known, default=None, return_dtype=pl.String))] if beside is not None else []
    currency = pl.coalesce(pl.col("currency"), *found, pl.lit(column.currency, pl.String))
    return cells.with_columns(currency=pl.when(_is_price()).then(currency))


def _is_price() -> pl.Expr:
    return pl.col("value").is_not_null() & pl.col("kind").is_null()


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    """Add findings to prices that are negative, nothing at all, or of no known currency."""
    told = pl.concat_str(
        pl.col("rules"),
        pl.when(_is_price() & pl.col("value").str.starts_with("-")).then(pl.lit("money.negative")),
        pl.when(_is_price() & (pl.col("value") == "0.00")).then(pl.lit("money.zero")),
        pl.when(_is_price() & (pl.col("currency").fill_null("") == "")).then(pl.lit("money.no_currency")),
        separator="|",
        ignore_nulls=True,
    )
    return cells.with_columns(
        rules=pl.when(told != "").then(told), currency=pl.when(pl.col("currency") != "").then(pl.col("currency"))
    )


# --- One by one -------------------------------------------------------------------------------------------------------
def _parse(text: str, column: Column) -> Parsed:
    if len(text) > _LONGEST:
        return _unreadable(text)
    whole = _NO_WHOLE.sub("0.", _DASHES.sub(r"\g<1>00", text))
    rest, net, noted = _without_notes(whole)
    figures = list(_FIGURE.finditer(rest))
    if len(figures) != 1:
        return _unreadable(text)
    found = figures[0]
    around = " ".join((rest[: found.start()] + " " + rest[found.end() :]).split()).strip(" ,;:()")
    mark = next((char for char in found.group() if char in ".,"), "")
    figure = read_figure(found.group(), column.decimal, {".": ",", ",": "."}.get(mark))
    currency = _currency_of(around, column)
    if figure is None or currency is None:
        return _limited(text, around) if figure else _unreadable(text)
    amount = Decimal(figure.value).scaleb(-2) if _is_minor(column) else Decimal(figure.value)
    steps = (*figure.steps, *(["minor_units"] if _is_minor(column) else []), *(["note_left_out"] if noted else []))
    return Parsed(_amount(amount), currency=currency or None, steps=steps, rules=(*figure.rules, *net))


def _unreadable(text: str) -> Parsed:
    return Parsed(text, kind=Kind.TEXT, rules=("money.unreadable",))


def _limited(text: str, around: str) -> Parsed:
    """Return "ab 5 €" and "5 €/kg" as text: neither is the product's price."""
    words = around.lower().split()
    if words and any(around.lower().startswith(limit) for limit in _notes("limits")):
        return Parsed(text, kind=Kind.TEXT, steps=("limited",), rules=("number.limited",))
    if _PER.search(around):
        return Parsed(text, kind=Kind.TEXT, rules=("money.per_unit",))
    return _unreadable(text)


def _amount(value: Decimal) -> str:
    text = f"{value:f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def _without_notes(text: str) -> tuple[str, tuple[str, ...], bool]:
    """Return a price without notes, the finding that it is net, and whether there was a note."""
    bare = _pattern("gross").sub(" ", text)
    without_net = _pattern("net").sub(" ", bare)
    return without_net, ("money.net",) if without_net != bare else (), without_net != text


def _currency_of(around: str, column: Column) -> str | None:
    """Return the currency some words name, "" where there are none, None where they are more than a currency."""
    word = around.lower().replace(" ", "")
    if not word:
        return ""
    table = read_table("klaviatur.collect.products.values", "money.toml")
    for sign, codes in (
        ("$", table["dollars"]["codes"]),
        ("kr", table["kronor"]["codes"]),
        ("kr.", table["kronor"]["codes"]),
    ):
        if word == sign and column.currency in codes:
            return column.currency
    parts = set(dict.fromkeys(_signs().get(part, part.upper()) for part in around.lower().split()))
    found = _signs().get(word) or (next(iter(parts)) if len(parts) == 1 else word.upper())
    return found if found in _codes() else None


def _is_minor(column: Column) -> bool:
    return (column.map.unit or "").lower() in _notes("minor")


# --- Words ------------------------------------------------------------------------------------------------------------
def _notes(name: str) -> Sequence[str]:
    table = read_table("klaviatur.collect.products.values", "money.toml")
    found: Sequence[str] = table["notes"][name]
    return found


@cache
def _pattern(name: str) -> re.Pattern[str]:
    notes = sorted(_notes(name), key=len, reverse=True)
    words = "|".join(rf"{_NO_LETTER if note[0].isalpha() else ''}{re.escape(note)}(?!\w)" for note in notes)
    return re.compile(rf"\(?(?:{words})\)?", re.IGNORECASE)


def _signs() -> dict[str, str]:
    table = read_table("klaviatur.collect.products.values", "money.toml")
    return dict(table["signs"])


@cache
def _codes() -> list[str]:
    return sorted(read_table("klaviatur.collect.products.values", "currencies.toml")["codes"])
