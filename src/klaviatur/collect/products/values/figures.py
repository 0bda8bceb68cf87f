"""Figures: what digits with points, commas and blanks mean, exactly.

Where a single mark stands before exactly three digits ("1.234"), the column decides: `decimal` is its decimal mark. If
nobody knows it, the mark is read as its language has it, else as the decimal mark, the cell has the finding
`number.ambiguous`, and its fact the step AMBIGUOUS.
"""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from klaviatur.catalogue import packing

AMBIGUOUS = r"^-?[1-9]\d{0,2}[.,]\d{3}$"
_BLANKS = " \u00a0\u2007\u2009\u202f"
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_BLANKS}'’´`]\d{{3}})+(?=[.,]|$)")
_SIGN = re.compile(r"^([+\-−–]?)\s*(.*?)\s*(-?)$", re.DOTALL)
_SCIENTIFIC = re.compile(r"(\d{1,40}(?:[.,]\d{1,40})?)[eE]([+-]?\d{1,2})")
_FRACTION = re.compile(r"(?:(\d{1,9})[\s+-]+)?(\d{1,9})\s?[/⁄]\s?(\d{1,9})")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_SIGNS = {"-": "-", "−": "-", "–": "-"}
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅓": "1/3", "⅔": "2/3"}
_VULGAR_PATTERN = re.compile("|".join(_VULGAR))


class Figure(NamedTuple):
    """A number as an exact decimal string, what was done to it and what is to be said of it."""

    value: str
    steps: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def canonical(number: Decimal) -> str:
    """Return a number without exponent, plus, leading or trailing zeros; zero has no sign."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def read_figure(text: str, decimal: str | None, guess: str | None = None) -> Figure | None:
    """Return what a figure means, None if it is none ("1.2.3", "12a").

    `decimal`: the decimal mark of its column, if known; `guess`: the one its language has, for want of better.
    """
    found = _SIGN.match(_VULGAR_PATTERN.sub(lambda match: f" {_VULGAR[match.group()]}", text).strip())
    if not found:
        return None
    sign = "-" if found[3] else _SIGNS.get(found[1], "")
    figure = _fraction(found[2]) or _scientific(found[2]) or _marked(found[2], decimal, guess)
    if not figure or (found[1] and found[3]):
        return None
    steps = (*figure.steps, "trailing_minus") if found[3] else figure.steps
    return Figure(canonical(Decimal(sign + figure.value)), steps, figure.rules)


def _fraction(text: str) -> Figure | None:
    found = _FRACTION.fullmatch(text)
    if not found or not int(found[3]):
        return None
    top, bottom = int(found[1] or 0) * int(found[3]) + int(found[2]), int(found[3])
    rest = bottom
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Figure(canonical(Decimal(top) / Decimal(bottom)), ("fraction",)) if not top % rest else None


def _scientific(text: str) -> Figure | None:
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return None
    return Figure(canonical(Decimal(f"{found[1].replace(',', '.')}E{found[2]}")), ("scientific",))


def _marked(text: str, decimal: str | None, guess: str | None) -> Figure | None:
    steps: tuple[str, ...] = ()
    if _GROUPED.match(text):
        text, steps = re.sub(rf"[{_BLANKS}'’´`]", "", text), ("thousands",)
    if text.isdecimal() and text.isascii():
        return Figure(text, steps)
    marks = re.sub(r"\d", "", text)
    if not marks or marks.strip(".,") or not re.fullmatch(r"\d*(?:[.,]\d+)*[.,]?", text) or not re.search(r"\d", text):
        return None
    if text[-1] in ".,":
        text, marks = text[:-1], marks[:-1]
    if len(set(marks)) == 2:
        return _both(text, marks, steps)
    if len(marks) > 1:
        return _grouped(text, marks[0], steps)
    return _single(text, marks, decimal or guess, steps, sure=decimal is not None) if marks else Figure(text, steps)


def _both(text: str, marks: str, steps: tuple[str, ...]) -> Figure | None:
    """Both marks: the last one is the decimal mark, the other one parts groups of three."""
    whole, _, fraction = text.rpartition(marks[-1])
    indian = bool(_INDIAN.fullmatch(text))
    if not indian and not re.fullmatch(rf"\d{{1,3}}(?:\{marks[0]}\d{{3}})+", whole):
        return None
    steps = tuple(dict.fromkeys((*steps, "thousands", *_comma(marks[-1]))))
    return Figure(f"{whole.replace(marks[0], '')}.{fraction}", steps)


def _grouped(text: str, mark: str, steps: tuple[str, ...]) -> Figure | None:
    """Several of one mark: thousands, if they part groups of three."""
    if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+", text) and not _INDIAN.fullmatch(text):
        return None
    return Figure(text.replace(mark, ""), tuple(dict.fromkeys((*steps, "thousands"))))


def _single(text: str, mark: str, decimal: str | None, steps: tuple[str, ...], *, sure: bool) -> Figure:
    """One mark: a decimal mark, unless exactly three digits follow and the column's decimal mark is the other one."""
    whole, _, fraction = text.partition(mark)
    either = len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0" and not steps
    rules = ("number.ambiguous",) if either and not sure else ()
    steps = (*steps, packing.AMBIGUOUS) if rules else steps
    if either and decimal not in {mark, None}:
        return Figure(whole + fraction, (*steps, "thousands"), rules)
    return Figure(f"{whole or '0'}.{fraction}", (*steps, *_comma(mark)), rules)


