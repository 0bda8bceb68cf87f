"""Pictures and documents as cells: the picture that shows the product best first, the others after it.

ETIM BMEcat says by a code what each of them is: since 4.0 in an element of its extension, before in MIME_DESCR.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".eps", ".psd", ".avif")
_FILMS = (".mp4", ".mov", ".avi", ".webm", ".m4v", ".mpg", ".wmv")
_COLUMNS = {"thumbnail": "thumbnail", "data_sheet": "document", "safety_data_sheet": "safety_data_sheet"}
_COLUMNS |= {"logo": "logo", "icon": "icon"}
_EXTENSION = "UDX.EDXF."
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
_CODE = re.compile(r"MD\d\d")
# what ETIM's codes are in BMEcat's own words; the guideline of ETIM International for BMEcat 2005, 5.0
_PURPOSES = {"MD01": "normal", "MD03": "safety_data_sheet", "MD17": "logo", "MD18": "logo", "MD47": "thumbnail"}
_PURPOSES |= dict.fromkeys(("MD23", "MD24", "MD25", "MD26", "MD27", "MD28", "MD29", "MD30", "MD59"), "detail")
_PURPOSES |= dict.fromkeys(("MD06", "MD13", "MD31", "MD48"), "icon")
_PURPOSES |= dict.fromkeys(("MD07", "MD14", "MD21", "MD22", "MD32", "MD38", "MD40", "MD41"), "data_sheet")
_FIRST = ("normal", "detail")  # purposes of pictures that show the product


@dataclass(frozen=True, slots=True)
class _Item:
    source: str
    kind: str
    purpose: str
    words: str
    order: int


def media_cells(info: Node, language: str, root: str = "") -> Iterator[Cell]:
    """Yield the cells of a MIME_INFO; what has no address of its own stands below `root`, where that is one."""
    items = sorted(_items(info, language, root), key=lambda item: item.order)
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


def _items(info: Node, language: str, root: str) -> Iterator[_Item]:
    known: set[str] = set()
    for mime in info:
        parts: dict[str, str] = {}
        for child in mime:
            tag = child.tag.removeprefix(_EXTENSION)
            if child.get("lang", language) == language or tag not in parts:
                parts[tag] = child.text
        source = parts.get("MIME_SOURCE", "")
        if source and source not in known:
            known.add(source)
            told = [parts.get(name, "") for name in ("MIME_ALT", "MIME_DESIGNATION", "MIME_DESCR")]
            words = next((one for one in told if one and not _CODE.fullmatch(one)), "")
            purpose = _PURPOSES.get(_code(parts), parts.get("MIME_PURPOSE", ""))
            yield _Item(_address(source, root), parts.get("MIME_TYPE", "").lower(), purpose, words, _order(parts))


def _code(parts: dict[str, str]) -> str:
    """Return the code of ETIM, "" for none."""
    told = (parts.get(name, "").upper() for name in ("MIME_CODE", "MIME_DESCR"))
    return next((one for one in told if _CODE.fullmatch(one)), "")


def _address(source: str, root: str) -> str:
    if not root.lower().startswith(("http://", "https://")) or _SCHEME.match(source):
        return source
    return f"{root.rstrip('/')}/{source.lstrip('/')}"


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
