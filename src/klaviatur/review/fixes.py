"""A new wording for a variant's parts: by hand, by a fix that was proposed, or as it once was.

What a person did not touch keeps its provenance, so that verify judges the edited words and finds nothing new in the
others.
"""

from collections.abc import Sequence
from dataclasses import replace

from klaviatur.errors import NotReady
from klaviatur.records import Checked, Method, Piece, Span, Variant, VariantPart
from klaviatur.review.human import in_common
from klaviatur.review.typed import as_typed

EDITED = "edited"


def reworded(variant: Variant, texts: Sequence[str]) -> Variant:
    """Return a variant with other texts for its parts, in their order.

    A piece stays where all of its characters do; what lies between such pieces is a piece of its own that comes from
    nowhere we know of. Doubts of the writer about parts that changed are gone. Raises NotReady for another number of
    texts than there are parts, and for characters that are no text.
    """
    if len(texts) != len(variant.parts):
        raise NotReady(
            f"The variant for {variant.channel!r} has {len(variant.parts)} parts, but {len(texts)} texts were sent. "
            "Open it again and send one text for each part; an empty one is allowed."
        )
    parts = tuple(_reworded(part, as_typed(text)) for part, text in zip(variant.parts, texts, strict=True))
    touched = {number for number, part in enumerate(parts) if part.text != variant.parts[number].text}
    findings = tuple(f for f in variant.findings if f.part not in touched) if touched else variant.findings
    method = _edited_method(variant.method) if touched else variant.method
    return replace(variant, parts=parts, findings=findings, method=method)


def fixed(checked: Checked, number: int) -> tuple[str, ...]:
    """Return the texts of all parts once finding `number` has been replaced by its proposal.

    Raises NotReady where there is no such finding, or nothing is proposed for it.
    """
    if not 0 <= number < len(checked.findings):
        raise NotReady(f"There is no finding {number}; the variant has {len(checked.findings)}. Open it again.")
    finding = checked.findings[number]
    texts = [part.text for part in checked.variant.parts]
    if finding.proposal is None or finding.part is None or finding.span is None:
        raise NotReady(f"Nothing is proposed for finding {number} ({finding.rule}). Correct the words by hand.")
    text, span = texts[finding.part], finding.span
    if not 0 <= span.start < span.end <= len(text):
        raise NotReady(f"Finding {number} ({finding.rule}) stands outside its part. Correct the words by hand.")
    texts[finding.part] = _put(text, span, finding.proposal)
    return tuple(texts)


def _put(text: str, span: Span, proposal: str) -> str:
    """Return a text with other words at a span; where words go for good, one space goes with them."""
    before, after = text[: span.start], text[span.end :]
    if not proposal and (not before or before[-1].isspace()):
        after = after.removeprefix(" ")
    return before + proposal + after


def _reworded(part: VariantPart, text: str) -> VariantPart:
    if text == part.text or not part.pieces:
        return replace(part, text=text)
    pieces: list[Piece] = []
    end = 0
    for piece, at in _kept(part, text):
        pieces += [Piece(text[end:at], change=EDITED)] if end < at else []
        pieces.append(piece)
        end = at + len(piece.text)
    pieces += [Piece(text[end:], change=EDITED)] if end < len(text) else []
    known = any(piece.source or piece.phrase not in (None, "format") for piece in pieces)
    return VariantPart(part.name, text, tuple(pieces) if known else ())


def _kept(part: VariantPart, text: str) -> list[tuple[Piece, int]]:
    """Return the pieces whose characters all stayed together, with where they now begin."""
    common = in_common(part.text, text)
    kept = []
    start = 0
    for piece in part.pieces:
        end = start + len(piece.text)
        shift = next((now - before for before, now, n in common if before <= start and end <= before + n), None)
        if shift is not None and piece.text:
            kept.append((piece, start + shift))
        start = end
    return kept


def _edited_method(method: Method) -> Method:
    return Method.COMPOSITE if method in {Method.TRAINED, Method.COMPOSITE} else Method.HUMAN_EDITS
