"""CSV and TSV, in the dialect a platform reads (RFC 4180 where it says nothing else)."""

from collections.abc import Collection, Sequence

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.columns import silent_columns
from klaviatur.syndicate.formats.writing import Setup, any_of

NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


class Delimited:
    """Rows with a header.

    Options: delimiter (comma, semicolon, tab, pipe), quoting (needed, all, none), end (lf, crlf), header, bom, lists
    (what stands between the items of a list). A field's option escape is what such a sign has before it inside an item.
    """

    def separator(self, setup: Setup) -> str:
        """Return the end of a line."""
        return "\r\n" if setup.option("end") == "crlf" else "\n"

    def head(self, setup: Setup) -> str:
        """Return the header."""
        cells = [one.options.get("column", one.name) for one in setup.profile.fields]
        written = pl.DataFrame({"cell": cells}).select(_quoted(pl.col("cell"), _delimiter(setup), setup)).to_series()
        row = _delimiter(setup).join(written)
        mark = "\ufeff" if setup.option("bom") == "true" else ""
        return f"{mark}{row}{self.separator(setup)}" if setup.option("header", "true") == "true" else mark

    def middles(self, setup: Setup) -> Sequence[str]:  # noqa: ARG002 - as all writers
        """Return nothing: it has one section."""
        return ()

    def tail(self, setup: Setup) -> str:
        """Return the end of the last line."""
        return self.separator(setup)

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a row each; those of a group are one record.

        Only its first row says what the group says, but for fields with the option repeat = "true". The images of a
        group are one a row (options images and position: their columns); those that are left have rows of their own.
        """
        fields = setup.profile.fields
        mute = silent_columns(frame) - {setup.option("position")}
        nothing = pl.lit("")
        cells = frame.select(
            "key", "group",
            *(nothing.alias(one.name) if one.name in mute else _cell(frame, one, setup) for one in fields),
        )  # fmt: skip
        row = _row([one.name for one in fields], setup, mute)
        if not setup.profile.group:
            return cells.select(pl.col("key").alias("record"), row.alias("text"))
        first = (pl.col("group") != pl.col("group").shift(1)).fill_null(value=True)
        shared = [one.name for one in fields if one.level == "group" and one.options.get("repeat") != "true"]
        rows = cells.with_columns(pl.when(first).then(name).otherwise(pl.lit("")).alias(name) for name in shared)
        rows = _with_images(rows, frame, setup) if setup.option("images") else rows
        rows = rows.select("group", text=row)
        joined = rows.group_by("group", maintain_order=True).agg(pl.col("text").str.join(self.separator(setup)))
        return joined.rename({"group": "record"})


def _cell(frame: pl.DataFrame, one: OutputField, setup: Setup) -> pl.Expr:
    value = pl.col(one.name)
    kind = frame.schema[one.name]
    if isinstance(kind, pl.List):
        between = one.options.get("lists", setup.option("lists", ","))
        items = value.list.eval(_unmistakable(between, one.options.get("escape", "")))
        value = items.list.drop_nulls().list.join(between)
    elif kind == pl.Boolean:
        value = pl.when(value).then(pl.lit("true")).otherwise(pl.lit("false"))
    return value.cast(pl.String).fill_null("").alias(one.name)


def _with_images(rows: pl.DataFrame, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
    name, place = setup.option("images"), setup.option("position")
    number = (pl.col("group") != pl.col("group").shift(1)).fill_null(value=True).cum_sum().alias("number")
    at = pl.int_range(pl.len()).over("number").alias("at")
    images = frame.select(number, name).explode(name).drop_nulls(name).unique(maintain_order=True).with_columns(at)
    told = rows.with_columns(number).with_columns(at).drop(name, place)
    whole = told.join(images, on=("number", "at"), how="left", maintain_order="left")
    left = images.join(told, on=("number", "at"), how="anti")
    if not left.is_empty():
        again = ["group", *(one.name for one in setup.profile.fields if one.options.get("repeat") == "true")]
        left = left.join(told.filter(pl.col("at") == 0).select("number", *again), on="number", maintain_order="left")
        silent = [pl.lit("").alias(column) for column in whole.columns if column not in left.columns]
        whole = pl.concat([whole, left.with_columns(silent).select(whole.columns)]).sort("number", "at")
    position = pl.when(pl.col(name).is_not_null()).then((pl.col("at") + 1).cast(pl.String)).otherwise(pl.lit(""))
    return whole.with_columns(position.alias(place), pl.col(name).fill_null(""))


def _unmistakable(between: str, escape: str) -> pl.Expr:
    """Return items of a list that do not hold the sign between two of them: addresses, and texts that can escape it."""
    item, sign = pl.element(), between.strip()
    escaped = item.str.replace_all(sign, f"%{ord(sign):02X}", literal=True) if len(sign) == 1 else item
    text = item.str.replace_all(sign, escape + sign, literal=True) if escape else item
    return pl.when(item.str.starts_with("http")).then(escaped).otherwise(text)


def _row(columns: Sequence[str], setup: Setup, mute: Collection[str] = ()) -> pl.Expr:
    """Return cells in a row; `mute` columns say nothing anywhere."""
    delimiter = _delimiter(setup)
    nothing = pl.lit('""' if setup.option("quoting", "needed") == "all" else "")
    cells = [nothing if name in mute else _quoted(pl.col(name), delimiter, setup) for name in columns]
    return pl.concat_str(cells, separator=delimiter)


def _delimiter(setup: Setup) -> str:
    return NAMED.get(setup.option("delimiter", "comma"), setup.option("delimiter", ","))


def _quoted(cell: pl.Expr, delimiter: str, setup: Setup) -> pl.Expr:
    quoting = setup.option("quoting", "needed")
    if quoting == "none":  # a format without quotes has no breaks inside of cells
        return cell.str.replace_all(r"[\t\r\n]+" if delimiter == "\t" else rf"[\r\n\{delimiter}]+", " ")
    inside = pl.concat_str(pl.lit('"'), cell.str.replace_all('"', '""', literal=True), pl.lit('"'))
    if quoting == "all":
        return inside
    risky = cell.str.contains(any_of(f'{delimiter}"\n\r')) | cell.str.starts_with(" ") | cell.str.ends_with(" ")
    return pl.when(risky).then(inside).otherwise(cell)
