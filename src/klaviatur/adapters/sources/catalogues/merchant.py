"""Google Merchant feeds as RSS 2.0 or Atom; the same columns as the feed as a text table has."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from klaviatur.adapters.sources.catalogues.dialects.recognising import dialect, hint_of
from klaviatur.adapters.sources.catalogues.markup.cells import cells_of
from klaviatur.adapters.sources.catalogues.markup.events import Walk, parse, unreadable
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.records import Records
from klaviatur.adapters.sources.catalogues.markup.spooling import SEPARATOR, Cell, Column
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty
from klaviatur.records import ColumnHint, Table

_ITEMS = ("item", "entry")
_GOOGLE = "{http://base.google.com/ns/"
_PARTS = {  # elements of several parts, as a text table writes them: parts joined by colons
    "shipping": ("country", "region", "service", "price"),
    "tax": ("country", "region", "rate", "tax_ship"),
    "installment": ("months", "amount", "downpayment"),
    "loyalty_points": ("name", "points_value", "ratio"),
    "certification": ("certification_authority", "certification_name", "certification_code"),
}
_SAID = ("structured_title", "structured_description")  # written by a machine; the words are in `content`
_ATOM = {"summary": "description", "content": "description"}


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table of a feed. Raises TableUnreadable for what is no XML, TableEmpty for a feed without items."""
    found = parse(stream, origin=origin, wanted=(*_ITEMS, "language"), run=lambda walk: _Feed().read(walk))
    items = found.items
    if not len(items.spool):
        if items.reason:
            raise unreadable(origin, items.reason)
        raise TableEmpty(f"{origin!r} is a feed without a single item. Export it with its products.")
    columns = items.spool.columns()
    yield Table(
        origin=origin,
        format="merchant-atom" if found.atom else "merchant-rss",
        columns=tuple(column.name for column in columns),
        chunks=items.spool.chunks(options.chunk_rows),
        dialect="merchant",
        hints=_hints(columns),
        locale=found.locale,
        findings=items.report.findings(),
        digest=stream.digest,
    )


@dataclass(slots=True)
class _Feed:
    """What was read of one feed."""

    items: Records = field(default_factory=lambda: Records(item_cells, _ITEMS))
    locale: str | None = None
    atom: bool = False

    def read(self, walk: Walk) -> "_Feed":
        self.items.read(walk, other=self._other)
        self.atom = walk.root == "feed"
        return self

    def _other(self, element: etree._Element) -> None:
        """Take the language of the channel."""
        self.locale = self.locale or locale_of(element.text or "")


def item_cells(node: Node) -> Iterator[Cell]:
    """Yield the cells of an item: Google's own elements first, those of RSS and Atom where Google's are missing."""
    told: set[str] = set()
    own = [child for child in node.children if str(child.element.tag).startswith(_GOOGLE)]
    for child in own:
        told.add(child.tag)
        yield from _google(child)
    for child in node.children:
        if child not in own:
            yield from _plain(child, told)


def _google(child: Node) -> Iterator[Cell]:
    if not child.children:
        if child.text:
            yield Cell(child.tag, child.text)
    elif child.tag in _PARTS:
        yield Cell(child.tag, ":".join(child.text_at(part) for part in _PARTS[child.tag]))
    elif child.tag in _SAID:
        yield Cell(child.tag, child.text_at("content"))
    elif child.tag == "product_detail" and child.text_at("attribute_name"):
        yield Cell(child.text_at("attribute_name"), child.text_at("attribute_value"), late=True)
    else:
        yield from cells_of(child, child.tag)


def _plain(child: Node, told: set[str]) -> Iterator[Cell]:
    name = _ATOM.get(child.tag, child.tag)
    value = child.text or (child.get("href") if child.tag == "link" else "")
    if child.children:
        yield from cells_of(child, name)
    elif value and name in told:
        yield Cell(f"feed {name}", value)
    elif value:
        told.add(name)
        yield Cell(name, value)


def _hints(columns: tuple[Column, ...]) -> tuple[tuple[str, ColumnHint], ...]:
    known = dialect("merchant")
    found = []
    for column in columns:
        hint = (None if column.late else hint_of(known, column.name)) or ColumnHint()
        hint = replace(hint, separator=SEPARATOR if column.listed else None)
        if hint != ColumnHint():
            found.append((column.name, hint))
    return tuple(found)
