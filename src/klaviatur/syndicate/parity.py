"""One truth, proven: what outputs state of a product is read back from what was rendered, and compared.

Compared are price, selling price, currency, availability, GTIN, title, and the figures of descriptions: between all
outputs, and with the catalogue. A text that was cut has to be the beginning of the others. Texts are the same where
they have one origin: the released wording of one channel, or what was collected. What a group says once is said of the
product that speaks for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import and_, or_

import polars as pl

from klaviatur.records import Difference, OutputField
from klaviatur.syndicate.languages import column_in, language_of
from klaviatur.syndicate.limits import CUT
from klaviatur.syndicate.money import places_of
from klaviatur.syndicate.phrases import BLANKS, available, called, words
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.reading_back import read_fields
from klaviatur.syndicate.rendering import ELLIPSIS, Rendered
from klaviatur.syndicate.sales import PERIOD, stated_now
from klaviatur.syndicate.typed import Form

CATALOGUE = "catalogue"  # what the outputs are compared with, beside each other
NEEDED = frozenset(
    (
        "color",
        "size",
        "shoe_size",
        "product_kind",
        "product_type",
        "price",
        "price.currency",
        "sale_price",
        "sale_price.currency",
        "gtin",
        "availability",
        "stock",
        "backorder",
        "discontinued",
        *PERIOD,
    )
)
STATED = {
    "key": pl.String,
    "output": pl.String,
    "currency_wanted": pl.String,
    "locale": pl.String,
    "origin": pl.String,  # channel and part of the released wording its title is, "" for what was collected
    "told": pl.String,  # the same of its description
    "price": pl.String,
    "selling_price": pl.String,
    "currency": pl.String,
    "gtin": pl.String,
    "title": pl.String,
    "number": pl.String,
    "availability": pl.UInt32,  # bits: a platform may call several of our words the same
}
_STRUCTURED = r'(?s)^\w+:"(.*)"$'
_WORDING = re.compile(r"wording\(\s*['\"](\w+)['\"]")
_NO_FIGURES = r"[^0-9.,]+"
PARTS = 4  # rows of a product that are looked at side by side
_SILENT, _CURRENCY = "\x00silent:", "\x00currency"
_KINDS = ("price", "selling_price", "availability", "gtin", "title", "description")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one output states of each item: STATED."""

    output: str
    stated: pl.DataFrame
    short: Difference | None = None  # other items are read than were written


