"""JSON objects of the rows of a frame, many at a time: a name with dots is the way to a value.

"price.amount" is a member of an object, "barcodes[0].value" stands in the first object of a list, "media[].url" makes
one object for each item of a list; in a group "variants[].id" belongs to the members of the group. Of several values
with the same way ("price#sale" goes it too) the first that says something stands there. A value that is null or empty
is left out, and an object or list that would be empty with it: no output says null.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from klaviatur.records import Language
from klaviatur.syndicate.columns import silent_columns
from klaviatur.syndicate.formats.features import part_of
from klaviatur.syndicate.formats.writing import without_signs

_STEP = re.compile(r"(?P<name>.+?)(?:\[(?P<at>\d*)\])?")
_ROW = "\x00row"
TRUTH = "value~true|false"  # the part of a fact that stands in JSON as it is
_BLANKS = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an object: where it stands, and the column that holds it."""

    path: str
    column: str
    type: str = "string"  # string, integer, number, boolean, json (is JSON already); of a list: of its items
    of: str = ""  # columns of the members ("a or b") that speak for a group that says nothing itself
    over: str = ""  # "min", "max": of `of`, whatever the group says itself
    parts: tuple[tuple[str, str], ...] = ()  # of a list of facts: names of members, and what of a fact they say
    language: Language = "de"


@dataclass(slots=True)
class _Node:
    """An object, or what comes again in a list."""

    members: dict[str, "_Node"] = field(default_factory=dict)
    items: dict[int, "_Node"] = field(default_factory=dict)  # [0], [1]: each an object of its own
    each: "_Node | None" = None  # []: one for every item
    leaves: list[Leaf] = field(default_factory=list)


def json_rows(frame: pl.DataFrame, leaves: Sequence[Leaf]) -> pl.Series:
    """Return one JSON object for each row of `frame`."""
    silent = silent_columns(frame)
    said = [leaf for leaf in leaves if leaf.column not in silent or "[]" in leaf.path]
    if not said:
        return pl.Series("json", ["{}"] * frame.height, dtype=pl.String)
    text = _render(frame, _tree(said), without_signs(frame, list(_escapes())))
    return frame.select(text.fill_null("{}").alias("json")).to_series()


def json_groups(frame: pl.DataFrame, leaves: Sequence[Leaf], *, group: str, members: str) -> pl.DataFrame:
    """Return one JSON object for each value of the column `group`, as frame: `group`, "json"; groups in their order.

    Names that begin with `members`[] are those of every row; all others are taken from the first row of the group.
    """
    inner = f"{members}[]."
    own = [leaf for leaf in leaves if not leaf.path.startswith(inner)]
    shared = [Leaf(leaf.path.removeprefix(inner), leaf.column, leaf.type) for leaf in leaves if leaf not in own]
    rows = frame.with_columns(json_rows(frame, shared).alias(_ROW))
    said = [_of_group(leaf) for leaf in own if leaf.column != group]
    grouped = rows.group_by(group, maintain_order=True).agg(*said, pl.col(_ROW))
    grouped = grouped.with_columns(pl.concat_str(pl.lit("["), pl.col(_ROW).list.join(","), pl.lit("]")).alias(_ROW))
    objects = json_rows(grouped, [*own, Leaf(members, _ROW, "json")])
    return pl.DataFrame({group: grouped[group], "json": objects})


def _of_group(leaf: Leaf) -> pl.Expr:
    """Return what a group says: its first row, or what its members say together."""
    members = pl.coalesce((leaf.of or leaf.column).split(" or "))
    if leaf.over in {"min", "max"}:
        numbers = members.cast(pl.Int64, strict=False)
        return (numbers.min() if leaf.over == "min" else numbers.max()).alias(leaf.column)
    own = pl.col(leaf.column).first()
    return pl.coalesce(own, members.drop_nulls().first()).alias(leaf.column) if leaf.of else own


def quoted(text: pl.Expr) -> pl.Expr:
    """Return strings as JSON writes them."""
    return pl.concat_str(pl.lit('"'), text.str.replace_many(_escapes()), pl.lit('"'))


@cache
def _escapes() -> Mapping[str, str]:
    control = {chr(code): f"\\u{code:04x}" for code in [*range(0x20), 0x7F]}
    return {"\\": "\\\\", '"': '\\"', **control, **_BLANKS}


def _tree(leaves: Sequence[Leaf]) -> _Node:
    root = _Node()
    for leaf in leaves:
        node = root
        for step in leaf.path.partition("#")[0].split("."):
            node = _step(node, step)
        node.leaves.append(leaf)
    return root


