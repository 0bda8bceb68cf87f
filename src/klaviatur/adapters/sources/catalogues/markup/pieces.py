"""The bytes of a file on their way to a parser: without a document type, parted where records begin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from klaviatur.adapters.sources.catalogues.markup.mending import Mending
from klaviatur.adapters.sources.catalogues.markup.prologue import LONGEST, split

BLOCK = 65_536  # bytes
_LONGEST_TAG = 200  # bytes held back, so that the start of no tag is parted


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some bytes of a file."""

    data: bytes
    begins: bool = False  # with the start tag of a record


def pieces_of(blocks: Iterator[bytes], names: Sequence[str]) -> Iterator[Piece]:
    """Yield UTF-8 so that every record begins a piece; a long record goes on in pieces that begin none."""
    if not names:
        yield from map(Piece, blocks)
        return
    start = re.compile(rf"<(?:[\w.\-]+:)?(?:{'|'.join(map(re.escape, names))})(?=[\s>/])".encode())
    held = b""
    for block in blocks:
        held += block
        found = [match.start() for match in start.finditer(held)]
        end = max([len(held) - _LONGEST_TAG, 0, *found[-1:]])
        yield from _parted(held[:end], [at for at in found if at < end])
        held = held[end:]
    yield from _parted(held, [match.start() for match in start.finditer(held)])


def _parted(data: bytes, starts: list[int]) -> Iterator[Piece]:
    ends = [*starts, len(data)]
    if ends[0]:
        yield Piece(data[: ends[0]])
    for at, until in zip(starts, ends[1:], strict=True):
        yield Piece(data[at:until], begins=True)


def without_doctype(blocks: Iterator[bytes], origin: str) -> Iterator[bytes]:
    """Yield the blocks of a file in an encoding that holds ASCII as ASCII, its document type cut off."""
    head = next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
    while b"<!DOCTYPE" in head.upper() and b"]" not in head and len(head) < LONGEST:
        block = next(blocks, None)
        if block is None:
            break
        head += block
    before, rest, _ = split(head.decode("latin-1"), origin)
    yield (before + rest).encode("latin-1")
    yield from blocks


def text_without_doctype(texts: Iterator[str], mending: Mending, origin: str) -> Iterator[str]:
    """Yield the text of a file, its document type cut off; its harmless entities go to the mending."""
    head = next(texts, "")
    while "<!DOCTYPE" in head.upper() and "]" not in head and len(head) < LONGEST:
        more = next(texts, None)
        if more is None:
            break
        head += more
    before, rest, mending.entities = split(head.lstrip("\ufeff\x00"), origin)
    yield before.lstrip() + rest
    yield from texts