class Normal:
    """What outputs say, in one form; where several say the very same, as most do, that is reckoned once."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[pl.Series, pl.Series]]] = {}

    def of(self, form: str, said: pl.Series) -> pl.Series:
        """Return texts in one form: "amount", "inside" (the currency beside an amount), "title", "figures", "gtin"."""
        known = self._known.setdefault(form, [])
        made = next((made for before, made in known if before.equals(said)), None)
        if made is None:
            made = said.to_frame("v").select(_FORMS[form]).to_series()
            known.append((said, made))
        return made


def read_back(plan: Plan, rendered: Rendered, normal: Normal) -> Reading:
    """Return what the rendered records of an output state."""
    items = rendered.items
    read_at = [one for one in plan.fields if one.field.parity and one.form is not Form.TRUTH]
    fields = [one.field for one in read_at if items[one.field.name].null_count() < items.height]
    read = read_fields(plan, rendered, fields) if fields else None
    if read is None:
        return Reading(plan.name, pl.DataFrame(schema=STATED))
    if read.height != items.height:
        heights = ((CATALOGUE, str(items.height)), (plan.name, str(read.height)))
        return Reading(plan.name, pl.DataFrame(schema=STATED), Difference(items["key"][0], "items", heights))
    both = read.hstack(items.select(pl.col(one.name).is_null().alias(_SILENT + one.name) for one in fields))
    said = both.select(pl.when(~pl.col(_SILENT + one.name)).then(one.name).alias(one.name) for one in fields)
    shared = {one.field.name for one in plan.fields if one.grouped}
    speak = {False: items}  # who says it: each item, or the product that speaks for its group
    if plan.profile.group and shared & {one.name for one in fields}:
        speak[True] = items.select("group").join(rendered.leads, on="group", how="left", maintain_order="left")
    stated = []
    for language, together in product(dict.fromkeys(map(language_of, fields)), speak):
        some = [one for one in fields if (one.name in shared) == together and language_of(one) == language]
        told = _stated(plan, some, said).hstack(_origins(plan, some, speak[together], language))
        stated.append(_normalised(plan, told, _cut(rendered, some), normal, locale=language))
    return Reading(plan.name, pl.concat(stated), _unread(fields, said, both, plan, items))


def _stated(plan: Plan, fields: Sequence[OutputField], said: pl.DataFrame) -> pl.DataFrame:
    """Return what fields state, as they state it."""
    if any(one.reader == "minor_units" for one in fields):
        said = said.with_columns(_first(fields, "currency").fill_null(plan.view.currency).alias(_CURRENCY))
    now = stated_now(fields, plan.setup.moment)
    kinds = ("currency", *_KINDS)  # where no field states one, it is null in each row all the same
    return said.with_columns(_first(fields, kind, now).alias(kind) for kind in kinds).select(kinds)


def _origins(plan: Plan, fields: Sequence[OutputField], who: pl.DataFrame, language: str) -> pl.DataFrame:
    """Return who says it: `who` has their keys and released wordings."""
    origin, told = (_origin(plan, fields, who, kind, language) for kind in ("title", "description"))
    return who.select("key", origin=origin, told=told)


def _cut(rendered: Rendered, fields: Sequence[OutputField]) -> pl.Series:
    """Return the keys of items whose descriptions were shortened."""
    places = [one.name for one in fields if "description" in one.parity]
    return rendered.problems.filter(pl.col("rule").str.ends_with(CUT), pl.col("place").is_in(places))["key"]


def _unread(
    fields: Sequence[OutputField], said: pl.DataFrame, both: pl.DataFrame, plan: Plan, items: pl.DataFrame
) -> Difference | None:
    """Return the first item that ought to say something and does not; what is said once for a group has its place."""
    for field in fields:
        if field.level != "item" or said[field.name].null_count() == both[_SILENT + field.name].sum():
            continue
        row = items.filter(said[field.name].is_null() & items[field.name].is_not_null()).row(0, named=True)
        told = ((CATALOGUE, str(row[field.name])), (plan.name, ""))
        return Difference(row["key"], field.parity[0], told)
    return None


def of_catalogue(frame: pl.DataFrame, plan: Plan, normal: Normal) -> Reading:
    """Return what the canonical frame itself states, for the view of an output."""
    lower = pl.col("sale_price").cast(pl.Float64, strict=False) < pl.col("price").cast(pl.Float64, strict=False)
    price = pl.concat_str(pl.col("price"), pl.lit(" "), pl.col("price.currency").fill_null(plan.view.currency))
    sale = pl.concat_str(pl.col("sale_price"), pl.lit(" "), pl.col("sale_price.currency").fill_null(plan.view.currency))
    ours = available()
    said = frame.select(
        "key",
        "gtin",
        price=price,
        selling_price=pl.when(lower).then(sale).otherwise(price),
        availability=reduce(or_, [pl.when(ours == word).then(bit).otherwise(0) for word, bit in _bits().items()]),
    )
    blank = [pl.lit(None, dtype=pl.String).alias(name) for name in ("currency", "title", "description")]
    texts = [pl.lit("").alias(name) for name in ("origin", "told")]
    said = said.with_columns(*blank, *texts, availability=pl.when(ours_known(said)).then("availability"))
    return Reading(CATALOGUE, _normalised(plan, said, said["key"].clear(), normal, output=CATALOGUE))


def ours_known(said: pl.DataFrame) -> pl.Series:
    """Return of which items the availability is known."""
    return said["availability"] > 0


def compare(readings: Sequence[Reading]) -> list[Difference]:
    """Return where outputs do not state the same of a product, in the order of things and keys."""
    found = [reading.short for reading in readings if reading.short]
    filled = [reading.stated for reading in readings if reading.stated.height]
    if len(filled) < 2:
        return found
    whole = pl.concat(_in_doubt(filled))
    if whole.is_empty():
        return found
    for what in ("price", "selling_price", "currency"):
        found += _different(whole, what, ["key", "currency_wanted"])
    found += _different(whole, "gtin", ["key"])
    found += _unavailable(whole)
    found += _texts(whole, "title", ["key", "locale", "origin"])
    found += _texts(whole, "number", ["key", "locale", "told"])
    return found


# --- what is read, in one form ---------------------------------------------------------------------------------------
def _first(fields: Sequence[OutputField], kind: str, now: pl.Expr | None = None) -> pl.Expr:
    """Return what the first field says that says something of this kind, as its reader reads it.

    `now`: whether the sale price holds now that is stated with a period; else the price is what is paid.
    """
    holds = now if kind == "selling_price" else None
    columns = [
        _as_read(one) if holds is None or "price" in one.parity else pl.when(holds).then(_as_read(one))
        for one in fields
        if kind in one.parity
    ]
    return pl.coalesce(columns) if columns else pl.lit(None, dtype=STATED.get(kind, pl.String))


def _as_read(field: OutputField) -> pl.Expr:
    value, read = pl.col(field.name), _READERS.get(field.reader)
    if field.reader.startswith("words."):
        return value.replace_strict(_called(field.reader), default=None, return_dtype=pl.UInt32)
    return read(value) if read else value


def _major(value: pl.Expr) -> pl.Expr:
    places = places_of(pl.col(_CURRENCY))
    padded = value.str.zfill(4)
    split = [
        pl.when(places == number).then(pl.concat_str(padded.str.head(-number), pl.lit("."), padded.str.tail(number)))
        for number in (2, 3)
    ]
    return pl.coalesce(*split, value)


_READERS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "decimal_comma": lambda value: value.str.replace(",", ".", literal=True),
    "minor_units": _major,
    "structured": lambda value: value.str.extract(_STRUCTURED).str.replace_all('""', '"', literal=True),
    "html": lambda value: value.str.replace_all(r"<[^>]*>", " "),
    "money_first": lambda value: value.str.extract(r"^(-?[0-9]+(?:\.[0-9]+)? [A-Z]{3})(?:, |$)"),
}


def _bits() -> dict[str, int]:
    return {word: 1 << at for at, word in enumerate(words()["availability"]["said"])}


def _called(reader: str) -> dict[str, int]:
    """Return for each word of a platform which of ours it may mean."""
    bits, found = _bits(), dict[str, int]()
    for ours, theirs in called("availability", reader.partition(".")[2]).items():
        found[theirs] = found.get(theirs, 0) | bits[ours]
    return found


def _origin(plan: Plan, fields: Sequence[OutputField], items: pl.DataFrame, kind: str, language: str) -> pl.Expr:
    """Return which released wording a title or description is, "" for none."""
    says = [one.says for one in fields if kind in one.parity]
    called = {f"wording:{plan.profile.wordings[name]}" for said in says for name in _WORDING.findall(said)}
    known = sorted(name for one in called if (name := column_in(one, language)) in items.columns)
    return pl.coalesce([pl.col(name) for name in known] + [pl.lit("")])


def _normalised(
    plan: Plan, said: pl.DataFrame, cut: pl.Series, normal: Normal, *, output: str = "", locale: str = ""
) -> pl.DataFrame:
    """Return STATED; `cut` holds the keys of items whose descriptions were shortened."""
    columns = {
        "price": normal.of("amount", said["price"]),
        "selling_price": normal.of("amount", said["selling_price"]),
        "gtin": normal.of("gtin", said["gtin"]),
        "title": normal.of("title", said["title"]),
        "number": normal.of("figures", said["description"]),
        "inside": normal.of("inside", said["price"]),
        "sold": normal.of("inside", said["selling_price"]),
    }
    frame = said.drop("price", "selling_price", "gtin", "title", "description")
    frame = frame.with_columns(column.alias(name) for name, column in columns.items())
    ended = pl.concat_str(pl.col("number"), pl.lit(f" {ELLIPSIS}"))
    fixed = {"output": output or plan.name, "currency_wanted": plan.view.currency, "locale": locale or plan.view.locale}
    told = {
        **{name: pl.lit(text) for name, text in fixed.items()},
        "currency": pl.coalesce("currency", "inside", "sold"),
        "number": pl.when(pl.col("key").is_in(cut.implode())).then(ended).otherwise("number")
        if cut.len()
        else "number",
        "availability": pl.col("availability").cast(pl.UInt32),
    }
    return frame.with_columns(**told).select(*STATED)


def _amount() -> pl.Expr:
    """Return amounts without noughts that say nothing."""
    figure = pl.col("v").str.extract(r"(-?[0-9]+(?:\.[0-9]+)?)").str.replace(r"^0+([0-9])", "${1}")
    return figure.str.replace(r"\.0*$|(\.[0-9]*?)0+$", "${1}")


_FORMS = {
    "amount": _amount(),
    "inside": pl.col("v").str.extract(r"\b([A-Z]{3})\b"),
    "gtin": pl.col("v").str.strip_chars_start("0"),
    "title": pl.col("v").str.replace_all(BLANKS, " ").str.strip_chars(),
    "figures": pl.col("v").str.replace_all(_NO_FIGURES, " ").str.strip_chars(),
}


# --- comparing -------------------------------------------------------------------------------------------------------
def _different(whole: pl.DataFrame, what: str, by: list[str]) -> list[Difference]:
    values = pl.col(what).drop_nulls()
    groups = whole.group_by(by, maintain_order=True).agg(several=values.n_unique() > 1).filter("several")
    return _told(whole, groups, what, by)


def _in_doubt(stated: Sequence[pl.DataFrame]) -> Sequence[pl.DataFrame]:
    """Return what is stated, where the first names all products only of those of which not all say the same.

    To look at columns side by side costs a tenth of grouping them.
    """
    keys = stated[0]["key"]
    parts = [part for one in stated for part in _side_by_side(keys, one)]
    if keys.is_duplicated().any() or any(part.is_empty() for part in parts):
        return stated
    every = sum(_bits().values())
    doubt = reduce(and_, (one["availability"].fill_null(every) for one in parts)) == 0
    for what in ("price", "selling_price", "currency", "gtin", "title", "number"):
        columns = _unlike(one[what] for one in parts)
        if len(columns) > 1:
            first = pl.select(pl.coalesce(columns)).to_series()
            doubt = reduce(or_, ((one != first).fill_null(value=False) for one in columns), doubt)
    doubted = pl.col("key").is_in(keys.filter(doubt).implode())
    return [one.filter(doubted) for one in stated] if doubt.any() else [stated[0].clear()]


def _side_by_side(keys: pl.Series, stated: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield what is stated, a row for each key in their order, null where nothing is; empty where there are others."""
    left = stated if stated["key"].equals(keys) else stated.unique(maintain_order=True)
    for _ in range(PARTS):
        if left["key"].equals(keys):
            yield left
            return
        first = left["key"].is_first_distinct()
        beside = keys.to_frame().join(left.filter(first), on="key", how="left", maintain_order="left")
        yield beside if beside["output"].count() == first.sum() else stated.clear()
        left = left.filter(~first)
        if left.is_empty():
            return
    yield stated.clear()


