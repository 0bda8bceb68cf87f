"""Reads a text table: finds out how it is written, then streams its rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.delimited import tolerant
from klaviatur.adapters.sources.catalogues.delimited.cleaning import Cleaned
from klaviatur.adapters.sources.catalogues.delimited.dialect import (
    ENTITY_END,
    Dialect,
    find_dialect,
    one_style,
)
from klaviatur.adapters.sources.catalogues.delimited.encoding import Encoding, find_encoding
from klaviatur.adapters.sources.catalogues.delimited.pieces import pieces
from klaviatur.adapters.sources.catalogues.delimited.ragged import Profile, profile_of
from klaviatur.adapters.sources.catalogues.delimited.telling import encoding_findings, repair_findings
from klaviatur.adapters.sources.catalogues.layout.header import Header, find_header
from klaviatur.adapters.sources.catalogues.layout.shapes import decimal_style, extent
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Table

_BLOCK_BYTES = 8_000_000
_SAMPLE_ROWS = 400
_MOST_WORDS = 3  # of a cell in a list with blank lines; more is a text of paragraphs
_TEXTS = {".md", ".markdown", ".rst", ".adoc"}


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found out about a file before its rows are read."""

    encoding: Encoding
    dialect: Dialect
    header: Header
    profile: Profile
    width: int  # cells a record of the file usually has
    decimal: str


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield the one table of a text file. Raises TableEmpty (nothing in it, no header) or TableUnreadable."""
    if PurePath(stream.name).suffix.lower() in _TEXTS:
        raise TableUnreadable(_prose(origin))
    encoding = find_encoding(stream)
    cleaned = Cleaned(stream, encoding, _BLOCK_BYTES)
    sample = cleaned.sample()
    if not sample.strip(" \t\n;,|\ufeff\0"):
        raise TableEmpty(f"{origin!r} is empty. Export it again with a header and at least one product.")
    found = _look(sample, encoding, origin)
    yield Table(
        origin,
        "tsv" if found.dialect.delimiter == "\t" else "csv",
        found.profile.names,
        chunked(_parts(Cleaned(stream, encoding, _BLOCK_BYTES), found), options.chunk_rows),
        details=_details(found, cleaned),
        hints=found.header.hints,
        findings=(*encoding_findings(encoding), *found.header.findings),
        digest=stream.digest,
    )


def _look(sample: str, encoding: Encoding, origin: str) -> _Found:
    dialect = find_dialect(sample)
    if dialect.declared:
        sample = sample[sample.find("\n") + 1 :]
    rows = _rows(one_style(sample.encode(), dialect).decode("utf-8", errors="replace"), dialect)
    if not dialect.delimiter:
        _check_list(rows, origin)
    elif dialect.delimiter == "," and _is_prose(sample, rows):
        raise TableUnreadable(_prose(origin))
    header = find_header(rows)
    if header is None:
        raise TableEmpty(
            f"{origin!r} has no header: its first row already holds values. "
            "Put a first line with the names of the columns."
        )
    if header.body >= len(rows):
        raise TableEmpty(f"{origin!r} has a header but no row. Export it again with at least one product.")
    body = rows[header.body :]
    width = _usual_width(body, len(header.names))
    cells = chain.from_iterable(body)
    return _Found(encoding, dialect, header, profile_of(header.names, body), width, decimal_style(cells))


def _rows(text: str, dialect: Dialect) -> list[list[str]]:
    width = text.split("\n", 1)[0].count(dialect.border) + 1
    found = tolerant.records(text, border=dialect.border, quote=dialect.quote, width=width)
    rows = (cells or [""] for _, cells in zip(range(_SAMPLE_ROWS), found, strict=False))
    return [[cell.replace(ENTITY_END, ";") for cell in cells] for cells in rows]


def _check_list(rows: list[list[str]], origin: str) -> None:
    """Raise TableUnreadable for prose: a table of one column is a list of short cells."""
    long = sum(len(row[0]) > 200 or row[0].rstrip().endswith((".", "!", "?")) for row in rows)
    written = [row[0] for row in rows if row[0].strip()]
    words = sum(len(cell.split()) for cell in written) / max(1, len(written))
    paragraphs = words > _MOST_WORDS and len(rows) - len(written) > len(rows) * 0.1
    if long > len(rows) * 0.2 or paragraphs or not written:
        raise TableUnreadable(_prose(origin))


def _is_prose(sample: str, rows: list[list[str]]) -> bool:
    """Whether commas are those of sentences: a space behind each, and lines of any number of pieces."""
    commas = sum(sample.count(sign) for sign in (", ", ",\n"))
    written = [row for row in rows if any(cell.strip() for cell in row)]
    even = sum(len(row) == len(written[0]) for row in written) if written else 0
    ends = sum(row[-1].rstrip().endswith((".", "!", "?", ":")) for row in written)
    spaced = commas >= sample.count(",") * 0.9
    return spaced and '"' not in rows[0][0] and even < len(written) * 0.7 and ends > len(written) * 0.2


def _prose(origin: str) -> str:
    return f"{origin!r} is text, not a table: no sign parts its lines into columns. Export it as CSV with a header."


def _usual_width(body: list[list[str]], named: int) -> int:
    """Return how many cells most rows have; trailing empty columns are written but have no name."""
    whole = [len(row) for row in body if len(row) >= named and extent(row) <= named]
    return max(set(whole), key=whole.count) if whole else named


def _parts(cleaned: Cleaned, found: _Found) -> Iterator[Part]:
    blocks = cleaned.blocks(found.dialect)
    for piece in pieces(blocks, found.dialect, found.profile, skip=found.header.body, width=found.width):
        findings = repair_findings(piece.repairs, piece.first)
        part = Part(piece.frame, piece.rows, tuple(piece.rejected), findings)
        yield _with_entities(part) if found.dialect.delimiter == ";" else part
    nothing = pl.DataFrame(schema=dict.fromkeys(found.profile.names, pl.String))
    removed = repair_findings(Counter(nul=cleaned.removed["nul"]), {})
    yield Part(nothing, pl.Series("row", [], dtype=pl.Int64), findings=removed)


def _with_entities(part: Part) -> Part:
    """Return a part whose HTML entities end in their semicolon again."""
    rejected = tuple(
        replace(one, raw=tuple((name, cell.replace(ENTITY_END, ";")) for name, cell in one.raw))
        for one in part.rejected
    )
    frame = part.frame.with_columns(pl.all().str.replace_all(ENTITY_END, ";", literal=True))
    return replace(part, frame=frame, rejected=rejected)


def _details(found: _Found, cleaned: Cleaned) -> tuple[tuple[str, str], ...]:
    ends = {name: count for name, count in cleaned.removed.items() if name in {"lf", "crlf", "cr"} and count}
    told = [
        ("delimiter", {"\t": "tab", "": "none"}.get(found.dialect.delimiter, found.dialect.delimiter)),
        ("encoding", found.encoding.name + (" with byte order mark" if found.encoding.marked else "")),
        ("quote", found.dialect.quote + (' (inside: \\")' if found.dialect.escaped else "")),
        ("decimal", found.decimal or "not seen"),
        ("header_row", str(found.header.body)),
        ("line_end", " and ".join(sorted(ends)) or "lf"),
    ]
    return tuple(told)
