"""Lists of ingredients: the emphasised ones are the allergens (EU 1169/2011, article 21); none of them gets lost."""

import re

import orjson
import polars as pl

from klaviatur.collect.products.values.cells import Column, as_cells
from klaviatur.collect.products.values.texts import read_texts

_MARKED = re.compile(
    r"(?<![^\W_])_(?P<under>[^\W\d_][^_,;()\[\]\n]{0,60}?)(?:_+|(?=[,;.()\[\]]|\s*$))"
    r"|\*\*(?P<stars>[^*\n]{2,60})\*\*"
    r"|<(?P<tag>b|strong|em|u|i)\b[^>]*>(?P<inner>[^<]{2,80})</(?P=tag)>",
    re.IGNORECASE,
)


def read_ingredients(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return lists of ingredients as plain text, without the marks of emphasis."""
    marked = text.str.contains(r"_|\*\*|<").fill_null(value=False)
    if not marked.any():
        return read_texts(text, column)
    different = text.filter(marked).unique(maintain_order=True)
    plain = [_MARKED.sub(_inner, each).replace("_", "") for each in different]
    cells = read_texts(text.replace(different, pl.Series(plain, dtype=pl.String)), column)
    steps = pl.concat_str(
        pl.when(pl.lit(marked)).then(pl.lit("emphasis_removed")), pl.col("steps"), separator="|", ignore_nulls=True
    )
    return cells.with_columns(steps=pl.when(steps != "").then(steps))


def read_marked(text: pl.Series) -> pl.DataFrame:
    """Return the emphasised ingredients of each list, each once and as written."""
    marked = text.str.contains(r"_|\*\*|<(?:b|strong|em|u|i)\b").fill_null(value=False)
    different = text.filter(marked).unique(maintain_order=True)
    found = {each: _allergens(each) for each in different}
    items = {each: orjson.dumps(names).decode() for each, names in found.items() if names}
    values = {each: "; ".join(found[each]) for each in items}
    marked = text.is_in(list(items)) if items else marked & False
    cells = as_cells(
        text.set(~marked.fill_null(value=False), None),
        value=pl.col("text").replace(values),
        items=pl.col("text").replace(items),
    )
    return cells.with_columns(steps=pl.when(pl.col("value").is_not_null()).then(pl.lit("emphasised")))


def _allergens(text: str) -> list[str]:
    """Return the emphasised words of a list; an emphasised heading ("<b>Zutaten:</b>") is none."""
    found = [(_inner(match).strip(" .*"), text[match.end() :].lstrip()) for match in _MARKED.finditer(text)]
    return list(dict.fromkeys(word for word, after in found if not word.endswith(":") and not after.startswith(":")))


def _inner(match: re.Match[str]) -> str:
    return match["under"] or match["stars"] or match["inner"] or ""
