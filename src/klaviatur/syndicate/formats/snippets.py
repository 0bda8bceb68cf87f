"""JSON-LD as HTML: one <script> a line, ready for the page of its product."""

import polars as pl

from klaviatur.syndicate.formats.json_records import JsonLines
from klaviatur.syndicate.formats.writing import Setup

START, END = '<script type="application/ld+json">', "</script>"
_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Snippets(JsonLines):
    """What JSON lines say, in script elements: no text in it can end the element."""

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a script element each."""
        objects = super().render(frame, setup)
        inside = pl.col("text").str.replace_many(_SAFE)
        return objects.with_columns(text=pl.concat_str(pl.lit(START), inside, pl.lit(END)))
