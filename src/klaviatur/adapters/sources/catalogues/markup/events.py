"""Records of an XML file one after the other, in little memory, past every break there is."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, TypeVar, cast

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.mending import Mending
from klaviatur.adapters.sources.catalogues.markup.nodes import local
from klaviatur.adapters.sources.catalogues.markup.prologue import LONGEST, encoding_of, split
from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.errors import TableUnreadable

T = TypeVar("T")
_BLOCK = 65_536  # bytes
_LINE = re.compile(r",? line \d+, column \d+.*")


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the way: a record begins or ends, another element ends, or the file is broken."""

    what: Literal["start", "end", "break"]
    element: etree._Element | None = None  # of a break: the record it struck, as far as it could be read
    reason: str = ""  # of a break
    line: int = 0
    last: bool = False  # of a break: nothing comes after it
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
        names = "|".join(map(re.escape, wanted))
        self._again = re.compile(rf"<(?:[\w.\-]+:)?(?:{names})(?=[\s>/])".encode()) if names else None
        self._mend = mend
        self._open: list[etree._Element] = []
        self._parents: list[etree._Element] = []
        self._blocks = self._prepared(stream)

    def __iter__(self) -> Iterator[Event]:
        """Yield events in the order of the file. Raises XMLSyntaxError on the first break unless it mends."""
        rest = self._blocks
        prefix = b""
        while True:
            window = _Window(prefix)
            parser = self._parser()
            try:
                yield from self._fed(parser, window, rest)
            except etree.XMLSyntaxError as error:
                if not self._mend:
                    raise
                yield from self._read(parser)
                prefix = self._prefix()
                again = self._next(window, rest, error) if prefix else None
                yield self._break(error, last=again is None)
                if again is None:
                    return
                rest = again
            else:
                return

    def _fed(self, parser: "etree.XMLPullParser", window: "_Window", rest: Iterable[bytes]) -> Iterator[Event]:
        if window.held:
            parser.feed(window.held)
        for block in rest:
            window.add(block)
            parser.feed(block)
            yield from self._read(parser)
        parser.close()
        yield from self._read(parser)

    def _read(self, parser: "etree.XMLPullParser") -> Iterator[Event]:
        for what, element in cast("Iterable[tuple[str, Any]]", parser.read_events()):
            if what == "start":
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
        raw = stream.blocks(_BLOCK)
        if not self._mend and not self.prologue.text:
            return _without_doctype(raw, self.origin)
        self.mending = Mending(self.prologue.encoding, self.origin)
        texts = _text_without_doctype(self.mending.texts(raw), self.mending, self.origin)
        texts = self.mending.mended(texts) if self._mend else texts
        return (text.encode("utf-8", "replace") for text in texts if text)

    def _prefix(self) -> bytes:
        """Return start tags that bring a new parser to where records stand."""
        inner = self._open[0] if self._open else None
        parents = list(inner.iterancestors()) if inner is not None else self._parents
        return b"".join(_start_tag(parent) for parent in reversed(parents))

    def _next(self, window: "_Window", rest: Iterator[bytes], error: etree.XMLSyntaxError) -> Iterator[bytes] | None:
        """Return the bytes from the next record on, None if there is none."""
        held = window.after(*error.position)
        if self._again is None:
            return None
        while not (found := self._again.search(held)):
            block = next(rest, None)
            if block is None:
                return None
            held = held[-200:] + block  # the longest start of a tag
        return _chain(held[found.start() :], rest)

    def _break(self, error: etree.XMLSyntaxError, *, last: bool) -> Event:
        struck = self._open[0] if self._open else None
        self._open.clear()
        return Event("break", struck, _LINE.sub("", error.msg or "not well-formed"), error.lineno or 0, last)


class _Window:
    """The last bytes a parser got, so that its line and column can be found again."""

    def __init__(self, prefix: bytes) -> None:
        self.held = prefix
        self._least = len(prefix)  # never go back before this
        self._before = 0  # bytes that are no longer held
        self._lines = 0  # line ends in them
        self._line_start = 0  # position of the start of the line the window begins in

    def add(self, block: bytes) -> None:
        """Take a block, let go of what lies more than a block back."""
        gone = self.held[: -_BLOCK * 2] if len(self.held) > _BLOCK * 2 else b""
        if gone:
            self._lines += gone.count(b"\n")
            newline = gone.rfind(b"\n")
            self._line_start = self._before + newline + 1 if newline >= 0 else self._line_start
            self._before += len(gone)
        self.held = self.held[len(gone) :] + block

    def after(self, line: int, column: int) -> bytes:
        """Return what is held from a place on, at least one byte after where this parser began."""
        start = self._line_start - self._before
        for _ in range(line - 1 - self._lines):
            start = self.held.find(b"\n", max(start, 0)) + 1
        at = max(start + column - 1, self._least - self._before + 1, 0)
        return self.held[at:]


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


def _without_doctype(blocks: Iterator[bytes], origin: str) -> Iterator[bytes]:
    """Yield the blocks of a file in an encoding that holds ASCII as ASCII, its document type cut off."""
    before, rest, _ = split(_head(blocks), origin)
    yield (before + rest).encode("latin-1")
    yield from blocks


def _head(blocks: Iterator[bytes]) -> str:
    """Return the file up to after its first element begins, one character a byte."""
    head = next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
    while b"<!DOCTYPE" in head[:LONGEST].upper() and b"]" not in head and len(head) < LONGEST:
        block = next(blocks, None)
        if block is None:
            break
        head += block
    return head.decode("latin-1")


def _text_without_doctype(texts: Iterator[str], mending: Mending, origin: str) -> Iterator[str]:
    head = next(texts, "")
    while "<!DOCTYPE" in head.upper() and "]" not in head and len(head) < LONGEST:
        more = next(texts, None)
        if more is None:
            break
        head += more
    before, rest, mending.entities = split(head.lstrip("\ufeff\x00"), origin)
    yield before.lstrip() + rest
    yield from texts


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


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
