"""Puts pieces of a table together to chunks of one size, and takes the footer off the last one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from klaviatur.adapters.sources.catalogues.layout.footer import cut_footer
from klaviatur.records import Chunk, Rejected, TableFinding


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a table as they come out of a file, of any number."""

    frame: pl.DataFrame
    rows: pl.Series
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[TableFinding, ...] = ()
    places: pl.Series | None = None


def chunked(parts: Iterable[Part], size: int, *, footer: bool = True) -> Iterator[Chunk]:
    """Yield chunks of `size` rows, the last one with fewer; findings and rejected rows come with the rows near them."""
    last: Chunk | None = None
    for chunk in _sized(parts, size):
        if last is not None:
            yield last
        last = chunk
    if last is not None:
        yield _without_footer(last) if footer else last


def _sized(parts: Iterable[Part], size: int) -> Iterator[Chunk]:
    held: list[Part] = []
    for part in parts:
        held.append(part)
        while sum(one.frame.height for one in held) >= size:
            whole = _together(held)
            yield _chunk(whole, 0, size)
            held = [_after(whole, size)]
    if held and (any(one.frame.height or one.rejected or one.findings for one in held)):
        whole = _together(held)
        yield _chunk(whole, 0, whole.frame.height)


def _together(parts: list[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    places = [part.places for part in parts if part.places is not None]
    return Part(
        pl.concat([part.frame for part in parts]),
        pl.concat([part.rows for part in parts]),
        tuple(one for part in parts for one in part.rejected),
        tuple(one for part in parts for one in part.findings),
        pl.concat(places) if places else None,
    )


def _chunk(part: Part, start: int, size: int) -> Chunk:
    places = None if part.places is None else part.places.slice(start, size)
    return Chunk(part.frame.slice(start, size), part.rows.slice(start, size), places, part.rejected, part.findings)


def _after(part: Part, size: int) -> Part:
    places = None if part.places is None else part.places.slice(size)
    return Part(part.frame.slice(size), part.rows.slice(size), places=places)


def _without_footer(chunk: Chunk) -> Chunk:
    frame, rows, refused = cut_footer(chunk.frame, chunk.rows)
    if not refused:
        return chunk
    places = None if chunk.places is None else chunk.places.head(frame.height)
    return Chunk(frame, rows, places, (*chunk.rejected, *refused), chunk.findings)
