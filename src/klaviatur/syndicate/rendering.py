"""From canonical products to records of one output: evaluate, check, shorten texts, write what may leave."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.checking import find_problems, held_keys, with_parents, without_wrong
from klaviatur.syndicate.columns import reckoned
from klaviatur.syndicate.expressions import PRODUCT
from klaviatur.syndicate.languages import bare, said_in
from klaviatur.syndicate.limits import CUT, too_long
from klaviatur.syndicate.planning import Plan, PlannedField
from klaviatur.syndicate.typed import Form

ELLIPSIS = "…"
_LOOSE_END = r"[\s,;:–—(\[/&+-]+$"
_OPEN_FIGURE = r"(?:\s+\S*\d\S*)+$"  # a figure at a cut end may have lost its digits or its unit: it goes with it


@dataclass(frozen=True, slots=True)
class Rendered:
    """Records of some products in one output.

    `records`: record, group, delivered, held, machine, grouping (UInt32), text (null where all is held), text1, ... of
    sections. `grouping` counts products that only group their variants: they are no items.
    `items`: key, record and cells of the items that leave, in the order of the records; what leaves with the page of
    another one has no text of its own. `problems`: see checking.FOUND.
    """

    records: pl.DataFrame
    items: pl.DataFrame
    problems: pl.DataFrame
    leads: pl.DataFrame  # of outputs in groups: group, and key and wordings of the product that speaks for it


def render(plan: Plan, frame: pl.DataFrame) -> Rendered:
    """Return what an output says of some products: whole groups, in the order of group and key.

    `frame` has the columns that the plan names and key, group, parent, has_variants, is_variant, gone, only_groups and
    family.
    """
    groups = frame.clear() if plan.profile.parents == "in" else frame.filter("only_groups")
    products = frame.filter(~pl.col("only_groups")) if groups.height else frame
    cells = evaluate(plan, products, frame)
    problems = with_parents(plan, find_problems(plan, cells, products), cells, products)
    held = held_keys(problems)
    record = pl.col("group" if plan.profile.group else "key").alias("record")
    machine = _machine(plan, products)
    counted = cells.select(record, "group", held=pl.col("key").is_in(held.implode()), machine=machine)
    leaving = without_wrong(plan, cells if held.is_empty() else cells.filter(~counted["held"]), problems)
    leaving = _once(plan, _shortened(plan, leaving, problems))
    written = plan.writer.render(leaving, plan.setup) if leaving.height else None
    counted = _with_groups(counted.with_columns(grouping=pl.lit(value=False)), groups, record)
    counts = counted.group_by("record", maintain_order=True).agg(
        pl.col("group").first(),
        delivered=(~pl.col("held") & ~pl.col("grouping")).sum().cast(pl.UInt32),
        held=pl.col("held").sum().cast(pl.UInt32),
        machine=(pl.col("machine") & ~pl.col("held")).sum().cast(pl.UInt32),
        grouping=pl.col("grouping").sum().cast(pl.UInt32),
    )
    texts = pl.DataFrame(schema={"record": pl.String, "text": pl.String}) if written is None else written
    records = counts.join(texts, on="record", how="left", maintain_order="left")
    leads = _leads(frame).select("group", "key", *_origins(plan)) if plan.profile.group else frame.clear()
    here = products.filter(pl.col("key").is_in(leaving["key"].implode())) if plan.wordings else products.clear()
    items = leaving.with_columns(record, *here.select(_origins(plan)))
    return Rendered(records, items, problems, leads)


def _once(plan: Plan, cells: pl.DataFrame) -> pl.DataFrame:
    """Return one item for each page of a group. Options: once (field of its address), newest (field of its moment)."""
    address, moment = plan.profile.options.get("once", ""), plan.profile.options.get("newest", "")
    if not address:
        return cells
    page = ["group", address]
    newest = cells.with_columns(pl.col(moment).max().over(page)) if moment else cells
    return newest.unique(page, keep="first", maintain_order=True)


def _with_groups(counted: pl.DataFrame, groups: pl.DataFrame, record: pl.Expr) -> pl.DataFrame:
    """Return items with the products that only group them, in the order of group and record."""
    if groups.is_empty():
        return counted
    none = {name: pl.lit(value=False) for name in ("held", "machine")}
    added = groups.select(record, "group", **none, grouping=pl.lit(value=True))
    return pl.concat([counted, added]).sort("group", "record", maintain_order=True)


def _origins(plan: Plan) -> list[pl.Expr]:
    """Return which released wordings products have: channel and part, null where none stands."""
    return [
        pl.when(pl.col(name).is_not_null()).then(pl.lit(bare(name).removeprefix("wording:"))).alias(name)
        for name in sorted(plan.wordings)
    ]


def evaluate(plan: Plan, products: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Return key, group and the value of each field of some items; what is said of a group its parent says."""
    own = [one for one in plan.fields if not one.grouped]
    shared = [one for one in plan.fields if one.grouped]
    cells = _evaluated(products, own)
    if not shared:
        return cells.select("key", "group", *(one.field.name for one in plan.fields))
    said = _completed(_evaluated(_leads(frame), shared).drop("key"), products, shared)
    joined = cells.join(said, on="group", how="left", maintain_order="left")
    return joined.select("key", "group", *(one.field.name for one in plan.fields))


