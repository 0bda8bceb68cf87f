"""One door for all product files: find out what each one is, pick its reader, promise Tables or one clear error."""

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from klaviatur.adapters.sources.catalogues.sniffing import FileKind
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.records import Table

# Loaded when the first file of its kind comes: nobody who reads CSV waits for lxml.
_READERS = {
    FileKind.DELIMITED: "delimited",
    FileKind.WORKBOOK: "workbook",
    FileKind.JSON: "records",
    FileKind.JSON_LINES: "records",
    FileKind.XML: "xml",
    FileKind.MERCHANT: "merchant",  # RSS or Atom with Google's g: namespace
    FileKind.BMECAT: "bmecat",
    FileKind.JSON_LD: "jsonld",  # HTML pages, and JSON whose @context is schema.org
}
_FREE = {FileKind.DELIMITED, FileKind.WORKBOOK, FileKind.JSON, FileKind.JSON_LINES, FileKind.XML}


class _Reader(Protocol):
    def read(self, stream: Stream, *, origin: str, options: Options) -> Iterator[Table]: ...


def read_file(stream: Stream, kind: FileKind, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the tables of one file whose kind is known."""
    reader = cast("_Reader", import_module(f"klaviatur.adapters.sources.catalogues.{_READERS[kind]}"))
    yield from reader.read(stream, origin=origin, options=options)
