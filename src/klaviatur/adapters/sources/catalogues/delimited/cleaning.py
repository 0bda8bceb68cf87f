"""UTF-8 with one kind of line end and one-byte borders: what polars can parse."""

import re
from collections import Counter
from collections.abc import Iterator

from klaviatur.adapters.sources.catalogues.delimited.dialect import Dialect, one_style
from klaviatur.adapters.sources.catalogues.delimited.encoding import Encoding, decoded, whole_lines
from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.errors import TableUnreadable

_MAX_LINE_BYTES = 64_000_000
_SAMPLE_BYTES = 262_144


class Cleaned:
    """The text of a stream in clean blocks of whole lines; counts what it removed."""

    def __init__(self, stream: Stream, encoding: Encoding, block_bytes: int) -> None:
        """Read `stream` in blocks of about `block_bytes`."""
        self.removed: Counter[str] = Counter()
        self._stream = stream
        self._encoding = encoding
        self._block_bytes = block_bytes

    def sample(self) -> str:
        r"""Return the first lines, with \\n as line end."""
        whole = self._lines(_SAMPLE_BYTES)
        block = next(whole, b"")
        if len(block) < _SAMPLE_BYTES:  # a last line without a line end comes by itself
            block += next(whole, b"")
        block = block[:_SAMPLE_BYTES]
        cut = block.rfind(b"\n") + 1 if len(block) == _SAMPLE_BYTES else len(block)
        return block[: cut or len(block)].decode("utf-8", errors="replace")

    def blocks(self, dialect: Dialect) -> Iterator[bytes]:
        """Return blocks of whole lines whose cells are parted by `dialect.border`."""
        blocks = self._lines(self._block_bytes)
        if dialect.declared:
            blocks = _without_first_line(blocks)
        return (one_style(block, dialect) for block in blocks)

    def _lines(self, size: int) -> Iterator[bytes]:
        for block in whole_lines(self._bounded(decoded(self._stream, self._encoding, size))):
            yield self._one_line_end(self._without_nul(block))

    def _bounded(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        since = 0
        for block in blocks:
            since = since + len(block) if b"\n" not in block and b"\r" not in block else 0
            if since > _MAX_LINE_BYTES:
                raise TableUnreadable(
                    f"{self._stream.name!r} has a line of more than {_MAX_LINE_BYTES / 1e6:.0f} MB, so it is no table. "
                    "Export it again as CSV with one product a line."
                )
            yield block

    def _without_nul(self, block: bytes) -> bytes:
        count = block.count(b"\0")
        self.removed["nul"] += count
        return block.replace(b"\0", b"") if count else block

    def _one_line_end(self, block: bytes) -> bytes:
        if b"\r" not in block:
            self.removed["lf"] += 1
            return block
        windows = block.count(b"\r\n")
        self.removed["crlf"] += windows
        self.removed["lf"] += block.count(b"\n") - windows
        self.removed["cr"] += block.count(b"\r") - windows
        if windows < block.count(b"\r"):
            block = re.sub(rb"\r+\n?", b"\n", block)
        return block.replace(b"\r\n", b"\n")


def _without_first_line(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(blocks, b"")
    yield first[first.find(b"\n") + 1 :]
    yield from blocks
