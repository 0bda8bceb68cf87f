"""Finding the sentence or block a span lies in."""

from bisect import bisect_right
from collections.abc import Sequence

from klaviatur.records import Block, Sentence, Span


def sentence_at(sentences: Sequence[Sentence], span: Span) -> int:
    """Return the index of the sentence a span starts in, -1 if it starts in none."""
    place = bisect_right(sentences, span.start, key=lambda sentence: sentence.span.start) - 1
    return place if place >= 0 and span.start < sentences[place].span.end else -1


def sentences_touched(sentences: Sequence[Sentence], span: Span) -> tuple[int, ...]:
    """Return the indices of all sentences a span shares a character with."""
    first = max(0, bisect_right(sentences, span.start, key=lambda sentence: sentence.span.start) - 1)
    return tuple(
        sentence.index
        for sentence in sentences[first:]
        if sentence.span.start < span.end and span.start < sentence.span.end
    )


def block_at(blocks: Sequence[Block], place: int) -> Block:
    """Return the last block that starts at or before a place."""
    return blocks[max(0, bisect_right(blocks, place, key=lambda block: block.span.start) - 1)]


def inside_any(span: Span | None, areas: Sequence[Span]) -> bool:
    """Return whether a span starts inside one of the areas."""
    return span is not None and any(area.start <= span.start < area.end for area in areas)
