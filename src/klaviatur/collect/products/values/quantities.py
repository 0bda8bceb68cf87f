"""Numbers with and without a unit: "12,5", "500 g", "1/2 Zoll", "20 x 30 x 5 cm", "ca. 5 kg".

The unit stays the one the source has. A range or a limited figure stays text, for it is no number: "up to 5" is not 5.
"""

import re
from functools import cache, partial
from typing import Any

import polars as pl

from klaviatur.catalogue import units
from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd, read_rest
from klaviatur.collect.products.values.figures import AMBIGUOUS, Figure, as_canonical, read_figure
from klaviatur.collect.products.values.number_words import read_words
from klaviatur.collect.products.values.texts import with_unit_behind
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

_PLAIN = r"^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$"
_PARTS = r"^(?<figure>-?\d(?:[\d.,]*\d)?)[ \x{a0}\x{202f}]?(?<unit>[^\d\s.,/+\-–(][^\d]*(?:/[^\d]+)?|)$"
_VULGAR = "½¼¾⅛⅜⅝⅞⅓⅔"
_FIGURE = (
    r"[+\-−–]?\s?(?:\d[\d.,'’´` \u00a0\u2007\u2009\u202f]*(?:[eE][+-]?\d+)?"
    rf"(?:[\s-]?\d+\s?[/⁄]\s?\d+|\s?[/⁄]\s?\d+)?[{_VULGAR}]?(?:-$)?|[.,]\d+|[{_VULGAR}])"
)
_QUANTITY = re.compile(rf"(?P<figure>{_FIGURE})\s*(?P<unit>.*)", re.DOTALL)
_PER_MINUTE = re.compile(r"(?<=\d)\s1/(?=min\b|s\b)")  # the figure one of "3000 1/min" belongs to the unit
_SIDES = frozenset({"length", "pixels"})
_LONGEST_UNIT = 24
_LONGEST = 120  # characters; a longer text is no number


