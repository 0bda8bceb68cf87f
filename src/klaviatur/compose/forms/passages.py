"""Passages: runs of the source's sentences for the long forms, paragraph by paragraph, quotes whole."""

from collections.abc import Sequence

from klaviatur.compose.desk import Desk
from klaviatur.compose.pieces import Pieces, join, words_in
from klaviatur.compose.room import ended
from klaviatur.compose.statements import Statement

Passage = tuple[Statement, ...]
LONG = 90  # words of a paragraph; longer ones are parted where a sentence can begin one


def passages(desk: Desk, words: int, *, skip: Sequence[int] = ()) -> list[Passage]:
    """Return the paragraphs that carry the text, in reading order, about `words` words together.

    The first paragraph with a standing sentence always comes first. A paragraph is taken from its beginning, so that
    its pronouns keep their nouns; one that cannot begin on its own is taken only behind the one before it.
    [] for a source without a sentence that stands.
    """
    known = [one for one in by_block(desk) if one[0].block not in skip] if desk.brief.standing else []
    weights = [(max(s.score for s in passage), at) for at, passage in enumerate(known)]
    chosen: list[int] = []
    room = words
    first = next((at for at, passage in enumerate(known) if passage[0].pieces), None)
    voices = _voices(desk, known)
    order = [first, *voices, *(at for _, at in sorted(weights, reverse=True))] if first is not None else []
    for at in (*order, *order):  # twice: what follows a passage may come in once that is chosen
        size = length(known[at])
        if at in chosen or (size > room and chosen) or not _can_begin(known, at, chosen):
            continue
        chosen.append(at)
        room -= size
    return [known[at] for at in sorted(chosen)]


def _voices(desk: Desk, known: list[Passage]) -> list[int]:
    """Return the passages in which the first two speakers are quoted."""
    found: dict[str, int] = {}
    for citation in desk.brief.citations:
        for at, passage in enumerate(known):
            if any(s.index in citation.quote.sentences for s in passage):
                found.setdefault(str(citation.quote.speaker), at)
    return sorted(set(found.values()))[:2]


def by_block(desk: Desk) -> list[Passage]:
    """Return the usable sentences of every paragraph; walls of text are parted at sentences that stand alone."""
    grouped: dict[int, list[Statement]] = {}
    for one in desk.brief.statements:
        grouped.setdefault(one.block, []).append(one)
    return [passage for _, group in sorted(grouped.items()) for passage in _parted(tuple(group))]


def _parted(passage: Passage) -> list[Passage]:
    if length(passage) <= LONG:
        return [passage]
    out: list[list[Statement]] = [[]]
    for one in passage:
        full = length(tuple(out[-1])) >= LONG // 2 and one.pieces and "quote" not in one.kinds
        if full:
            out.append([])
        out[-1].append(one)
    return [tuple(group) for group in out]


def length(passage: Passage) -> int:
    """Return the words of a passage."""
    return sum(words_in(one.follows) for one in passage)


def _can_begin(known: list[Passage], at: int, chosen: list[int]) -> bool:
    return bool(known[at][0].pieces) or at - 1 in chosen


def render(desk: Desk, passage: Passage) -> Pieces:
    """Return a passage: its first sentence as it stands alone, the others as the source has them."""
    desk.taken += [one.index for one in passage]
    first, *others = passage
    pieces = [first.pieces or first.follows, *(one.follows for one in others)]
    return join([ended(one) if one else () for one in pieces])
