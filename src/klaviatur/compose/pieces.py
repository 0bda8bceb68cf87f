"""Pieces: runs of characters that know where they come from.

Whatever compose does to a text, it does to pieces, so that every character of a variant still points at the source's
words or at a declared phrase. The invariant everywhere: the pieces join to the text, and every source span lies in
`Source.text`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace as _with

from klaviatur.records import Language, Phrase, Phrasebook, Piece, Sentence, Source, Span

Pieces = tuple[Piece, ...]

FORMAT = "format"
_SLOT = re.compile(r"\{(\w+)\}")
_OPENERS = "\"'„“‚‘«»(["


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text the pieces join to."""
    return "".join(piece.text for piece in pieces)


def from_span(source: Source, span: Span, *, change: str = "") -> Pieces:
    """Return the source's own words at a span as one piece, () for an empty span."""
    words = source.words(span)
    return (Piece(words, source=span, change=change),) if words else ()


def from_sentence(source: Source, sentence: Sentence) -> Pieces:
    """Return a whole sentence of the source, word for word."""
    return from_span(source, sentence.span)


def rendered(text: str, span: Span, change: str) -> Piece:
    """Return words of ours that render the source's words at `span`; `change` says how they differ."""
    return Piece(text, source=span, change=change)


def layout(text: str) -> Pieces:
    """Return spaces, line breaks, bullets or punctuation that claim nothing, () for ""."""
    return (Piece(text, phrase=FORMAT),) if text else ()


def declared(text: str, phrase: str) -> Pieces:
    """Return words that a declared phrase (or "voice.boilerplate" and the like) answers for, () for ""."""
    return (Piece(text, phrase=phrase),) if text else ()


def join(parts: Iterable[Sequence[Piece]], between: str = " ") -> Pieces:
    """Return all non-empty parts in order with a layout piece between each two."""
    out: list[Piece] = []
    for part in parts:
        if not part:
            continue
        out += layout(between) if out else ()
        out += part
    return tuple(out)


def fill(phrase: Phrase, slots: Mapping[str, Sequence[Piece] | str] | None = None) -> Pieces:
    """Return a declared phrase with its slots filled.

    Slot pieces keep their own origin; literal words, and slots given as plain strings, carry the phrase's id.
    Raises KeyError for a slot that is not given.
    """
    slots = slots or {}
    out: list[Piece] = []
    at = 0
    for match in _SLOT.finditer(phrase.text):
        out += declared(phrase.text[at : match.start()], phrase.id)
        value = slots[match[1]]
        out += declared(value, phrase.id) if isinstance(value, str) else value
        at = match.end()
    out += declared(phrase.text[at:], phrase.id)
    return tuple(out)


def slots_of(phrase: Phrase) -> frozenset[str]:
    """Return the names of a phrase's slots."""
    return frozenset(_SLOT.findall(phrase.text))


def phrases_for(
    book: Phrasebook,
    use: str,
    *,
    language: Language,
    address: str = "neutral",
    register: str = "plain",
    family: str = "",
) -> list[Phrase]:
    """Return the declared phrases that suit, in the book's order; with a neutral address only those for "any"."""
    return [
        phrase
        for phrase in book.phrases
        if phrase.use == use
        and phrase.language == language
        and phrase.address in ("any", address)
        and (not phrase.registers or register in phrase.registers)
        and (not phrase.families or not family or family in phrase.families)
    ]


def phrase(
    book: Phrasebook,
    use: str,
    slots: Mapping[str, Sequence[Piece] | str] | None = None,
    *,
    language: Language,
    address: str = "neutral",
    register: str = "plain",
    family: str = "",
    turn: int = 0,
) -> Pieces | None:
    """Return a filled phrase for `use`, None if no phrase suits or a slot it needs is missing.

    `turn` picks among those that suit, so that the same source always gets the same phrase.
    """
    given = frozenset(slots or {})
    suits = phrases_for(book, use, language=language, address=address, register=register, family=family)
    suits = [one for one in suits if slots_of(one) <= given]
    return fill(suits[turn % len(suits)], slots) if suits else None


def cut(pieces: Sequence[Piece], start: int, end: int | None = None) -> Pieces:
    """Return the pieces of `text_of(pieces)[start:end]`; spans are narrowed exactly where that is possible.

    A piece whose words are not as long as the source's words keeps its whole span: it renders them together.
    """
    out: list[Piece] = []
    at = 0
    stop = sum(len(piece.text) for piece in pieces) if end is None else end
    for piece in pieces:
        low, high = max(start - at, 0), min(stop - at, len(piece.text))
        at += len(piece.text)
        if low < high:
            out.append(_narrow(piece, low, high))
    return tuple(out)


