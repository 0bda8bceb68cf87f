"""Edits carried over to pieces: every character keeps its origin."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from klaviatur.compose.address.edits import Edit
from klaviatur.records import Bilingual, Finding, Piece, Severity, Span

CHANGE = "address"


def apply_text(text: str, edits: Sequence[Edit]) -> tuple[str, tuple[Finding, ...]]:
    """Return the text after the edits, and a finding for each edit in doubt."""
    pieces, findings = apply_edits((Piece(text),), edits)
    return "".join(piece.text for piece in pieces), findings


def apply_edits(pieces: Sequence[Piece], edits: Sequence[Edit]) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """Return the pieces after the edits (in order, not overlapping); changed runs are pieces with change="address"."""
    out: list[Piece] = []
    offset = 0
    for piece in pieces:
        end = offset + len(piece.text)
        out += _cut(piece, offset, [edit for edit in edits if edit.start < end and edit.end > offset])
        offset = end
    return tuple(out), tuple(_findings("".join(p.text for p in pieces), edits))


def _cut(piece: Piece, offset: int, edits: list[Edit]) -> Iterator[Piece]:
    """Yield the piece in runs; an edit that began in an earlier piece leaves nothing here."""
    at = 0
    for edit in edits:
        low, high = max(0, edit.start - offset), min(len(piece.text), edit.end - offset)
        yield from _run(piece, at, low)
        if edit.start >= offset and edit.words:
            changed = "+".join(dict.fromkeys(filter(None, (piece.change, CHANGE))))
            yield replace(piece, text=edit.words, source=_sub_span(piece, low, high), change=changed)
        at = high
    yield from _run(piece, at, len(piece.text))


def _run(piece: Piece, low: int, high: int) -> Iterator[Piece]:
    if low < high:
        yield replace(piece, text=piece.text[low:high], source=_sub_span(piece, low, high))


def _sub_span(piece: Piece, low: int, high: int) -> Span | None:
    """Return the source of a run: exact where the piece is word for word, else that of the whole piece."""
    if piece.source is None or piece.source.end - piece.source.start != len(piece.text):
        return piece.source
    return Span(piece.source.start + low, piece.source.start + high)


def _findings(text: str, edits: Sequence[Edit]) -> Iterator[Finding]:
    shift = 0
    for edit in edits:
        start = edit.start + shift
        shift += len(edit.words) - (edit.end - edit.start)
        if edit.doubt:
            was = text[edit.start : edit.end]
            message = Bilingual(
                f"Anrede unsicher: aus {was!r} wurde {edit.words!r}; gemeint sein könnte {edit.doubt!r}.",
                f"Address in doubt: {was!r} became {edit.words!r}; it could have to be {edit.doubt!r}.",
            )
            span = Span(start, start + len(edit.words))
            yield Finding("address.unsure", Severity.WARN, message, None, span, edit.words, was, None, edit.doubt)