def _step(node: _Node, step: str) -> _Node:
    match = _STEP.fullmatch(step)
    name, at = (match["name"], match["at"]) if match else (step, None)
    child = node.members.setdefault(name, _Node())
    if at is None:
        return child
    if at:
        return child.items.setdefault(int(at), _Node())
    child.each = child.each or _Node()
    return child.each


def _render(frame: pl.DataFrame, node: _Node, plain: frozenset[str], before: str = "") -> pl.Expr:
    """Return the JSON text of a node for each row with its name before it, null where it says nothing."""
    if node.leaves:
        return pl.coalesce([_value(leaf, frame.schema[leaf.column], plain, before) for leaf in node.leaves])
    if node.each is not None:
        return _behind(before, pl.lit(_listed(frame, node.each, plain)))
    if node.items:
        return _joined([_render(frame, node.items[at], plain) for at in sorted(node.items)], f"{before}[", "]")
    named = [_render(frame, child, plain, f'"{name}":') for name, child in node.members.items()]
    return _joined(named, f"{before}{{", "}")


def _behind(before: str, text: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(before), text) if before else text


def _joined(parts: Sequence[pl.Expr], start: str, end: str) -> pl.Expr:
    """Return parts that say something between two signs, null where none does."""
    inside = pl.concat_str(parts, separator=",", ignore_nulls=True)
    return pl.concat_str(pl.lit(start), inside, pl.lit(end)).replace(start + end, None)


def _listed(frame: pl.DataFrame, each: _Node, plain: frozenset[str]) -> pl.Series:
    """Return lists of objects: list columns give an item each, all other columns say the same in every object."""
    names = [leaf.column for leaf in _leaves(each)]
    lists = [name for name in names if isinstance(frame.schema[name], pl.List)]
    rows = frame.select(list(dict.fromkeys(names))).with_row_index(_ROW)
    rows = rows.explode(list(dict.fromkeys(lists))) if lists else rows
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in lists or names))
    objects = rows.select(_ROW, _render(rows, each, plain).alias("v")).drop_nulls("v")
    joined = objects.group_by(_ROW, maintain_order=True).agg("v")
    joined = joined.with_columns(pl.concat_str(pl.lit("["), pl.col("v").list.join(","), pl.lit("]")).alias("v"))
    every = pl.DataFrame({_ROW: pl.Series(range(frame.height), dtype=objects.schema[_ROW])})
    return every.join(joined, on=_ROW, how="left", maintain_order="left")["v"]


def _leaves(node: _Node) -> list[Leaf]:
    found = list(node.leaves)
    below = [*node.members.values(), *node.items.values(), *([node.each] if node.each else [])]
    return found + [leaf for child in below for leaf in _leaves(child)]


def _value(leaf: Leaf, dtype: pl.DataType, plain: frozenset[str], before: str) -> pl.Expr:
    column = pl.col(leaf.column)
    if isinstance(dtype, pl.List):
        one = _fact(leaf) if isinstance(dtype.inner, pl.Struct) else _scalar(pl.element(), leaf.type, dtype.inner)
        items = column.list.eval(one).list.drop_nulls()
        text = pl.concat_str(pl.lit(f"{before}["), items.list.join(","), pl.lit("]"))
        return pl.when(items.list.len() > 0).then(text).alias("v")
    if leaf.column in plain and leaf.type == "string":
        return pl.when(column != "").then(pl.concat_str(pl.lit(f'{before}"'), column, pl.lit('"'))).alias("v")
    return _behind(before, _scalar(column, leaf.type, dtype)).alias("v")


def _fact(leaf: Leaf) -> pl.Expr:
    """Return the object of a fact; what is a number stands there as one."""
    fact, members = pl.element(), []
    number = fact.struct.field("kind") == "number"
    for name, part in leaf.parts:
        said = part_of(fact, part, leaf.language)
        text = pl.when(number).then(said).otherwise(quoted(said)) if part == "value" else quoted(said)
        text = said if part == TRUTH else text
        members.append(pl.concat_str(pl.lit(f'"{name}":'), text))
    inside = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.concat_str(pl.lit("{"), inside, pl.lit("}"))


def _scalar(value: pl.Expr, kind: str, dtype: object) -> pl.Expr:
    if kind == "string":
        text = value.cast(pl.String)
        return pl.when(text != "").then(quoted(text))
    text = (
        value.cast(pl.String).str.to_lowercase() if kind == "boolean" and dtype == pl.String else value.cast(pl.String)
    )
    return pl.when(text != "").then(text)
