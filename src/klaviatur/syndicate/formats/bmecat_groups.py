"""Groups of a catalogue in BMEcat: a tree in the head, and a map that says which products are in which group.

Categories are paths ("Wohnen > Lampen"). The number of a group is made from its path, so that a product says its groups
without knowing the others, and those of two suppliers never share a number.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from xml.sax.saxutils import escape

import polars as pl

from klaviatur.syndicate.formats.xml_tree import escaped

GROUPS = "groups"  # the field that holds the categories of a product
BETWEEN = " > "
NAME_LENGTH, DEEPEST = 50, 60
_ROOT = "1"


def grouped(cells: pl.DataFrame, further: Sequence[str] = ()) -> pl.DataFrame:
    """Return what products say of their groups: text1 (the map), declared (paths), and what is left as remarks.

    A path one of whose names the standard has no room for is a remark, and with it all others of that product, so that
    they stay together in their order. Paths in further languages are remarks: the map knows the tree, and no language.
    """
    paths = cells[GROUPS]
    known = {path: _number(path) for path in paths.explode().drop_nulls().unique() if _fits(path)}
    rows = pl.DataFrame({"row": pl.int_range(cells.height, eager=True), "key": cells["key"], "path": paths})
    rows = (
        rows.explode("path")
        .drop_nulls("path")
        .with_columns(number=pl.col("path").replace_strict(known, default=None, return_dtype=pl.String))
    )
    line = pl.format(
        '<PRODUCT_TO_CATALOGGROUP_MAP mode="new"><PROD_ID>{}</PROD_ID><CATALOG_GROUP_ID>{}</CATALOG_GROUP_ID>'
        "</PRODUCT_TO_CATALOGGROUP_MAP>",
        escaped(pl.col("key")),
        pl.col("number"),
    )
    remark = pl.format('<REMARKS type="category">{}</REMARKS>', escaped(pl.col("path")))
    said = (
        rows.with_columns(line=line, remark=remark)
        .group_by("row")
        .agg(fits=pl.col("number").is_not_null().all(), line=pl.col("line"), path="path", remark=pl.col("remark"))
    )
    every = pl.DataFrame({"row": pl.int_range(cells.height, eager=True)}).join(said, on="row", how="left")
    fits = pl.col("fits")
    return every.sort("row").select(
        text1=pl.when(fits).then(pl.col("line").list.join("\n")),
        declared=pl.when(fits).then(pl.col("path").list.join("\n")),
        remarks=_with(pl.when(~fits).then(pl.col("remark").list.join("")), [*_translated(cells, further)]),
    )


def _with(own: pl.Expr, others: Sequence[pl.Series]) -> pl.Expr:
    return pl.concat_str(own.fill_null(""), *others) if others else own


def _translated(cells: pl.DataFrame, further: Sequence[str]) -> Iterator[pl.Series]:
    """Yield remarks of the paths in each further language."""
    for code in further:
        start = pl.lit(f'<REMARKS type="category" lang="{code}">')
        one = pl.concat_str(start, escaped(pl.element()), pl.lit("</REMARKS>"))
        yield cells[f"{GROUPS}#{code}"].list.eval(one).list.join("").fill_null("")


def group_system(paths: Iterable[str], name: str) -> str:
    """Return the tree of these paths and of all above them, "" for none."""
    nodes = {tuple(path.split(BETWEEN)[:depth]) for path in paths for depth in range(1, path.count(BETWEEN) + 2)}
    if not nodes:
        return ""
    above = {node[:-1] for node in nodes}
    root = _structure("root", _ROOT, name.strip()[:NAME_LENGTH].strip() or "Klaviatur", "0")
    lines = [_structure("node" if one in above else "leaf", *_group(one)) for one in sorted(nodes)]
    return "\n".join(("<CATALOG_GROUP_SYSTEM>", root, *lines, "</CATALOG_GROUP_SYSTEM>\n"))


def _group(names: Sequence[str]) -> tuple[str, str, str]:
    above = _number(BETWEEN.join(names[:-1])) if len(names) > 1 else _ROOT
    return _number(BETWEEN.join(names)), names[-1], above


def _structure(kind: str, number: str, name: str, above: str) -> str:
    said = f"<GROUP_ID>{number}</GROUP_ID><GROUP_NAME>{escape(name)}</GROUP_NAME><PARENT_ID>{above}</PARENT_ID>"
    return f'<CATALOG_STRUCTURE type="{kind}">{said}</CATALOG_STRUCTURE>'


@cache
def _number(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:16]


def _fits(path: str) -> bool:
    """Return whether each name of a path is one that a group may have, and comes back as it is."""
    names = path.split(BETWEEN)
    return len(names) <= DEEPEST and all(
        name == " ".join(name.split()) and 0 < len(name) <= NAME_LENGTH for name in names
    )
