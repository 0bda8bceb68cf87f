"""When a text has a new version: which variants state something that no longer stands in it.

A variant rests on the words of the source that carry its clauses (evidence) and that its pieces render (title, date,
contact). If all of them stand in the new version, word for word, and verify finds nothing new to block, the variant
and its release stay: neither its wording nor its facts have changed. Else it becomes stale.
"""

from dataclasses import replace

import regex

from klaviatur.records import Checked, Piece, Revision, Severity, Source, Span, Variant, VariantPart, Verdict
from klaviatur.review.fixes import EDITED

_SHOWN = 120


def lost_words(revision: Revision, old: Source, new: Source) -> str:
    """Return the longest words of the old version that carry a variant and that the new one lacks, "" for none."""
    text = _flat(new.text)
    words = (_flat(old.text[span.start : span.end]) for span in sorted(_rests_on(revision.checked)))
    return max((one for one in words if one and not _stands(one, text)), key=len, default="")


def new_blocks(before: Checked, after: Checked) -> str:
    """Return the message of the first finding that blocks only now, "" for none."""
    known = {(f.rule, f.part, f.words) for f in before.findings if f.severity is Severity.BLOCK}
    found = [f for f in after.findings if f.severity is Severity.BLOCK and (f.rule, f.part, f.words) not in known]
    return found[0].message.en if found else ""


def gone(words: str, version: int) -> str:
    """Return why a variant is stale."""
    short = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f"Version {version} of the text no longer says: {short}"


def carried_over(variant: Variant, old: Source, new: Source) -> Variant:
    """Return a variant whose pieces point into another version of its source; the wording is the same.

    Words that the new version has at several places are looked for near where they stood; a piece whose words are gone
    comes from nowhere we know of.
    """
    if old.id == new.id:
        return replace(variant, source=new.id)
    parts = tuple(_carried_part(part, old, new) for part in variant.parts)
    return replace(variant, source=new.id, parts=parts)


def _rests_on(checked: Checked) -> set[Span]:
    carried = {span for one in checked.evidence if one.verdict is not Verdict.UNSUPPORTED for span in one.source}
    return carried | {piece.source for part in checked.variant.parts for piece in part.pieces if piece.source}


def _carried_part(part: VariantPart, old: Source, new: Source) -> VariantPart:
    return replace(part, pieces=tuple(_carried(piece, old, new) for piece in part.pieces))


def _carried(piece: Piece, old: Source, new: Source) -> Piece:
    if piece.source is None:
        return piece
    words = old.text[piece.source.start : piece.source.end]
    start = _nearest(new.text, words, piece.source.start)
    if not words or start < 0:
        return Piece(piece.text, change=EDITED)
    return replace(piece, source=Span(start, start + len(words)))


def _nearest(text: str, words: str, at: int) -> int:
    """Return where words begin in a text, nearest to a place; -1 where they are not."""
    before, behind = text.rfind(words, 0, at + len(words)), text.find(words, at)
    found = [place for place in (before, behind) if place >= 0]
    return min(found, key=lambda place: abs(place - at), default=-1)


def _stands(words: str, text: str) -> bool:
    """Return whether words stand in a text as they are: "850 Haushalte" does not stand in "1.850 Haushalte"."""
    pattern = rf"(?<!\w)(?<!\d[.,])(?:{regex.escape(words)})" if words[0].isalnum() else regex.escape(words)
    behind = r"(?!\w|[.,]\d)" if words[-1].isalnum() else ""
    return regex.search(pattern + behind, text) is not None


def _flat(text: str) -> str:
    return " ".join(text.split())
