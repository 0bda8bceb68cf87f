"""Pages of products for machines that read us: Markdown twins with structured facts, and the index llms.txt."""

from collections.abc import Sequence

import polars as pl

from klaviatur.syndicate.formats.features import part_of
from klaviatur.syndicate.formats.writing import Setup, filled

PLAIN = {
    "\\": "\\\\", "`": "\\`", "*": "\\*", "_": "\\_", "[": "\\[", "]": "\\]", "<": "&lt;", ">": "&gt;", "|": "\\|",
    "#": "\\#", "~": "\\~",
}  # fmt: skip
AT_LINE_STARTS = {"\\=": "=", "\\-": "-"}  # a line of these alone would make a heading of the one before it
_UNDERLINE = r"(?m)^([ \t]*)([=-][=\- \t]*)$"
_ENTITY = r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);"  # would be read as the sign that it names


class Markdown:
    """One Markdown page a product. Fields: title, lead (a list of facts "**Price:** 12 EUR"), body, facts (features()),
    note; file (its path), url. Every page begins with a head of YAML, a line of its own between two pages.
    """  # noqa: D205

    def separator(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return what stands between two pages."""
        return "\n"

    def head(self, setup: Setup) -> str:
        """Return nothing, or the template in the options."""
        return filled(setup.option("head"), setup)

    def middles(self, setup: Setup) -> Sequence[str]:  # noqa: ARG002
        """Return nothing: it has one section."""
        return ()

    def tail(self, setup: Setup) -> str:  # noqa: ARG002
        """Return the end of the last line."""
        return "\n"

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a page each."""
        names = [one.name for one in setup.profile.fields]
        head = [_yaml(name) for name in names if name not in {"title", "body", "facts", "note"}]
        body = _plain(pl.col("body").str.strip_chars()).str.replace_all(_UNDERLINE, r"$1\$2")
        parts = [
            pl.concat_str(pl.lit("---\n"), _yaml("title"), *head, pl.lit("---")),
            pl.concat_str(pl.lit("# "), _line(pl.col("title"))),
            body,
            _facts(setup) if "facts" in names else pl.lit(None, dtype=pl.String),
            _plain(pl.col("note")) if "note" in names else pl.lit(None, dtype=pl.String),
        ]
        page = pl.concat_str(parts, separator="\n\n", ignore_nulls=True)
        return frame.select(pl.col("key").alias("record"), pl.concat_str(page, pl.lit("\n")).alias("text"))


class Index(Markdown):
    """llms.txt: a head, and a line for each product with its address. Fields: title, url, note. Options: head."""

    def separator(self, setup: Setup) -> str:  # noqa: ARG002
        """Return the end of a line."""
        return "\n"

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:  # noqa: ARG002
        """Return a line each."""
        note = pl.concat_str(pl.lit(": "), _line(pl.col("note"))).fill_null("")
        line = pl.concat_str(pl.lit("- ["), _line(pl.col("title")), pl.lit("]("), pl.col("url"), pl.lit(")"), note)
        return frame.select(pl.col("key").alias("record"), line.alias("text"))


def _line(text: pl.Expr) -> pl.Expr:
    return _plain(text.str.replace_all(r"\s+", " ").str.strip_chars())


def _plain(text: pl.Expr) -> pl.Expr:
    """Return texts in which nothing is a mark of Markdown."""
    return text.str.replace_all(_ENTITY, "&amp;$1;").str.replace_many(PLAIN)


def _yaml(name: str) -> pl.Expr:
    """Return a line of the head: a JSON string is one of YAML too. "" where nothing is said."""
    value = pl.col(name).cast(pl.String).str.replace_all(r"\s+", " ").str.replace_many({"\\": "\\\\", '"': '\\"'})
    return pl.concat_str(pl.lit(f'{name}: "'), value, pl.lit('"\n')).fill_null("")


def _facts(setup: Setup) -> pl.Expr:
    """Return the table of facts, null where there are none."""
    fact = pl.element()
    row = pl.concat_str(
        pl.lit("| "), _line(part_of(fact, "label", setup.language)),
        pl.lit(" | "), _line(part_of(fact, "shown", setup.language)), pl.lit(" |"),
    )  # fmt: skip
    rows = pl.col("facts").list.eval(row).list.join("\n")
    title = "| Merkmal | Angabe |" if setup.language == "de" else "| Attribute | Value |"
    table = pl.concat_str(pl.lit(f"{title}\n| --- | --- |\n"), rows)
    return pl.when(pl.col("facts").list.len() > 0).then(table)