def _narrow(piece: Piece, low: int, high: int) -> Piece:
    if high - low == len(piece.text):
        return piece
    span = piece.source
    if span is not None and span.end - span.start == len(piece.text):
        span = Span(span.start + low, span.start + high)
    return _with(piece, text=piece.text[low:high], source=span)


def drop(pieces: Sequence[Piece], start: int, end: int) -> Pieces:
    """Return the pieces without `text[start:end]`, source pieces marked as compressed."""
    kept = (*cut(pieces, 0, start), *cut(pieces, end))
    return mark(kept, "compressed") if end > start else tuple(pieces)


def mark(pieces: Iterable[Piece], change: str) -> Pieces:
    """Return the pieces with a change mark on every source piece that has none yet."""
    return tuple(_with(p, change=change) if p.source is not None and not p.change else p for p in pieces)


def swap(pieces: Sequence[Piece], start: int, end: int, text: str, change: str) -> Pieces:
    """Return the pieces with `text[start:end]` rendered as `text`; the new piece keeps the old origin."""
    old = cut(pieces, start, end)
    new = _origin(old, text, change)
    return (*cut(pieces, 0, start), *new, *cut(pieces, end))


def put(pieces: Sequence[Piece], start: int, end: int, new: Sequence[Piece]) -> Pieces:
    """Return the pieces with `text[start:end]` replaced by pieces that bring their own origin."""
    return (*cut(pieces, 0, start), *new, *cut(pieces, end))


def rewrite(pieces: Sequence[Piece], edits: Iterable[tuple[int, int, str]], change: str) -> Pieces:
    """Return the pieces with every `text[start:end]` rendered as the new words; edits ascend and never overlap."""
    out: list[Piece] = []
    at = 0
    for start, end, words in edits:
        out += cut(pieces, at, start)
        out += _origin(cut(pieces, start, end), words, change)
        at = end
    return (*out, *cut(pieces, at))


def _origin(old: Sequence[Piece], text: str, change: str) -> Pieces:
    if not text:
        return ()
    spans = [piece.source for piece in old if piece.source is not None]
    if spans:
        return (rendered(text, Span(min(s.start for s in spans), max(s.end for s in spans)), change),)
    return declared(text, next((piece.phrase for piece in old if piece.phrase), FORMAT))


def edit(
    pieces: Sequence[Piece], pattern: "re.Pattern[str]", new: Callable[[re.Match[str]], str], change: str
) -> Pieces:
    """Return the pieces with every match of `pattern` in their text rendered as `new(match)`."""
    found = ((match, new(match)) for match in pattern.finditer(text_of(pieces)))
    return rewrite(pieces, [(m.start(), m.end(), word) for m, word in found if word != m[0]], change)


def capitalise(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces with the first letter in upper case, where the text starts with a letter or an opening mark."""
    text = text_of(pieces)
    first = next((i for i, char in enumerate(text) if char not in _OPENERS), len(text))
    if first == len(text) or not text[first].islower():
        return tuple(pieces)
    return swap(pieces, first, first + 1, text[first].upper(), "case")


def strip(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces without white space at either end."""
    text = text_of(pieces)
    start = len(text) - len(text.lstrip())
    return cut(pieces, start, max(start, len(text.rstrip())))


def without_end_mark(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces without a final full stop (never one that belongs to an ellipsis)."""
    text = text_of(pieces)
    if text.endswith(".") and not text.endswith(".."):
        return cut(pieces, 0, len(text) - 1)
    return tuple(pieces)


def with_end_mark(pieces: Sequence[Piece], end: str = ".") -> Pieces:
    """Return the pieces with `end` behind them unless they already end a sentence."""
    pieces = strip(pieces)
    text = text_of(pieces)
    closed = text.rstrip("\"'“”‘’»«)]")
    return pieces if not text or closed.endswith((".", "!", "?", "…", ":")) else (*pieces, *layout(end))


def words_in(pieces: Sequence[Piece]) -> int:
    """Return how many words with at least one letter or digit the pieces hold."""
    return sum(1 for word in text_of(pieces).split() if any(char.isalnum() for char in word))


def merged(pieces: Sequence[Piece]) -> Pieces:
    """Return the same text with neighbours of the same origin joined into one piece."""
    out: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if out and _continues(out[-1], piece):
            out[-1] = _together(out[-1], piece)
        else:
            out.append(piece)
    return tuple(out)


def _continues(left: Piece, right: Piece) -> bool:
    if left.phrase != right.phrase or left.change != right.change:
        return False
    if left.source is None or right.source is None:
        return left.source is right.source
    exact = left.source.end - left.source.start == len(left.text) and right.source.end - right.source.start == len(
        right.text
    )
    return exact and left.source.end == right.source.start


def _together(left: Piece, right: Piece) -> Piece:
    span = Span(left.source.start, right.source.end) if left.source and right.source else left.source
    return _with(left, text=left.text + right.text, source=span)
