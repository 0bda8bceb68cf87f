"""One door for all formats: find out what it is, pick the reader, promise a Document or a SourceError."""

import re
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from klaviatur.adapters.sources.sniffing import sniff
from klaviatur.errors import SourceNotFound, SourceTooThin, SourceUnreadable
from klaviatur.records import Document, RawKind

MAX_BYTES = 20_000_000  # a long PDF with pictures
MAX_CHARACTERS = 2_000_000  # about 1,000 pages; what is longer is not one text
MIN_WORDS = 2
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_READERS = {
    "text/markdown": "markdown",
    "text/plain": "plain",
    "text/html": "html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/pdf": "pdf",
}


class _Reader(Protocol):
    def read(self, data: bytes, *, origin: str, charset: str | None = None) -> Document: ...


class _Web(Protocol):
    def fetch(self, url: str, *, max_bytes: int, public_only: bool) -> tuple[bytes, str, str | None, str]: ...


def read_source(place: str | Path, *, max_bytes: int = MAX_BYTES, public_only: bool = False) -> Document:
    """Return what stands in a file or on a web page (http, https), without its markup.

    With `public_only`, only web pages are read, and none of the own network: for places that a visitor names.
    Raises SourceNotFound, SourceUnreadable (broken, encrypted, binary, too large, a folder) or SourceTooThin (empty).
    """
    if public_only or (isinstance(place, str) and _URL.match(place)):
        return _read_url(str(place), max_bytes=max_bytes, public_only=public_only)
    path = Path(place)
    return _read(_load(path, max_bytes), origin=str(place), name=path.name)


def read_stream(data: bytes, *, name: str = "stdin", max_bytes: int = MAX_BYTES) -> Document:
    """Return what stands in a stream; its kind is found out from its first bytes. Raises like `read_source`."""
    if len(data) > max_bytes:
        raise SourceUnreadable(_too_large(name, len(data), max_bytes))
    return _read(data, origin=name, name=name)


def _read_url(url: str, *, max_bytes: int, public_only: bool) -> Document:
    web = cast("_Web", import_module("klaviatur.adapters.sources.web"))
    data, media_type, charset, landed = web.fetch(url, max_bytes=max_bytes, public_only=public_only)
    return _read(data, origin=landed, name=landed, media_type=media_type, charset=charset)


def _load(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceUnreadable(
                f"{str(path)!r} is a folder, not a text. Name the files in it: klaviatur play '{path}/*.md'"
            )
        if size > max_bytes:
            raise SourceUnreadable(_too_large(str(path), size, max_bytes))
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise SourceNotFound(
            f"There is no file {str(path)!r}. Check the name, or give a URL or - for stdin."
        ) from error
    except (OSError, ValueError) as error:
        raise SourceUnreadable(
            f"{str(path)!r} cannot be opened: {error}. Check its name and whether you may read it."
        ) from error
    if len(data) > max_bytes:  # a pipe or device does not tell its size
        raise SourceUnreadable(_too_large(str(path), len(data), max_bytes))
    return data


def _too_large(name: str, size: int, max_bytes: int) -> str:
    return (
        f"{name!r} has {size / 1e6:.1f} MB; one text may have {max_bytes / 1e6:.0f} MB. "
        "Give the one text that is meant, for example its chapter or its plain text."
    )


def _read(
    data: bytes, *, origin: str, name: str, media_type: str | None = None, charset: str | None = None
) -> Document:
    if not data.strip(b"\x00\t\n\r\f \xef\xbb\xbf\xff\xfe"):
        raise SourceTooThin(f"{origin!r} is empty. Put a text in it, or give another source.")
    kind = sniff(data, name=name, media_type=media_type, origin=origin)
    reader = cast("_Reader", import_module(f"klaviatur.adapters.sources.{_READERS[kind]}"))
    document = reader.read(data, origin=origin, charset=charset)
    length = sum(len(block.text) for block in document.blocks)
    if length > MAX_CHARACTERS:
        raise SourceUnreadable(
            f"{origin!r} holds {length / 1e6:.1f} million characters; "
            f"one text may have {MAX_CHARACTERS / 1e6:.0f} million. Give the one that is meant, perhaps a chapter."
        )
    _check_substance(document, origin)
    return document


def _check_substance(document: Document, origin: str) -> None:
    """Raise SourceTooThin unless there are two words, one of them with letters; page numbers alone are no text."""
    words = [w for block in document.blocks if block.kind is not RawKind.NOISE for w in _WORD.findall(block.text)]
    head = [w for _, value in document.meta for w in _WORD.findall(value)]
    if not words:
        raise SourceTooThin(
            f"{origin!r} was read, but there is no text in it. "
            "If it is a scan or an image, run text recognition (OCR) first and give the result."
        )
    if len(words) + len(head) < MIN_WORDS or all(word.isdigit() for word in words):
        raise SourceTooThin(
            f"{origin!r} holds {'only figures' if words[0].isdigit() else 'a single word'}. "
            "Put at least one sentence in it, or give another source."
        )
