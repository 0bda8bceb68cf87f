"""Pictures and documents as cells: the picture that shows the product best first, the others after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".eps", ".psd", ".avif")
_FILMS = (".mp4", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".wmv")
_COLUMNS = {"thumbnail": "thumbnail", "data_sheet": "document", "safety_data_sheet": "safety_data_sheet"}
_COLUMNS |= {"logo": "logo", "icon": "icon"}
_FIRST = ("normal", "detail")  # purposes of pictures that show the product


@dataclass(frozen=True, slots=True)
class _Item:
    source: str
    kind: str
    purpose: str
    words: str
    order: int


def media_cells(info: Node, language: str) -> Iterator[Cell]:
    """Yield the cells of a MIME_INFO."""
    items = sorted(_items(info, language), key=lambda item: item.order)
    shown = [item for item in items if _is_picture(item)]
    shown.sort(key=lambda item: _FIRST.index(item.purpose) if item.purpose in _FIRST else len(_FIRST))
    said: set[str] = {""}
    for at, item in enumerate(shown):
        name = "image" if at == 0 else "additional_image"
        yield Cell(name, item.source)
        if item.words not in said:
            yield Cell(f"{name} alt", item.words)
        said.add(item.words)
    for item in items:
        if item not in shown:
            yield Cell(_column(item), item.source)


def _items(info: Node, language: str) -> Iterator[_Item]:
    known: set[str] = set()
    for mime in info:
        parts: dict[str, str] = {}
        for child in mime:
            if child.get("lang", language) == language or child.tag not in parts:
                parts[child.tag] = child.text
        source = parts.get("MIME_SOURCE", "")
        if source and source not in known:
            known.add(source)
            words = parts.get("MIME_ALT") or parts.get("MIME_DESCR") or ""
            yield _Item(source, parts.get("MIME_TYPE", "").lower(), parts.get("MIME_PURPOSE", ""), words, _order(parts))


def _order(parts: dict[str, str]) -> int:
    order = parts.get("MIME_ORDER", "")
    return int(order) if order.isascii() and order.isdigit() and len(order) < 7 else 0  # digits; more is no order


def _is_picture(item: _Item) -> bool:
    picture = item.kind.startswith("image") or item.source.lower().endswith(_PICTURES)
    return picture and item.purpose not in {"thumbnail", "icon", "logo", "data_sheet", "safety_data_sheet"}


def _column(item: _Item) -> str:
    if item.kind.startswith("video") or item.source.lower().endswith(_FILMS):
        return "video"
    if item.purpose in _COLUMNS:
        return _COLUMNS[item.purpose]
    document = item.kind.startswith("application/pdf") or item.source.lower().endswith(".pdf")
    return "document" if document else "media"
