"""What an expression of a profile is while it is compiled: a polars expression and what kind of value it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn

import polars as pl

from klaviatur.errors import ProfileError
from klaviatur.records import Language
from klaviatur.syndicate.columns import Column


class Form(StrEnum):
    """Kinds of values."""

    TEXT = "a text"
    NUMBER = "a number"
    TRUTH = "true or false"
    LIST = "a list"
    NOTHING = "nothing"
    TABLE = "a table {...}"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value on its way: null where a product says nothing."""

    expr: pl.Expr
    form: Form
    said: Any = None  # of a literal
    literal: bool = False
    column: str = ""  # of a plain attribute


@dataclass(frozen=True, slots=True)
class Ground:
    """What an expression stands on while it is compiled: its place in a file, and the settings of the output."""

    place: str  # "Output file 'x.toml', field 3 ('g:price')"
    locale: str = "de_DE"
    currency: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()  # attributes that fields of the profile read
    shared: dict[str, Column] | None = None  # columns that several outputs read: see `sharing`; None: there are none

    @property
    def language(self) -> Language:
        """Return the language of the output."""
        return "en" if self.locale[:2].lower() == "en" else "de"

    def fail(self, problem: str, step: str = "") -> NoReturn:
        """Raise a ProfileError that names file, field, problem and what to write."""
        raise ProfileError(f"{self.place}: {problem}. {step or 'docs/outputs.md lists what can be written.'}")


def as_text(ground: Ground, value: Typed) -> pl.Expr:
    """Return a value as text; null where there is none."""
    if value.form is Form.LIST:
        ground.fail(f"{_named(value)} is a list, and a text is wanted", 'Write join(", ", x), or item(x, 0) for one.')
    if value.form is Form.NUMBER:
        return number_text(value.expr) if not value.literal else pl.lit(str(value.said))
    if value.form is Form.TRUTH:
        return pl.when(value.expr).then(pl.lit("true")).otherwise(pl.lit("false"))
    if value.form is Form.TABLE:
        ground.fail("a table {...} stands where a text is wanted", 'Write map(x, {"a": "b"}).')
    return value.expr


def as_number(ground: Ground, value: Typed) -> pl.Expr:
    """Return a value as number; null where it is none."""
    if value.form is Form.NUMBER:
        return value.expr
    if value.form is not Form.TEXT:
        ground.fail(f"{_named(value)} is {value.form.value}, and a number is wanted")
    return value.expr.cast(pl.Float64, strict=False)


def as_truth(ground: Ground, value: Typed) -> pl.Expr:
    """Return a value as true or false: never null. Of a text, whether it says "true"; of a list, whether it has any."""
    if value.form is Form.TRUTH:
        return value.expr.fill_null(value=False)
    if value.form is Form.LIST:
        return (value.expr.list.len() > 0).fill_null(value=False)
    if value.form is Form.TEXT:
        return (value.expr == "true").fill_null(value=False)
    return ground.fail(f"{_named(value)} is {value.form.value}, and true or false is wanted", "Compare it: x > 0.")


def as_list(ground: Ground, value: Typed) -> pl.Expr:
    """Return a value as list of texts; one text is a list of one."""
    if value.form is Form.LIST:
        return value.expr
    text = as_text(ground, value)
    return pl.when(text.is_not_null()).then(pl.concat_list(text.cast(pl.String)))


def constant(ground: Ground, value: Typed, what: str) -> str:
    """Return a text that stands in the profile itself; raises ProfileError for one that products say."""
    if not value.literal or value.said is None:
        ground.fail(f"{what} has to be written out in quotes, not taken from a product")
    return str(value.said)


def number_text(number: pl.Expr) -> pl.Expr:
    """Return numbers as people write them in data: 12.5, 3, no exponents, at most ten decimals."""
    rounded = number.round(10)
    whole = rounded == rounded.round(0)
    text = pl.when(whole).then(rounded.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(_decimals(rounded))
    return pl.when(number.is_finite()).then(text)


def _decimals(number: pl.Expr) -> pl.Expr:
    text = number.cast(pl.Decimal(38, 10), strict=False).cast(pl.String)
    return text.str.strip_chars_end("0").str.strip_chars_end(".")


def _named(value: Typed) -> str:
    return repr(value.column) if value.column else "this"


Build = Callable[[Ground, "tuple[Typed, ...]"], Typed]


def text(expr: pl.Expr) -> Typed:
    """Return a text; an empty one is none."""
    return Typed(expr.replace("", None), Form.TEXT)


def some(items: pl.Expr) -> Typed:
    """Return a list; an empty one is none."""
    return Typed(items.map_batches(_none_for_empty, return_dtype=pl.self_dtype(), is_elementwise=True), Form.LIST)


def _none_for_empty(lists: pl.Series) -> pl.Series:
    """Looked at here, and not in an expression: that would make the lists twice."""
    empty = lists.list.len() == 0
    return pl.select(pl.when(~empty).then(lists)).to_series() if empty.any() else lists