def _comma(mark: str) -> tuple[str, ...]:
    return ("decimal_comma",) if mark == "," else ()


def in_ascii(text: pl.Series) -> pl.Series:
    """Return texts with the digits of other scripts as the ones of ours ("١٢" is "12")."""
    foreign = text.str.contains(r"[\p{Nd}&&[^0-9]]").fill_null(value=False)
    if not foreign.any():
        return text
    return text.replace({each: _in_ascii(each) for each in text.filter(foreign).unique()})


def _in_ascii(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


# --- Whole columns ----------------------------------------------------------------------------------------------------
def as_canonical(figures: pl.Series, decimal: str | None) -> tuple[pl.Series, pl.Series]:
    """Return the numbers of figures without blanks, and steps; null where a figure needs a closer look."""
    figure = pl.col("figure")
    clear = pl.DataFrame({"figure": figures}).with_columns(
        plain=figure.str.contains(r"^-?(?:0|[1-9]\d*)$"),
        point=_clear(figure, ",", ".", decimal),
        comma=_clear(figure, ".", ",", decimal),
        grouped=figure.str.contains(r"\d[.,]\d{3}[.,]"),
    )
    text = (
        pl.when("plain").then(figure)
        .when("point").then(figure.str.replace_all(",", "", literal=True))
        .when("comma").then(figure.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
    )  # fmt: skip
    steps = pl.concat_str(
        pl.when((pl.col("point") | pl.col("comma")) & pl.col("grouped")).then(pl.lit("thousands")),
        pl.when("comma").then(pl.lit("decimal_comma")),
        separator="|",
        ignore_nulls=True,
    )
    read = clear.select(value=text, steps=pl.when(steps != "").then(steps))
    return _without_zeros(read["value"]), read["steps"]


def _without_zeros(value: pl.Series) -> pl.Series:
    zeros = value.str.contains(r"\.\d*0$")
    if zeros.any():
        value = value.str.replace(r"\.0+$|(\.\d*[1-9])0+$", "${1}")
    return value.replace("-0", "0")


def _clear(figure: pl.Expr, thousands: str, point: str, decimal: str | None) -> pl.Expr:
    """Return which figures can only be read with this decimal mark."""
    mark = rf"\{point}"
    grouped = figure.str.contains(rf"^-?[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+{mark}\d+$")
    plain = figure.str.contains(rf"^-?(?:0|[1-9]\d*){mark}\d+$")
    if decimal == point:
        return grouped | plain
    return grouped | (plain & ~figure.str.contains(AMBIGUOUS))
