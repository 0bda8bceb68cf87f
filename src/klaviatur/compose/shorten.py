"""Shorter versions of a sentence, cut at clause borders only.

The longest version that fits wins. Every version is a whole sentence: its marks are balanced, it has its verb and its
end mark, and it needs no sentence before it that the whole one did not need.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from klaviatur.compose.clauses import cuts, leading_clause
from klaviatur.compose.dangling import balanced, first_tie
from klaviatur.compose.pieces import Pieces, cut, drop, from_sentence, text_of
from klaviatur.compose.standing import compressed, subject_to_front, surroundings
from klaviatur.compose.ties import Surroundings
from klaviatur.compose.view import Cut, view
from klaviatur.compose.wordorder import is_finite
from klaviatur.records import Piece, Sentence, Source

Fits = Callable[[str], bool]

_MAX_CUTS = 6  # 64 versions at most
_MIN_WORDS = 4


def shorten(source: Source, sentence: Sentence, fits: Fits) -> Pieces | None:
    """Return the longest version of the sentence that fits, None if none does."""
    return shorten_pieces(source, from_sentence(source, sentence), fits)


def shorten_pieces(source: Source, pieces: Sequence[Piece], fits: Fits) -> Pieces | None:
    """Return the longest version of pieces that hold one sentence (after `stand_up`, say), None if none fits."""
    if fits(text_of(pieces)):
        return tuple(pieces)
    around = surroundings(source)
    for version in _longest_first(source, tuple(pieces), around):
        if fits(text_of(version)):
            return version
    return None


def versions(source: Source, sentence: Sentence) -> list[Pieces]:
    """Return every shorter version of the sentence, longest first, none if no clause may go."""
    return list(_longest_first(source, from_sentence(source, sentence), surroundings(source)))


def _longest_first(source: Source, pieces: Pieces, around: Surroundings) -> Iterator[Pieces]:
    whole = text_of(pieces)
    tied = first_tie(whole, around) is not None
    found: dict[str, tuple[Pieces, tuple[Cut, ...]]] = {}
    for base in _bases(source, pieces, around):
        for chosen in _sets(cuts(view(text_of(base), around.language, around.names))):
            found.setdefault(_without(text_of(base), chosen), (base, chosen))
    for text in sorted(found, key=len, reverse=True):
        if text != whole and _is_sentence(text, around, tied=tied):
            base, chosen = found[text]
            yield _dropped(base, chosen)


def _bases(source: Source, pieces: Pieces, around: Surroundings) -> Iterator[Pieces]:
    yield pieces
    start = leading_clause(view(text_of(pieces), around.language, around.names))
    if start is None:
        return
    main = cut(pieces, start)
    turned = subject_to_front(source, main) if around.language == "de" else compressed(main)
    if turned:
        yield turned


def _sets(found: list[Cut]) -> Iterator[tuple[Cut, ...]]:
    """Yield every set of cuts that do not touch each other, the empty one too."""
    found = sorted(found, key=lambda one: one.start - one.end)[:_MAX_CUTS]
    for size in range(len(found) + 1):
        for chosen in combinations(found, size):
            ordered = sorted(chosen, key=lambda one: one.start)
            if all(left.end <= right.start for left, right in pairwise(ordered)):
                yield tuple(ordered)


def _without(text: str, chosen: Iterable[Cut]) -> str:
    for one in sorted(chosen, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + text[one.end :]
    return text


def _dropped(pieces: Pieces, chosen: Iterable[Cut]) -> Pieces:
    for one in sorted(chosen, key=lambda one: one.start, reverse=True):
        pieces = drop(pieces, one.start, one.end)
    return pieces


def _is_sentence(text: str, around: Surroundings, *, tied: bool) -> bool:
    tokens = text.split()
    if len(tokens) < _MIN_WORDS or not balanced(text) or text[-1:] not in '.!?…“”"':
        return False
    if not any(is_finite(token, around.language) for token in tokens):
        return False
    return tied or first_tie(text, around) is None
