"""What items are asked before they leave: whether they say what they have to, and say it as a field may have it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from klaviatur.records import OutputField, OutputProfile, Severity
from klaviatur.syndicate.canonical import UNSURE
from klaviatur.syndicate.columns import Column
from klaviatur.syndicate.typed import Form

AMBIGUOUS = "catalogue.price_ambiguous"
NOT_RELEASED = "wording.not_released"
GONE = "catalogue.missing"
CUT = "_cut"  # ends the name of the rule by which a text is shortened


@dataclass(frozen=True, slots=True)
class Check:
    """One question to all items, and what it is called where it catches some."""

    rule: str
    place: str
    severity: Severity
    catches: Column
    shown: str = ""  # column of products that says what is wrong, where that is not the place
    of_silence: bool = False  # it may catch a field that says nothing


def check(
    rule: str, place: str, severity: Severity, catches: pl.Expr, *, shown: str = "", of_silence: bool = False
) -> Check:
    """Return a check; what it cannot say of an item does not catch it."""
    return Check(rule, place, severity, Column(catches.fill_null(value=False)), shown, of_silence)


def checks_of_field(field: OutputField, form: Form, rule: str, *, leaves_out: bool) -> tuple[Check, ...]:
    """Return what a field is asked; `leaves_out`: where it is wrong something is left out, and the item not held."""
    return tuple(_of_field(field, form, rule, Severity.WARN if leaves_out else Severity.BLOCK))


def checks_of_products(
    profile: OutputProfile, values: Mapping[str, str], amounts: Collection[str], wordings: Collection[str]
) -> Iterator[Check]:
    """Yield what products are asked for every output, beside the rules of its profile.

    `wordings`: columns of released wordings without which a product does not leave.
    """
    for name in sorted(wordings):
        yield check(NOT_RELEASED, _place_of(profile, name), Severity.BLOCK, pl.col(name).is_null())
    for name in sorted(amounts):
        unsure = pl.col(f"{name}{UNSURE}").is_not_null()
        stops = name == "price"
        caught = unsure & ~pl.col("only_groups") if stops else unsure
        severity = Severity.BLOCK if stops else Severity.WARN
        yield check(AMBIGUOUS, name, severity, caught, shown=f"{name}{UNSURE}")
    severity = Severity.BLOCK if values.get("missing") == "hold" else Severity.WARN
    yield check(GONE, "", severity, pl.col("gone"))


def _place_of(profile: OutputProfile, wording: str) -> str:
    names = [name for name, place in profile.wordings.items() if wording == f"wording:{place}"]
    said = [f"wording('{name}'" for name in names]
    readers = (one.name for one in profile.fields if any(call in one.says.replace('"', "'") for call in said))
    return next(readers, "")


def _of_field(field: OutputField, form: Form, rule: str, severity: Severity) -> Iterator[Check]:
    value = pl.col(field.name)
    if field.required:
        none = value.is_null() | (value.list.len() == 0) if form is Form.LIST else value.is_null()
        yield check(f"{rule}_missing", field.name, Severity.BLOCK, none, of_silence=True)
    if form is Form.TRUTH:
        return
    long = too_long(field, value, form)
    if long is not None:
        cut = field.cut != "never" and form is Form.TEXT
        name = f"{rule}{CUT if cut else '_too_long'}"
        yield check(name, field.name, Severity.NOTE if cut else severity, long)
    wrong = _wrong(field, value, form)
    if wrong is not None:
        yield check(f"{rule}_wrong", field.name, severity, wrong)


def too_long(field: OutputField, value: pl.Expr, form: Form) -> pl.Expr | None:
    """Return whom a field's limits of length catch, None where it has none."""

    def over(text: pl.Expr) -> pl.Expr | None:
        limits = []
        if field.max_characters:
            limits.append(text.str.len_chars() > field.max_characters)
        if field.max_bytes:
            limits.append(text.str.len_bytes() > field.max_bytes)
        return pl.any_horizontal(limits) if len(limits) > 1 else limits[0] if limits else None

    if form is not Form.LIST:
        return over(value)
    inside = over(pl.element())
    return None if inside is None else value.list.eval(inside).list.any()


def _wrong(field: OutputField, value: pl.Expr, form: Form) -> pl.Expr | None:
    """Return whom pattern, list of words and bounds of a field catch."""

    def breaks(text: pl.Expr) -> pl.Expr | None:
        broken = []
        if field.pattern:
            broken.append(~text.str.contains(f"^(?:{field.pattern})$"))
        if field.one_of:
            broken.append(~text.is_in(field.one_of))
        if field.type in {"integer", "number"} or field.minimum is not None or field.maximum is not None:
            broken.extend(_out_of_bounds(field, text))
        return pl.any_horizontal(broken) if len(broken) > 1 else broken[0] if broken else None

    if form is not Form.LIST:
        caught = breaks(value)
        return None if caught is None else value.is_not_null() & caught
    inside = breaks(pl.element())
    return None if inside is None else value.list.eval(inside).list.any()


def _out_of_bounds(field: OutputField, text: pl.Expr) -> Iterator[pl.Expr]:
    number = text.cast(pl.Float64, strict=False)
    yield number.is_null()
    if field.type == "integer":
        yield ~text.str.contains(r"^-?[0-9]+$")
    if field.minimum is not None:
        yield number < field.minimum
    if field.maximum is not None:
        yield number > field.maximum
