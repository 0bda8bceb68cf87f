"""Reads values out of rendered records again: as a platform would, and not from where they were made."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from io import BytesIO

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats import Setup
from klaviatur.syndicate.formats.delimited import NAMED, Delimited
from klaviatur.syndicate.formats.json_records import JsonLines
from klaviatur.syndicate.formats.markup import Xml
from klaviatur.syndicate.formats.pages import AT_LINE_STARTS, PLAIN, Index, Markdown
from klaviatur.syndicate.formats.snippets import END, START, Snippets
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.rendering import Rendered

AT_ONCE = 256  # records that are read at a time: they stay in the processor's cache, which halves the time
_STEP = re.compile(r"(?P<name>[^\[#]+)(?:#\w+)?(?P<list>\[\d*\])?(?:#\w+)?")
_WRITTEN_OUT = {written: sign for sign, written in PLAIN.items()} | {**AT_LINE_STARTS, "&amp;": "&"}
_ENTITY = r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);"
_OURS = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}  # the entities that nearly all texts have
_OTHER = r"&(?:[^alg]|a[^m]|am[^p]|amp[^;]|[lg][^t]|[lg]t[^;])"


def read_fields(plan: Plan, rendered: Rendered, fields: Sequence[OutputField]) -> pl.DataFrame | None:
    """Return what rendered records say in fields, a row for each of `rendered.items`; None where nobody can read it."""
    texts = rendered.records.filter(pl.col("text").is_not_null())
    if isinstance(plan.writer, Snippets):
        objects = texts["text"].str.strip_prefix(START).str.strip_suffix(END)
        return _objects(plan, rendered, objects, fields)
    if isinstance(plan.writer, Markdown):
        read = _line if isinstance(plan.writer, Index) else _page
        return texts.select(read(one.name).alias(one.name) for one in fields)
    if isinstance(plan.writer, Delimited):
        return _rows(texts["text"], plan.setup, fields)
    if isinstance(plan.writer, JsonLines):
        return _objects(plan, rendered, texts["text"], fields)
    if isinstance(plan.writer, Xml):
        return _elements(plan, rendered, texts["text"], fields)
    return None


# --- rows -----------------------------------------------------------------------------------------------------------
def _rows(texts: pl.Series, setup: Setup, fields: Sequence[OutputField]) -> pl.DataFrame:
    names = [one.name for one in setup.profile.fields]
    delimiter = NAMED.get(setup.option("delimiter", "comma"), setup.option("delimiter", ","))
    quoted = setup.option("quoting", "needed") != "none"
    wanted = {names.index(one.name): one.name for one in fields}
    member = setup.option("member")  # a column that rows of products alone have: others say no more than an image
    wanted |= {names.index(member): member} if member else {}
    read = pl.read_csv(
        BytesIO(texts.to_frame("t").select(pl.col("t").str.join("\n").cast(pl.Binary)).item()),
        has_header=False,
        columns=sorted(wanted),
        separator=delimiter,
        quote_char='"' if quoted else None,
        infer_schema=False,
    )
    read.columns = [wanted[at] for at in sorted(wanted)]
    return read.filter(pl.col(member).is_not_null()) if member else read


# --- objects ---------------------------------------------------------------------------------------------------------
def _objects(plan: Plan, rendered: Rendered, texts: pl.Series, fields: Sequence[OutputField]) -> pl.DataFrame | None:
    """Return values by their paths; in a group, of each of its members, None where nothing is said of these."""
    lists = {name for name, kind in rendered.items.schema.items() if isinstance(kind, pl.List)}
    paths = {one.name: list(_path(one.name, listed=one.name in lists)) for one in fields}
    members = plan.setup.option("members", "variants") if plan.profile.group else ""
    of_members = {name for name, path in paths.items() if path[0][0] == members}
    if members and not of_members:
        return None
    told = _decoded(texts, _shape(list(paths.values()))).alias("o").to_frame()
    if members:
        inner = pl.col("o").struct.field(members).alias("m")
        told = told.select(inner, *(["o"] if len(of_members) < len(paths) else [])).explode("m")
    columns = []
    for name, path in paths.items():
        root, steps = (pl.col("m"), path[1:]) if name in of_members else (pl.col("o"), path)
        columns.append(_walked(root, steps).cast(pl.String).alias(name))
    return told.select(columns)


def _decoded(texts: pl.Series, shape: pl.DataType) -> pl.Series:
    return pl.concat([part.str.json_decode(shape) for part in _few(texts)], rechunk=True)


def _few(texts: pl.Series) -> Iterator[pl.Series]:
    return (texts[at : at + AT_ONCE] for at in range(0, max(1, texts.len()), AT_ONCE))


def _path(name: str, *, listed: bool) -> Iterator[tuple[str, bool]]:
    """Yield the steps of a path: their names, and whether a list begins there."""
    *above, last = (_STEP.fullmatch(step) for step in name.split("."))
    for match in above:
        yield (match["name"], bool(match["list"])) if match else ("", False)
    if last:
        yield last["name"], bool(last["list"]) or (listed and "[]" not in name)


def _shape(paths: Sequence[Sequence[tuple[str, bool]]]) -> pl.DataType:
    """Return the type of an object that has these paths and nothing else."""
    heads = dict.fromkeys(path[0][0] for path in paths if path)
    fields = {}
    for head in heads:
        below = [path[1:] for path in paths if path[0][0] == head]
        listed = any(path[0][1] for path in paths if path[0][0] == head)
        inner = _shape([path for path in below if path]) if any(below) else pl.String()
        fields[head] = pl.List(inner) if listed else inner
    return pl.Struct(fields)


def _walked(value: pl.Expr, steps: Sequence[tuple[str, bool]]) -> pl.Expr:
    for name, listed in steps:
        value = value.struct.field(name)
        if listed:
            value = value.list.first()
    return value


# --- pages -----------------------------------------------------------------------------------------------------------
def _line(name: str) -> pl.Expr:
    """Return what a line of llms.txt says."""
    parts = pl.col("text").str.extract_groups(r"(?s)^- \[(?<title>.*?[^\\])\]\((?<url>[^()]*)\)(?:: (?<note>.*))?$")
    said = parts.struct.field(name)
    return said if name == "url" else said.str.replace_many(_WRITTEN_OUT)


def _page(name: str) -> pl.Expr:
    """Return what a page says: in its head, or between its title and its table of facts."""
    if name != "body":
        said = pl.col("text").str.extract(rf'(?m)^{name}: "(.*)"$')
        return said.str.replace_many({"\\\\": "\\", '\\"': '"'})
    said = pl.col("text").str.extract(r"(?s)\A---\n.*?\n---\n\n# [^\n]*\n\n([^|].*?)(?:\n\n\| [^\n]*\n\| ---|\n\z)")
    return said.str.replace_many(_WRITTEN_OUT)


# --- elements --------------------------------------------------------------------------------------------------------
def _elements(plan: Plan, rendered: Rendered, texts: pl.Series, fields: Sequence[OutputField]) -> pl.DataFrame:
    """Return the texts of elements; a pattern over the whole of a record costs more than to walk there."""
    ways = {one.name: _way(plan, rendered, one) for one in fields}
    read: dict[str, list[str | None]] = {name: [] for name in ways}
    for part in _few(texts):
        rows = part.to_list()
        for name, way in ways.items():
            read[name].extend(_text_at(text, way) for text in rows)
    return pl.DataFrame(_unescaped(pl.Series(name, found, dtype=pl.String)) for name, found in read.items())


def _way(plan: Plan, rendered: Rendered, field: OutputField) -> Sequence[tuple[str, str]]:
    """Return the tags on the way to an element: how they begin, and what may stand behind that (see `_behind`).

    Elements of one name are told apart by their attribute; one that bears an attribute which no field of the profile
    writes is not found, and what is not found is a difference.
    """
    prefix, way = plan.setup.option("prefix"), []
    for at, step in enumerate(field.options.get("element", field.name).split("/")):
        name, _, mark = step.partition("#")
        tag = name if ":" in name or name.startswith(("@", "!")) else prefix + name
        attribute = _constant(rendered, field.name, at)
        if attribute is None:
            way.append((f"<{tag}>", ""))
        else:
            way.append((f"<{tag}{attribute}", "more") if mark else (f"<{tag}", "maybe"))
    return way


def _text_at(text: str, way: Sequence[tuple[str, str]]) -> str | None:
    """Return the text of the element that a way leads to, None where there is none, or an element in it."""
    at = 0
    for start, behind in way:
        at = _behind(text, start, behind, at) if behind else text.find(start, at)
        if at < 0:
            return None
        at += 0 if behind else len(start)
    end = text.find("<", at)
    return text[at:end] if text.startswith("</", end) else None


def _behind(text: str, start: str, behind: str, at: int) -> int:
    """Return where a tag ends that has "more" attributes behind its start, or "maybe"; -1 where it is not."""
    at = text.find(start, at)
    while at >= 0 and behind == "maybe" and text[at + len(start)] not in " >":
        at = text.find(start, at + 1)
    return at if at < 0 else text.find(">", at) + 1 or -1


def _constant(rendered: Rendered, name: str, at: int) -> str | None:
    """Return the attribute that tells an element from others of its name, as it stands in its tag; None for none."""
    above = "/".join(name.split("/")[: at + 1]) + "/@"
    for column in rendered.items.columns:
        if column.startswith(above):
            said = rendered.items[column].drop_nulls()
            return f' {column.removeprefix(above)}="{said[0]}"' if said.len() else None
    return None


def _unescaped(values: pl.Series) -> pl.Series:
    if not values.str.contains("&", literal=True).any():
        return values
    table = _OURS
    if values.str.contains(_OTHER).any():
        found = values.str.extract_all(_ENTITY).explode().drop_nulls().unique()
        table = {entity: unescape(entity) for entity in found}
    return values.to_frame("v").select(pl.col("v").str.replace_many(table)).to_series().alias(values.name)