def _completed(said: pl.DataFrame, products: pl.DataFrame, shared: Sequence[PlannedField]) -> pl.DataFrame:
    """Return what groups say; what is required and they do not say, the first of their products says."""
    lacking = [one for one in shared if one.field.required and said[one.field.name].null_count()]
    if not lacking:
        return said
    names = [one.field.name for one in lacking]
    told = _evaluated(products, lacking).group_by("group").agg(pl.col(names).drop_nulls().first().name.suffix("\x00"))
    joined = said.join(told, on="group", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(name, f"{name}\x00").alias(name) for name in names).select(said.columns)


def _leads(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the product that speaks for each group: the highest parent, else any, else the first of its products."""
    rows = frame.select("group", below=pl.col("key") != pl.col("group"), last=~pl.col("has_variants"))
    rows = rows.with_row_index("row").sort("below", "last", maintain_order=True)
    return frame[rows.unique("group", keep="first", maintain_order=True)["row"]]


def _evaluated(products: pl.DataFrame, fields: Sequence[PlannedField]) -> pl.DataFrame:
    own = {one.field.name: one.column for one in fields if not one.language}
    cells = products.select("key", "group").hstack(reckoned(products, own))
    for language in dict.fromkeys(one.language for one in fields if one.language):
        there = [one for one in fields if one.language == language]
        said = said_in(products, language, frozenset[str]().union(*(one.column.reads for one in there)), PRODUCT)
        cells = cells.hstack(reckoned(said, {one.field.name: one.column for one in there}))
    return cells


def _machine(plan: Plan, products: pl.DataFrame) -> pl.Expr | pl.Series:
    """Return which items carry words of a machine."""
    shares = [f"{name}.machine_share" for name in sorted(plan.wordings)]
    if not shares:
        return pl.lit(value=False)
    return products.select(
        pl.any_horizontal((pl.col(name).cast(pl.Float64, strict=False) > 0).fill_null(value=False) for name in shares)
    ).to_series()


# --- texts that are too long ------------------------------------------------------------------------------------------
def _shortened(plan: Plan, cells: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    noted = frozenset(problems.filter(pl.col("rule").str.ends_with(CUT))["place"].unique())
    for planned in plan.fields:
        field = planned.field
        long = too_long(field, pl.col(field.name), planned.form) if field.name in noted else None
        if field.cut == "never" or planned.form is not Form.TEXT or long is None:
            continue
        if cells.select(long.any()).item():
            cells = cells.with_columns(pl.when(long).then(_cut(field)).otherwise(field.name).alias(field.name))
    return cells


def _cut(field: OutputField) -> pl.Expr:
    """Return a text that fits: it ends with a sentence where that keeps half of it, else with a word."""
    text = pl.col(field.name)
    most = field.max_characters or field.max_bytes or 0
    whole = text.str.head(most if field.max_characters else most // 4)
    sentence = whole.str.extract(r"(?s)^(.*[.!?…])(?:\s|$)")
    words = whole.str.head(most - 1) if field.max_characters else whole
    words = words.str.replace(r"\s+\S*$", "").str.replace(_OPEN_FIGURE, "").str.replace(_LOOSE_END, "")
    by_word = pl.concat_str(words, pl.lit(ELLIPSIS))
    if field.cut == "words":
        return by_word
    return pl.when(sentence.str.len_chars() * 2 >= whole.str.len_chars()).then(sentence).otherwise(by_word)
