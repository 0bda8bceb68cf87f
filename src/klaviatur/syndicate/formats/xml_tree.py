"""XML elements of the rows of a frame, many at a time: a name with slashes is the way to an element.

"PRICE/AMOUNT" is an element in an element, "PRICE/@type" an attribute, "MIME#2/MIME_SOURCE" stands in a second element
of the same name, and what "PRICE/!own" holds is XML already and goes there as it is. A list of texts makes an element
each, a list of facts one each with elements for their parts. Elements stand in the order in which they are first named;
what would be empty is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from klaviatur.records import Language
from klaviatur.syndicate.columns import silent_columns
from klaviatur.syndicate.formats.features import part_of
from klaviatur.syndicate.formats.writing import without_signs

RAW = "!"  # begins the last step of a way to what is XML already
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True)
class Element:
    """One value: the path of its element, and the column that holds it."""

    path: str
    column: str
    parts: tuple[tuple[str, str], ...] = ()  # of a list of facts: elements, and what of a fact they say
    language: Language = "de"


@dataclass(slots=True)
class _Node:
    attributes: dict[str, str] = field(default_factory=dict)
    element: Element | None = None
    children: dict[str, "_Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Cells:
    """What is known of the values: their types, in which of them nothing is to be escaped, and which say nothing."""

    schema: pl.Schema
    plain: frozenset[str]
    silent: frozenset[str]

    def tell(self, node: _Node) -> bool:
        """Return whether anything is said in a node."""
        if node.element is not None:
            return node.element.column not in self.silent
        below = any(self.tell(child) for child in node.children.values())
        return below or not self.silent.issuperset(node.attributes.values())


def xml_rows(frame: pl.DataFrame, elements: Sequence[Element], *, root: str) -> pl.Series:
    """Return one element `root` for each row of `frame`; it may bring attributes: 'PRODUCT mode="new"'."""
    tree = _Node()
    for element in elements:
        _place(tree, element)
    cells = _Cells(frame.schema, without_signs(frame, list(_ATTRIBUTE)), silent_columns(frame))
    inside = _inside(tree, cells)
    tag = root.partition(" ")[0]
    text = pl.concat_str(pl.lit(f"<{root}>"), inside, pl.lit(f"</{tag}>")).alias("xml")
    return frame.with_columns(text)["xml"]  # not select: where no product says anything, it is one text for all rows


def escaped(text: pl.Expr) -> pl.Expr:
    """Return strings as they may stand between two tags."""
    return text.str.replace_many(_TEXT)


def _place(node: _Node, element: Element) -> None:
    *above, last = element.path.split("/")
    for name in above:
        node = node.children.setdefault(name, _Node())
    if last.startswith("@"):
        node.attributes[last[1:]] = element.column
    else:
        node.children.setdefault(last, _Node()).element = element


def _inside(node: _Node, cells: _Cells) -> pl.Expr:
    """Return what stands between the tags of a node, "" for nothing."""
    told = {name: child for name, child in node.children.items() if cells.tell(child)}
    parts = [_element(name.partition("#")[0], child, cells).fill_null("") for name, child in told.items()]
    return pl.concat_str(parts) if parts else pl.lit("")


def _element(name: str, node: _Node, cells: _Cells) -> pl.Expr:
    """Return a node's elements as text, null or "" where it holds nothing."""
    start = pl.concat_str(pl.lit(f"<{name}"), *_attributes(node, cells), pl.lit(">"))
    end = pl.lit(f"</{name}>")
    if node.element is not None and name.startswith(RAW):
        return pl.col(node.element.column)
    if node.element is None:
        return pl.concat_str(start, _inside(node, cells), end).replace(f"<{name}></{name}>", None)
    column, dtype = pl.col(node.element.column), cells.schema[node.element.column]
    if isinstance(dtype, pl.List):
        facts = isinstance(dtype.inner, pl.Struct)
        one = _fact(name, node.element) if facts else _written(name, pl.element().cast(pl.String))
        return column.list.eval(one).list.join("")
    text = column.cast(pl.String)
    written = text if node.element.column in cells.plain else escaped(text)
    return pl.when(text != "").then(pl.concat_str(start, written, end))


def _fact(name: str, element: Element) -> pl.Expr:
    """Return the element of a fact, with an element for each of its parts that says something."""
    parts = [_written(tag, part_of(pl.element(), part, element.language)).fill_null("") for tag, part in element.parts]
    return pl.concat_str(pl.lit(f"<{name}>"), *parts, pl.lit(f"</{name}>"))


def _written(tag: str, text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(pl.concat_str(pl.lit(f"<{tag}>"), escaped(text), pl.lit(f"</{tag}>")))


def _attributes(node: _Node, cells: _Cells) -> list[pl.Expr]:
    told = {name: column for name, column in node.attributes.items() if column not in cells.silent}
    return [_attribute(name, column, plain=column in cells.plain) for name, column in told.items()]


def _attribute(name: str, column: str, *, plain: bool) -> pl.Expr:
    said = pl.col(column).cast(pl.String)
    written = said if plain else said.str.replace_many(_ATTRIBUTE)
    return pl.concat_str(pl.lit(f' {name}="'), written, pl.lit('"')).fill_null("")
