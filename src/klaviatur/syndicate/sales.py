"""Sales and their time: a sale is one at the moment of the run alone, which is the same for all outputs of it.

The period of a sale is `sale_price_dates` ("A/B", as Google writes it), else from `price_valid_from` to
`price_valid_until`, open where one of them is not said. Where a product has a sale price, these are the time of the
sale; where it has none, they are that of its price and change nothing. A day is all of that day, in the time zone of
the workspace; a moment with an offset is that very moment, and one that ends a sale is the first without it. A period
that cannot be read is none: the sale is not stated, and a rule says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.typed import Form, Ground, Typed, as_text, constant

PERIOD = ("sale_price_dates", "price_valid_from", "price_valid_until")
SALE = ("sale_price", "sale_price.currency")
# What is known of a sale beside its facts: the price of one that holds or is to come, its beginning, the moment of its
# end, its last second, and a period that nobody can read.
PLANNED = "planned_price"
NAMES = (PLANNED, "sale_from", "sale_until", "sale_last", "sale_unread")
DUE = "sale.due"  # column: the moment at which a product says something else by itself; no attribute is called so
_ON, _AHEAD, _SAID = "sale.on", "sale.ahead", "sale.said"
FOREVER = "9999"  # the year that stands for no end
_MOMENT = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:\.[0-9]+)?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
_SIDES = r"^([^/]*)/([^/]*)$"
_WRITTEN = "%Y-%m-%dT%H:%M:%S%:z"
_TIME = pl.Datetime("us", "UTC")


@dataclass(frozen=True, slots=True)
class Moment:
    """When outputs are made, and in which time zone the days of sales begin."""

    at: datetime  # in UTC
    zone: str = "UTC"  # also where no setting says another: every machine writes the same


def with_sales(frame: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return products with SALE and PERIOD of those sales alone that hold now, with NAMES and with DUE."""
    timed = frame.select(*SALE, *PERIOD)
    if all(timed[name].null_count() == timed.height for name in PERIOD):  # as nearly always
        none = [pl.lit(None, pl.String).alias(name) for name in NAMES[1:]]
        return frame.with_columns(*_planned(pl.lit(value=True)), *none, pl.lit(None, _TIME).alias(DUE))
    periods = timed.filter(_any(SALE) & _any(PERIOD)).select(PERIOD).unique()  # many products have the same
    told = _timed(periods, moment)
    joined = frame.with_columns(_any(SALE).alias(_SAID)).join(
        told, on=[*PERIOD, _SAID], how="left", nulls_equal=True, maintain_order="left"
    )
    planned, on = (pl.col(name).fill_null(value=True) for name in (_AHEAD, _ON))
    held = [pl.when(on).then(name).alias(name) for name in (*SALE, *PERIOD)]
    return joined.with_columns(*_planned(planned), *held).drop(_AHEAD, _ON, _SAID)


def _any(names: Sequence[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).is_not_null() for name in names)


def _planned(planned: pl.Expr) -> list[pl.Expr]:
    """Return the price, and its currency, of sales that hold or are to come."""
    return [pl.when(planned).then(name).alias(name.replace("sale_price", PLANNED)) for name in SALE]


