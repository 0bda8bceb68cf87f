"""Every character of a variant maps to the source or to a declared phrase; a writer is tested, not believed."""

import regex

from klaviatur.records import Language, Piece, Span, VariantPart
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.claim import Doubt
from klaviatur.verify.dates import moments_of
from klaviatur.verify.declared import Declared
from klaviatur.verify.words import stem

_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
# Here words may change; alignment and hashtags judge them.
_FREE = frozenset({"plain", "resolved", "address", "hashtag", "gender"})
_EDITED = "edited"  # a person's words between others: they map nowhere, and are judged as in a part nobody has mapped


def declared_spans(part: VariantPart, declared: Declared) -> list[Span]:
    """Return the runs of a part that need no evidence."""
    if not part.pieces:
        return declared.spans_in(part.text)
    spans: list[Span] = []
    at = 0
    for piece in part.pieces:
        if piece.phrase and piece.source is None and declared.answers_for(piece):
            spans.append(Span(at, at + len(piece.text)))
        elif piece.change == _EDITED:
            spans += [Span(at + start, at + end) for start, end in declared.spans_in(piece.text)]
        at += len(piece.text)
    return spans


def resolved_at(part: VariantPart, span: Span) -> bool:
    """Return whether a piece whose writer resolved a pronoun lies at `span`."""
    at = 0
    for piece in part.pieces:
        if piece.change == "resolved" and at < span.end and span.start < at + len(piece.text):
            return True
        at += len(piece.text)
    return False


def check_mapping(part: VariantPart, source_text: str, declared: Declared, language: Language) -> list[Doubt]:
    """Return doubts about pieces that map nowhere, name a phrase that is none, or differ from the place they state."""
    if not part.pieces:
        return []
    doubts: list[Doubt] = []
    at = 0
    for piece in part.pieces:
        span = Span(at, at + len(piece.text))
        at = span.end
        rule = _rule(piece, source_text, declared, language)
        if rule:
            doubts.append(Doubt(rule, span, piece.text, piece.source))
    if at != len(part.text) or "".join(piece.text for piece in part.pieces) != part.text:
        doubts.append(Doubt("mapping.gap", Span(min(at, len(part.text)), len(part.text)), part.text[at:]))
    return doubts


def _rule(piece: Piece, source_text: str, declared: Declared, language: Language) -> str | None:
    if not verbatim_key(piece.text) or piece.change == _EDITED:
        return None
    if piece.source is not None:
        return None if _renders(piece, source_text, language) else "mapping.differs"
    return None if piece.phrase and declared.answers_for(piece) else "mapping.gap"


def _renders(piece: Piece, source_text: str, language: Language) -> bool:
    """Return whether a piece differs from its source words by no more than its declared change."""
    assert piece.source is not None  # noqa: S101 - the caller asks for pieces with a source only
    if not 0 <= piece.source.start <= piece.source.end <= len(source_text):
        return False
    theirs = source_text[piece.source.start : piece.source.end]
    if piece.change in _FREE:
        return True
    mine, source = verbatim_key(piece.text), verbatim_key(theirs)
    if piece.change == "compressed":
        return _in_order(mine.split(), source.split()) or _is_part(piece.text, theirs, language)
    return mine.replace(" ", "") == source.replace(" ", "") or _same_date(piece.text, theirs, language)


def _same_date(mine: str, theirs: str, language: Language) -> bool:
    """Return whether both are one date in two notations."""
    moments = [moments_of(text, language) for text in (mine, theirs)]
    return all(len(found) == 1 for found in moments) and all(
        a.within(b) and b.within(a) for a, b in zip(*moments, strict=True)
    )


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text)).lower()


def _in_order(mine: list[str], theirs: list[str]) -> bool:
    rest = iter(theirs)
    return all(word in rest for word in mine)


def _is_part(mine: str, theirs: str, language: Language) -> bool:
    """Return whether all words of `mine` are inflections of words of `theirs`."""
    camel = regex.sub(r"(?<=\p{Ll})(?=\p{Lu})", " ", mine)
    stems = {stem(word, language) for word in _WORDS.findall(theirs)}
    joined = _letters(theirs)
    return all(stem(word, language) in stems or word.lower() in joined for word in _WORDS.findall(camel))
