"""What a reader gets: a file it may open as often as it likes, wherever it came from, and what was asked of it."""

import hashlib
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from klaviatur.errors import TableUnreadable

MAX_BYTES = 2_000_000_000
CHUNK_ROWS = 50_000
HEAD_BYTES = 65_536
_BLOCK_BYTES = 1_048_576
_LINES_TYPES = {"application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"}


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may ask of a reader."""

    sheet: str | None = None  # of a workbook; None: all that are visible
    record: str | None = None  # name of the element or list whose repetitions are the rows; None: found out
    chunk_rows: int = CHUNK_ROWS
    max_bytes: int = MAX_BYTES  # of one file, unpacked


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version it gave; sent back to ask whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None


class Stream:
    """The bytes of one file; what came from stdin, the web or an archive lies in a temporary file while in use."""

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        media_type: str = "",
        charset: str | None = None,
        temporary: bool = False,
    ) -> None:
        """Take the file at `path`; a temporary one is removed once nobody holds the stream."""
        self.path = path
        self.name = name or path.name
        self.media_type = media_type  # as a server said it, "" if nobody did
        self.charset = charset
        if temporary:
            weakref.finalize(self, path.unlink, missing_ok=True)

    def open(self) -> BinaryIO:
        """Return the file from its beginning; the caller closes it. Raises TableUnreadable."""
        try:
            return self.path.open("rb")
        except OSError as error:
            raise TableUnreadable(
                f"{self.name!r} cannot be opened: {error.strerror}. Check whether you may read it."
            ) from error

    def blocks(self, size: int = _BLOCK_BYTES) -> Iterator[bytes]:
        """Yield the bytes in blocks of `size`."""
        with self.open() as file:
            while block := file.read(size):
                yield block

    @property
    def telling_name(self) -> str:
        """The name, with the ending that a server's media type stands for."""
        said = self.media_type.partition(";")[0].strip().lower()
        return f"{self.name}.jsonl" if said in _LINES_TYPES else self.name

    @cached_property
    def head(self) -> bytes:
        """The first 64 KB."""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def size(self) -> int:
        """How many bytes there are."""
        return self.path.stat().st_size

    @cached_property
    def digest(self) -> str:
        """The sha256 of the bytes, 64 hex digits."""
        found = hashlib.sha256()
        for block in self.blocks():
            found.update(block)
        return found.hexdigest()


def spool(data: BinaryIO, *, name: str, max_bytes: int = MAX_BYTES, media_type: str = "") -> Stream:
    """Copy what can be read once to a temporary file. Raises TableUnreadable if it is larger than `max_bytes`."""
    return spool_blocks(
        iter(lambda: data.read(_BLOCK_BYTES), b""), name=name, max_bytes=max_bytes, media_type=media_type
    )


def spool_blocks(
    blocks: Iterator[bytes], *, name: str, max_bytes: int, media_type: str = "", charset: str | None = None
) -> Stream:
    """Write blocks of bytes to a temporary file; nothing of `name` becomes part of its path."""
    with tempfile.NamedTemporaryFile(prefix="klaviatur-", delete=False) as file:
        stream = Stream(Path(file.name), name=name, media_type=media_type, charset=charset, temporary=True)
        written = 0
        for block in blocks:
            written += len(block)
            if written > max_bytes:
                raise TableUnreadable(too_large(name, max_bytes))
            file.write(block)
    return stream


def stream_of(data: bytes, *, name: str) -> Stream:
    """Return bytes as a stream."""
    return spool(BytesIO(data), name=name, max_bytes=len(data))


def too_large(name: str, max_bytes: int) -> str:
    """Return the sentence for a file above the limit."""
    return f"{name!r} has more than {max_bytes / 1e6:,.0f} MB. Split it, or raise the limit if it may be this large."