def _timed(frame: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return periods of sales with what they mean: NAMES, DUE, and whether the sale holds now or is to come."""
    dates, zone = pl.col("sale_price_dates").str.strip_chars(), moment.zone
    sides = [dates.str.extract(_SIDES, at).replace(["", ".."], None) for at in (1, 2)]
    given = [pl.col("price_valid_from"), pl.col("price_valid_until")]
    borders = {"a": sides[0], "b": sides[1], "from": given[0], "until": given[1]}
    read = frame.with_columns(
        _border(said, zone, end=at % 2 == 1).alias(name) for at, (name, said) in enumerate(borders.items())
    )
    whole = _read(sides, "a", "b")
    read = read.with_columns(
        begin=pl.when(whole).then("a").otherwise("from"),
        end=pl.when(whole).then("b").otherwise("until"),
        read=whole | _read(given, "from", "until"),
    )
    now = pl.lit(moment.at, _TIME)
    read = read.with_columns(read=pl.col("read") & (pl.col("begin") < pl.col("end")).fill_null(value=True))
    read = read.with_columns(ahead=pl.col("read") & (pl.col("end") > now).fill_null(value=True))
    read = read.with_columns(on=pl.col("ahead") & (pl.col("begin") <= now).fill_null(value=True))
    local = {"sale_from": pl.col("begin"), "sale_until": pl.col("end"), "sale_last": pl.col("end").dt.offset_by("-1s")}
    return read.select(
        *PERIOD,
        *(
            pl.when("ahead").then(one.dt.convert_time_zone(zone).dt.strftime(_WRITTEN)).alias(name)
            for name, one in local.items()
        ),
        pl.when(~pl.col("read")).then(pl.concat_str(PERIOD, separator=" – ", ignore_nulls=True)).alias("sale_unread"),
        pl.when("on").then("end").when("ahead").then("begin").alias(DUE),
        pl.col("on").alias(_ON),
        pl.col("ahead").alias(_AHEAD),
        pl.lit(value=True).alias(_SAID),
    )


def _read(sides: Sequence[pl.Expr], begin: str, end: str) -> pl.Expr:
    """Return whether all that is said of a period could be read, and something is said."""
    said = [side.is_not_null() for side in sides]
    return (said[0] | said[1]) & (~said[0] | pl.col(begin).is_not_null()) & (~said[1] | _ends(sides[1], end))


def _ends(said: pl.Expr, name: str) -> pl.Expr:
    return pl.col(name).is_not_null() | said.str.starts_with(FOREVER)


def _border(said: pl.Expr, zone: str, *, end: bool) -> pl.Expr:
    """Return the moment at which a period begins, or the first behind it; null for what is none."""
    bare = said.str.strip_chars().str.replace(r"^(\S+)\s+([0-9])", "${1}T${2}").str.replace_all(r"\s", "")
    minute, second, offset = (bare.str.extract(_MOMENT, at) for at in (1, 2, 3))
    exact = pl.concat_str(minute, second.fill_null(":00"))
    offset = offset.replace(["Z", "UTC"], "+0000").str.replace(":", "", literal=True).str.pad_end(5, "0")
    day = bare.str.extract(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})$").str.to_datetime("%Y-%m-%d", strict=False)
    month = (bare.str.extract(r"^([0-9]{4}-[0-9]{2})$") + "-01").str.to_datetime("%Y-%m-%d", strict=False)
    if end:
        day, month = day.dt.offset_by("1d"), month.dt.offset_by("1mo")
    plain = pl.when(offset.is_null()).then(exact).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    local = pl.coalesce(day, month, plain)
    zoned = [
        one.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
        for one in (local, local.dt.offset_by("1h"))  # an hour that a summer time leaves out
    ]
    told = pl.concat_str(exact, offset).str.to_datetime("%Y-%m-%dT%H:%M:%S%z", strict=False, time_zone="UTC")
    found = pl.coalesce(told, *zoned).cast(_TIME)
    return pl.when(~bare.str.starts_with(FOREVER)).then(found) if end else found


# --- what outputs say of it ------------------------------------------------------------------------------------------
def period(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return a period as Google writes it: to the minute where that is exact; a third argument parts the offset."""
    colon = constant(ground, given[2], "what parts hours and minutes of an offset") if len(given) > 2 else ""
    sides = [
        as_text(ground, one)
        .str.replace(r"(T[0-9][0-9]:[0-9][0-9]):00", "${1}")
        .str.replace(r"([+-][0-9][0-9]):([0-9][0-9])$", "${1}" + colon + "${2}")
        for one in given[:2]
    ]
    return Typed(pl.concat_str(sides, separator="/"), Form.TEXT)


def stated_now(fields: Sequence[OutputField], moment: Moment | None) -> pl.Expr | None:
    """Return whether the moment lies in the period that fields state of a sale, as a platform reads it; None: in any.

    A side that is not said, and one that nobody can read, ends nothing.
    """
    begins = [_stated(one, r"^([^/]+)") for one in fields if "sale_from" in one.parity]
    ends = [_stated(one, r"([^/]+)$") for one in fields if "sale_until" in one.parity]
    if moment is None or not begins + ends:
        return None
    now = pl.lit(moment.at, _TIME)
    return pl.all_horizontal(
        *((one <= now).fill_null(value=True) for one in begins), *((one > now).fill_null(value=True) for one in ends)
    )


def _stated(field: OutputField, side: str) -> pl.Expr:
    said = pl.col(field.name).str.extract(side)
    found = _border(said, "UTC", end=False)
    return found.dt.offset_by("1s") if field.reader == "last_second" else found
