"""The images a text names: their bytes, where they lie beside its file or on the web page it was read from."""

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import unquote

from klaviatur.errors import KlaviaturError

LARGEST = 20_000_000  # bytes
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


Place = str | Path | Mapping[str, bytes]  # of a text: its file, its address, or what came along with it by name


class _Web(Protocol):
    def fetch_image(self, url: str, *, max_bytes: int, public_only: bool) -> bytes: ...


def picture_type(content: bytes) -> str:
    """Return the media type of an image by its first bytes, "" for what is none that platforms take."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _BEGINNINGS if content.startswith(begin)), "")


def file_of(url: str) -> str:
    """Return the name of the file that an address in a text names."""
    return unquote(url.partition("?")[0]).rpartition("/")[2]


def read_picture(url: str, place: Place, *, public_only: bool = False) -> bytes | None:
    """Return the bytes of an image that a text at a place names, None where they are not there or no image.

    A file has to lie beside the text's file or below; an address is asked only for a text that came from the web.
    """
    web = isinstance(place, str) and _ADDRESS.match(place)
    if _ADDRESS.match(url):
        content = _fetched(url, public_only=public_only) if web else None
    elif isinstance(place, Mapping):
        content = place.get(file_of(url))
    else:
        content = None if web else _beside(url, Path(place))
    return content if content and picture_type(content) else None


def _beside(url: str, text: Path) -> bytes | None:
    try:
        home = text.resolve().parent
        place = (home / unquote(url.partition("?")[0])).resolve()
        inside = place.is_relative_to(home) and place.is_file() and place.stat().st_size <= LARGEST
        return place.read_bytes() if inside else None
    except (OSError, ValueError):  # a name no file can have
        return None


def _fetched(url: str, *, public_only: bool) -> bytes | None:
    web = cast("_Web", import_module("klaviatur.adapters.sources.web"))
    try:
        return web.fetch_image(url, max_bytes=LARGEST, public_only=public_only)
    except KlaviaturError:  # the text is there without its image, and outlets say that it is missing
        return None