def _unlike(columns: Iterable[pl.Series]) -> list[pl.Series]:
    """Return columns that say something, those that say the same once."""
    found: list[pl.Series] = []
    for one in columns:
        if one.null_count() < one.len() and not any(known.equals(one) for known in found):
            found.append(one)
    return found


def _unavailable(whole: pl.DataFrame) -> list[Difference]:
    """Return where no word of ours is meant by all."""
    common = pl.col("availability").drop_nulls().bitwise_and() == 0
    groups = whole.group_by("key", maintain_order=True).agg(several=common.fill_null(value=False)).filter("several")
    return _told(whole, groups, "availability", ["key"])


def _texts(whole: pl.DataFrame, what: str, by: list[str]) -> list[Difference]:
    """Return where texts are not the same, or one that was cut is not the beginning of the others."""
    said = whole.filter(pl.col(what).is_not_null()).with_columns(cut=pl.col(what).str.ends_with(ELLIPSIS))
    full = pl.col(what).filter(~pl.col("cut"))
    longest = pl.coalesce(full.first(), pl.col(what).sort_by(pl.col(what).str.len_chars()).last())
    grouped = said.group_by(by, maintain_order=True).agg(several=full.n_unique() > 1, whole=longest)
    held = said.filter("cut").join(grouped, on=by, how="inner", maintain_order="left")
    begun = held.filter(~pl.col("whole").str.starts_with(pl.col(what).str.strip_chars_end(f" {ELLIPSIS}")))
    groups = pl.concat([grouped.filter("several").select(by), begun.select(by)]).unique(maintain_order=True)
    return _told(whole, groups, what, by)


def _told(whole: pl.DataFrame, groups: pl.DataFrame, what: str, by: list[str]) -> list[Difference]:
    if groups.is_empty():
        return []
    rows = whole.join(groups.select(by), on=by, how="semi").filter(pl.col(what).is_not_null())
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in rows.select(*by, "output", what).iter_rows():
        found.setdefault(tuple(row[: len(by)]), []).append((row[-2], _shown(what, row[-1])))
    return [Difference(group[0], what, tuple(sorted(said))) for group, said in found.items()]


def _shown(what: str, value: object) -> str:
    if what != "availability":
        return str(value)
    return " or ".join(word for word, bit in _bits().items() if isinstance(value, int) and value & bit)