def read_quantities(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return numbers in canonical form with the code of their unit; what is no number stays as text with a finding."""
    plain = text.str.contains(_PLAIN)
    if column.decimal != ".":
        plain &= ~text.str.contains(AMBIGUOUS)
    cells = as_cells(text, value=text.set(~plain, None))
    cells = read_rest(cells, text, partial(_read_marked, column=column))
    return _checked(_with_unit(cells, column), column)


def _read_marked(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return what figures with marks and a unit say; what is more than that is parsed one by one."""
    parts = text.to_frame("text").select(pl.col("text").str.extract_groups(_PARTS)).unnest("text")
    codes = _codes(parts["unit"], column)
    clear = (parts["unit"] == "") | codes.is_not_null()
    figures = parts["figure"].set(~clear.fill_null(value=False), None)
    value, steps = as_canonical(figures, column.decimal)
    cells = as_cells(text, value=value, steps=steps, unit=codes.set(value.is_null(), None))
    return read_odd(cells, text, partial(_parse, column=column))


# --- Units of a whole column ------------------------------------------------------------------------------------------
def _codes(written: pl.Series, column: Column) -> pl.Series:
    """Return the codes of units as written, null where there is none or nobody knows it."""
    different = written.filter(written != "").unique()
    known = {each: found.code for each in different if each and (found := units.find(each, column.dimension))}
    if not known:
        return pl.repeat(None, len(written), dtype=pl.String, eager=True)
    return written.replace_strict(known, default=None, return_dtype=pl.String)


def _with_unit(cells: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Give values without unit the one of the column beside them, else the one of the column's name."""
    numbers = pl.col("value").is_not_null() & pl.col("kind").is_null() & pl.col("unit").is_null()
    beside = _code_beside(column)
    if beside is None:
        return cells
    told = cells.with_columns(unit=pl.when(numbers).then(beside).otherwise(pl.col("unit")))
    if not (told["kind"] == Kind.TEXT).any():
        return told
    return with_unit_behind(told, pl.when(pl.col("kind") == Kind.TEXT).then(_shown(beside, told, column)))


def _shown(codes: pl.Expr, cells: pl.DataFrame, column: Column) -> pl.Expr:
    """Return units as people write them; a range and a limit are texts, in which they stand."""
    different = cells.select(codes.alias("code"))["code"].drop_nulls().unique()
    names = {code: units.show_unit(code, column.locale or "") for code in different}
    return codes.replace_strict(names, default=None, return_dtype=pl.String)


def _code_beside(column: Column) -> pl.Expr | None:
    own = column.map.unit
    known = units.unit_of_code(own) or units.find(own, column.dimension) if own else None
    of_column = pl.lit(known.code if known else own, pl.String)
    if column.units is None:
        return of_column if own else None
    codes = _codes(column.units, column)
    return pl.coalesce(pl.lit(codes), pl.lit(column.units.set(column.units == "", None)), of_column)


def _checked(cells: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Add a finding to numbers whose unit does not measure what the attribute is."""
    if not column.dimension:
        return cells
    wrong = [code for code in cells["unit"].unique() if not _measures(code, column.dimension)]
    if not wrong:
        return cells
    hit = pl.col("unit").is_in(wrong) & pl.col("value").is_not_null()
    told = pl.concat_str(pl.col("rules"), pl.when(hit).then(pl.lit("unit.dimension")), separator="|", ignore_nulls=True)
    return cells.with_columns(rules=pl.when(told != "").then(told))


def _measures(code: str | None, dimension: str) -> bool:
    known = units.unit_of_code(code)
    return known is None or known.dimension == dimension or known.dimension in _table()["related"].get(dimension, ())


# --- One by one -------------------------------------------------------------------------------------------------------
def _parse(text: str, column: Column) -> Parsed:
    if len(text) > _LONGEST:
        return _unreadable(text)
    readers = (_number, _limited, _body, _range)
    return next((read for reader in readers if (read := reader(text, column))), _unreadable(text))


def _unreadable(text: str) -> Parsed:
    return Parsed(text, kind=Kind.TEXT, rules=("number.unreadable",))


def _number(text: str, column: Column) -> Parsed | None:
    """Return a figure or number words with what stands behind them as unit."""
    found = _QUANTITY.fullmatch(_PER_MINUTE.sub(" /", text))
    figure = read_figure(found["figure"], column.decimal, column.guess) if found else None
    if found and figure:
        return _measured(figure, found["unit"], column)
    words, _, unit = text.rpartition(" ")
    for spelled, rest in ((text, ""), (words, unit)):
        value = read_words(spelled)
        if value is not None:
            return _measured(Figure(value, ("number_words",)), rest, column)
    return None


def _measured(figure: Figure, unit: str, column: Column) -> Parsed | None:
    unit = unit.strip()
    if not unit:
        return Parsed(figure.value, steps=figure.steps, rules=figure.rules)
    known = units.find(unit, column.dimension)
    if known:
        return Parsed(figure.value, unit=known.code, steps=figure.steps, rules=figure.rules)
    bare = _without_note(unit)
    known = units.find(bare, column.dimension) if bare != unit else None
    if known:
        return Parsed(figure.value, unit=known.code, steps=(*figure.steps, "note_left_out"), rules=figure.rules)
    if not _is_unit(unit):
        return None
    return Parsed(figure.value, unit=unit, steps=figure.steps, rules=(*figure.rules, "unit.unknown"))


def _without_note(unit: str) -> str:
    """Return a unit without brackets and without a word that only describes it ("kg netto"), unless they limit it."""
    inner = re.fullmatch(r"\(([^)]+)\)", unit)
    if inner:
        return inner[1]
    bare, _, note = unit.removesuffix(")").replace("(", " ").rpartition(" ")
    return bare.strip() if note.lower() in _table()["notes"] else unit


def _is_unit(text: str) -> bool:
    """Return whether words behind a figure may be a unit nobody listed ("Sprühstöße")."""
    table = _table()
    return bool(
        len(text) <= _LONGEST_UNIT
        and len(text.split()) <= 2
        and re.fullmatch(r"[^\W\d_][^\d;:,+()]*", text)
        and text.split(maxsplit=1)[0].lower() not in {*table["by"], *table["limits_after"], *table["ranges"]}
    )


def _limited(text: str, column: Column) -> Parsed | None:
    """Return "ca. 5 kg" as text, as a number only if the attribute's own name says the limit."""
    found = _limits().match(text)
    inner = _number(found["rest"].strip(), column) if found else None
    if not found or not inner or inner.kind:
        after = next((word for word in _table()["limits_after"] if text.endswith(word)), None)
        return _qualified(text) if after and _number(text.removesuffix(after).strip(), column) else None
    for name, words in _table()["said_by_name"].items():
        if found["limit"].lower() in words and column.map.attribute.startswith(name):
            return inner._replace(steps=("limit_in_name", *inner.steps))
    return _qualified(text)


def _qualified(text: str) -> Parsed:
    return Parsed(text, kind=Kind.TEXT, steps=("limited",), rules=("number.limited",))


def _body(text: str, column: Column) -> Parsed | None:
    """Return "20 x 30 x 5 cm" as the list of its sides, in the order the source has them; "3 x 200 g" has none."""
    sides = _by().split(text)
    if len(sides) < 2:
        return None
    read = [_number(side.strip(), column) for side in sides]
    if any(side is None or side.value is None for side in read):
        return None
    shared = next((side.unit for side in reversed(read) if side and side.unit), None)
    known = units.unit_of_code(shared)
    if any(side.unit not in {None, shared} for side in read if side) or (known and known.dimension not in _SIDES):
        return None
    symbol = units.show_unit(shared, column.locale or "en") if shared else ""
    items = tuple(f"{side.value} {symbol}".strip() for side in read if side)
    steps = tuple(dict.fromkeys(("sides", *(step for side in read if side for step in side.steps))))
    return Parsed(items=items, kind=Kind.LIST, unit=shared, steps=steps)


def _range(text: str, column: Column) -> Parsed | None:
    """Return "10-12 cm" as text if both ends are numbers and in order."""
    for found in _ranges().finditer(text):
        low, high = _number(text[: found.start()].strip(), column), _number(text[found.end() :].strip(), column)
        if low and high and low.value and high.value and float(low.value) <= float(high.value):
            return Parsed(text, kind=Kind.TEXT, steps=("range",), rules=("number.range",))
    return None


# --- Words ------------------------------------------------------------------------------------------------------------
def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products.values", "quantities.toml")


def _choice(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) + (r"(?!\w)" if len(word) > 1 and word[-1].isalpha() else "") for word in ordered)


@cache
def _limits() -> re.Pattern[str]:
    return re.compile(rf"(?P<limit>{_choice(_table()['limits'])})\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


@cache
def _by() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\d\s\w\"″'])\s*(?:{_choice(_table()['by'])})\s*(?=\d)")


@cache
def _ranges() -> re.Pattern[str]:
    return re.compile(rf"(?<=\S)\s*(?:{_choice(_table()['ranges'])})\s*(?=\S)")
