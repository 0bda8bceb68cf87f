"""Records of an XML file one after the other, in little memory, past every break there is."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import Any, Literal, TypeVar, cast

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.mending import Mending
from klaviatur.adapters.sources.catalogues.markup.nodes import local
from klaviatur.adapters.sources.catalogues.markup.pieces import (
    BLOCK,
    Piece,
    pieces_of,
    text_without_doctype,
    without_doctype,
)
from klaviatur.adapters.sources.catalogues.markup.prologue import encoding_of
from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.errors import TableUnreadable

T = TypeVar("T")
_ROOT = re.compile(rb"<[A-Za-z_][^<>]*(?<!/)>")
_LINE = re.compile(r",? line \d+, column \d+.*")


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the way: a record begins or ends, another element ends, or the file is broken."""

    what: Literal["start", "end", "break"]
    element: etree._Element | None = None  # of a break: the record it struck, as far as it could be read
    reason: str = ""  # of a break
    last: bool = False  # of a break: nothing comes after it
    lost: bool = False  # of a break: it struck a record of which nothing could be read
    nested: bool = False  # inside another one of those wanted


def parse(stream: Stream, *, origin: str, wanted: Sequence[str], run: Callable[["Walk"], T]) -> T:
    """Return what `run` makes of the events of a file.

    `wanted` are local names of records and others of interest; none: every element. A file that is not well-formed is
    run once more from its beginning, mended, and goes on after each break at the next wanted element.
    """
    try:
        return run(Walk(stream, origin=origin, wanted=wanted, mend=False))
    except etree.XMLSyntaxError:
        return run(Walk(stream, origin=origin, wanted=wanted, mend=True))


class Walk:
    """One walk through one file."""

    def __init__(self, stream: Stream, *, origin: str, wanted: Sequence[str], mend: bool) -> None:
        self.origin = origin
        self.mending: Mending | None = None  # the repairs, once there is need of them
        self.root = ""  # name of the outermost element, once a wanted one came
        self.prologue = encoding_of(stream.head, stream.charset)
        self._tags = [f"{{*}}{name}" for name in wanted] or None
        self._mend = mend
        self._open: list[etree._Element] = []
        self._parents: list[etree._Element] = []
        self._starts = 0
        blocks = self._prepared(stream)
        self._pieces = pieces_of(blocks, wanted) if mend else (Piece(block) for block in blocks)

    def __iter__(self) -> Iterator[Event]:
        """Yield events in the order of the file. Raises XMLSyntaxError on the first break unless it mends."""
        prefix, again, more = b"", None, True
        while more:
            feeding = _Feeding(again)
            parser = self._parser()
            try:
                yield from self._fed(parser, prefix, feeding)
                more = False
            except etree.XMLSyntaxError as error:
                if not self._mend:
                    raise
                yield from self._read(parser)
                prefix = self._prefix() or prefix or feeding.root
                lost = feeding.lost(self._starts)
                again = self._next(feeding) if prefix else None
                more = again is not None
                yield self._break(error, lost=lost, last=not more)

    def _fed(self, parser: "etree.XMLPullParser", prefix: bytes, feeding: "_Feeding") -> Iterator[Event]:
        if prefix:
            parser.feed(prefix)
            yield from self._read(parser)
        for piece in chain((feeding.again,) if feeding.again else (), self._pieces):
            feeding.take(piece, self._starts)
            parser.feed(piece.data)
            yield from self._read(parser)
        parser.close()
        yield from self._read(parser)

    def _read(self, parser: "etree.XMLPullParser") -> Iterator[Event]:
        for what, element in cast("Iterable[tuple[str, Any]]", parser.read_events()):
            if what == "start":
                self._starts += 1
                self._open.append(element)
                self.root = self.root or local(element.getroottree().getroot())
                yield Event("start", element)
            else:
                self._open.pop()
                self._parents = list(element.iterancestors())
                yield Event("end", element, nested=bool(self._open))

    def _parser(self) -> "etree.XMLPullParser":
        encoding = "utf-8" if self._mend or self.prologue.text else self.prologue.encoding
        return etree.XMLPullParser(
            events=("start", "end"),
            tag=self._tags,
            encoding="utf-8" if encoding == "utf-8-sig" else encoding,
            huge_tree=True,  # a picture may lie inside; entities are gone before, so nothing can expand
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )

    def _prepared(self, stream: Stream) -> Iterator[bytes]:
        raw = stream.blocks(BLOCK)
        if not self._mend and not self.prologue.text:
            return without_doctype(raw, self.origin)
        self.mending = Mending(self.prologue.encoding, self.origin)
        texts = text_without_doctype(self.mending.texts(raw), self.mending, self.origin)
        texts = self.mending.mended(texts) if self._mend else texts
        return (text.encode("utf-8", "replace") for text in texts if text)

    def _prefix(self) -> bytes:
        """Return start tags that bring a new parser to where records stand, nothing if no record came yet."""
        inner = self._open[0] if self._open else None
        parents = list(inner.iterancestors()) if inner is not None else self._parents
        return b"".join(_start_tag(parent) for parent in reversed(parents))

    def _next(self, feeding: "_Feeding") -> Piece | None:
        """Return the piece to go on with: the broken one if its record never began, else the next."""
        if feeding.unseen(self._starts) and feeding.piece is not feeding.again:
            return feeding.piece
        return next((piece for piece in self._pieces if piece.begins), None)

    def _break(self, error: etree.XMLSyntaxError, *, lost: bool, last: bool) -> Event:
        struck = self._open[0] if self._open else None
        self._open.clear()
        reason = _LINE.sub("", error.msg or "not well-formed")
        return Event("break", struck, reason, last=last, lost=lost)


@dataclass(slots=True)
class _Feeding:
    """What one parser got."""

    again: Piece | None  # the piece it began with, if one broke before
    piece: Piece | None = None  # the last one
    root: bytes = b""  # the first start tag of the file
    _before: int = 0  # starts seen when the last piece came

    def take(self, piece: Piece, starts: int) -> None:
        """Note which piece comes."""
        if not self.root and self.again is None:
            found = _ROOT.search(piece.data)
            self.root = found[0] if found else b""
        self.piece = piece
        self._before = starts

    def unseen(self, starts: int) -> bool:
        """Say whether the last piece began a record the parser never saw begin."""
        return self.piece is not None and self.piece.begins and starts == self._before

    def lost(self, starts: int) -> bool:
        """Say whether such a record was tried twice, so that nothing of it can be read."""
        return self.unseen(starts) and self.piece is self.again


def strays_of(element: etree._Element, *, before: bool = True) -> list[etree._Element]:
    """Return the siblings before (or after) an element that nobody asked for and that hold something."""
    found = [one for one in element.itersiblings(preceding=before) if len(one) or one.text]
    return found[::-1] if before else found


def release(element: etree._Element) -> None:
    """Empty an element that was read and drop all that stands before it."""
    element.clear()
    for node in (element, *element.iterancestors()):
        parent = node.getparent()
        while parent is not None and node.getprevious() is not None:
            del parent[0]


def _start_tag(element: etree._Element) -> bytes:
    prefix = f"{element.prefix}:" if element.prefix else ""
    spaces = "".join(
        f' xmlns{":" + name if name else ""}="{escape(uri)}"' for name, uri in element.nsmap.items() if name != "xml"
    )
    return f"<{prefix}{local(element)}{spaces}>".encode()


def unreadable(origin: str, reason: str) -> TableUnreadable:
    """Return the error for XML without a single record that could be read."""
    return TableUnreadable(
        f"{origin!r} is no XML we can read: {reason}. Export it again; if it is cut off, copy it anew."
    )
