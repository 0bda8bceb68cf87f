"""Gzip and zip: unpacked into temporary files, with every bomb refused before it goes off."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from klaviatur.adapters.sources.catalogues.stream import Stream, spool_blocks, too_large
from klaviatur.errors import TableUnreadable

_BLOCK_BYTES = 1_048_576
_MOST_TIMES = 250  # larger than packed; product data reaches 10-50, a bomb 1,000
_HARMLESS_BYTES = 50_000_000
_MOST_MEMBERS = 10_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def unpack_gzip(stream: Stream, *, max_bytes: int) -> Stream:
    """Return what a gzip file holds. Raises TableUnreadable for a truncated file or a bomb."""
    name = stream.name[:-3] if stream.name.lower().endswith(".gz") else stream.name
    try:
        with stream.open() as packed, gzip.GzipFile(fileobj=packed) as file:
            return spool_blocks(_guarded(file, stream.size, stream.name), name=name, max_bytes=max_bytes)
    except _BROKEN as error:
        raise TableUnreadable(
            f"{stream.name!r} is a gzip file that is broken or was cut off ({error}). Fetch or pack it again."
        ) from error


def member_names(stream: Stream) -> frozenset[str]:
    """Return the names in a zip archive. Raises TableUnreadable if it is broken."""
    with _archive(stream) as archive:
        return frozenset(archive.namelist())


def members(stream: Stream, *, max_bytes: int) -> Iterator[tuple[str, Stream | TableUnreadable]]:
    """Yield each file of a zip archive, or why it cannot be had; names are only told, never used as paths.

    Raises TableUnreadable for a broken archive, and for one that unpacks to more than `max_bytes` or to a bomb.
    """
    with _archive(stream) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_litter(entry.filename)]
        check_bomb(archive, stream, max_bytes)
        left = max_bytes
        for entry in entries:
            member = _member(archive, entry, left, stream.name)
            left -= member.size if isinstance(member, Stream) else 0
            yield entry.filename, member


def check_bomb(archive: zipfile.ZipFile, stream: Stream, max_bytes: int) -> None:
    """Raise TableUnreadable if the archive says itself that it unpacks to more than it should."""
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise TableUnreadable(
            f"{stream.name!r} holds {len(entries):,} files; an archive may have {_MOST_MEMBERS:,}. Split it."
        )
    total = sum(entry.file_size for entry in entries)
    if total > max_bytes:
        raise TableUnreadable(too_large(stream.name, max_bytes))
    if total > _HARMLESS_BYTES and total > stream.size * _MOST_TIMES:
        raise TableUnreadable(_bomb(stream.name))


def is_litter(name: str) -> bool:
    """Return whether an operating system or office program left this file behind."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    last = parts[-1] if parts else ""
    return "__MACOSX" in parts or last.startswith((".", "~$")) or last.lower() in {"thumbs.db", "desktop.ini"}


def unpacked_blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield the bytes of one entry, counted against what it weighs packed. Raises TableUnreadable for a bomb."""
    with archive.open(entry) as file:
        yield from _guarded(file, entry.compress_size, name)


def _archive(stream: Stream) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream.path)
    except _BROKEN as error:
        raise TableUnreadable(
            f"{stream.name!r} is a zip archive that is broken or was cut off. Fetch or pack it again."
        ) from error


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, archive_name: str) -> Stream | TableUnreadable:
    name = PurePosixPath(entry.filename.replace("\\", "/")).name
    if entry.flag_bits & 1:
        return TableUnreadable(f"{entry.filename!r} in {archive_name!r} needs a password. Pack it without one.")
    try:
        return spool_blocks(unpacked_blocks(archive, entry, archive_name), name=name, max_bytes=left)
    except _BROKEN as error:
        return TableUnreadable(f"{entry.filename!r} in {archive_name!r} is broken ({error}). Pack it again.")


def _guarded(file: IO[bytes] | gzip.GzipFile, packed: int, name: str) -> Iterator[bytes]:
    written = 0
    while block := file.read(_BLOCK_BYTES):
        written += len(block)
        if written > _HARMLESS_BYTES and written > max(packed, 1) * _MOST_TIMES:
            raise TableUnreadable(_bomb(name))
        yield block


def _bomb(name: str) -> str:
    return (
        f"{name!r} unpacks to more than {_MOST_TIMES} times its size, as only a zip bomb does. Give the file unpacked."
    )
