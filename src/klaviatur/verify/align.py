"""Alignment: which word of a claim renders which word of the source, and what stands in the gaps.

Near-verbatim text is the rule in our trade, so the difference is the strongest witness: a meaningful word replaced,
put in or left out between words that are the source's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from klaviatur.verify.index import Index, rank_lines
from klaviatur.verify.words import Word, near_key

MAX_LINES = 3


class Tie(StrEnum):
    """How a word of a claim is tied to the source."""

    SAME = "same"  # same stem in an evidence sentence
    NEAR = "near"  # other inflection, or part of a compound there
    ELSEWHERE = "elsewhere"  # the source knows it, but not in the evidence sentences
    NOVEL = "novel"  # the source does not know it


@dataclass(frozen=True, slots=True)
class Gap:
    """Words of a claim that are not the evidence's, and the evidence's words they stand in place of."""

    words: tuple[int, ...]  # claim word numbers
    dropped: tuple[int, ...]  # source word numbers between the same neighbours, () if nothing was replaced


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim laid beside its evidence sentences."""

    words: tuple[Word, ...]
    lines: tuple[int, ...]  # best first
    to: tuple[int | None, ...]  # source word number per claim word
    ties: tuple[Tie, ...]
    coverage: float  # weighted share of the claim's content that the evidence carries, 0-1
    gaps: tuple[Gap, ...]


def align(words: tuple[Word, ...], index: Index, prefer: Iterable[int] = ()) -> Alignment:
    """Lay a claim's words beside the best one to three sentences; `prefer` names lines that are known to matter."""
    to: list[int | None] = [None] * len(words)
    lines = _take_lines(words, index, tuple(prefer), to)
    ties = [_tie(word, at, index) for word, at in zip(words, to, strict=True)]
    _tie_loosely(words, index, lines, to, ties)
    return Alignment(
        words, tuple(lines), tuple(to), tuple(ties), _coverage(words, ties, index), _gaps(words, to, index)
    )


def _take_lines(words: tuple[Word, ...], index: Index, prefer: tuple[int, ...], to: list[int | None]) -> list[int]:
    ranked = rank_lines(index, words, 4)
    order = [*prefer, *(line for line, share in ranked if line not in prefer and share > 0.12)]
    lines: list[int] = []
    for line in sorted(order, key=lambda n: -_common(words, index, n))[:1]:
        _lay(words, index, line, to)
        lines.append(line)
    while lines and len(lines) < MAX_LINES:
        rest = tuple(word for word, at in zip(words, to, strict=True) if at is None and not word.function)
        more = [line for line, _ in rank_lines(index, rest, 3) if line not in lines] if rest else []
        if not more or not _worth(rest, words, index, more[0]):
            break
        _lay(words, index, more[0], to)
        lines.append(more[0])
    return lines


def _common(words: tuple[Word, ...], index: Index, line: int) -> float:
    stems = {word.stem for word in index.line_words(line)}
    return sum(index.weight(w.stem) if not w.function else 0.04 for w in words if w.stem in stems)


def _worth(rest: tuple[Word, ...], words: tuple[Word, ...], index: Index, line: int) -> bool:
    """Return whether a further sentence carries enough of what is still open to count as evidence."""
    stems = {word.stem for word in index.line_words(line)}
    gained = [word for word in rest if word.stem in stems]
    return len(gained) >= 2 or (len(gained) == 1 and len([w for w in words if not w.function]) <= 4)


def _lay(words: tuple[Word, ...], index: Index, line: int, to: list[int | None]) -> None:
    """Tie still open words to one sentence: first runs in order, then moved words wherever they stand."""
    first = index.lines[line].first
    theirs = [word.stem for word in index.line_words(line)]
    mine = [word.stem if to[i] is None else "\0" for i, word in enumerate(words)]
    used: set[int] = set()
    for block in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            to[block.a + step] = first + block.b + step
            used.add(block.b + step)
    for i, word in enumerate(words):
        if to[i] is None:
            spot = next((j for j, stem in enumerate(theirs) if stem == word.stem and j not in used), None)
            if spot is not None:
                to[i] = first + spot
                used.add(spot)


def _tie(word: Word, at: int | None, index: Index) -> Tie:
    if at is not None:
        return Tie.SAME
    return Tie.ELSEWHERE if index.has(word.stem) else Tie.NOVEL


def _tie_loosely(
    words: tuple[Word, ...], index: Index, lines: list[int], to: list[int | None], ties: list[Tie]
) -> None:
    """Tie open words to other inflections and compounds in the evidence, then anywhere in the source."""
    used = {at for at in to if at is not None}
    for i, word in enumerate(words):
        if to[i] is not None or word.is_number:
            continue
        key = "" if word.is_capital and i else near_key(word.text, index.language)
        spot = _loose_spot(word, key, index, lines, used)
        if spot is not None:
            to[i], ties[i] = spot, Tie.NEAR
            used.add(spot)
        elif ties[i] is Tie.NOVEL and not word.function and _known_in_parts(word, index):
            ties[i] = Tie.ELSEWHERE


def _known_in_parts(word: Word, index: Index) -> bool:
    return word.is_capital and (_part_of(word.stem, index.long_stems) or joined_from(word.stem, index))


def _loose_spot(word: Word, key: str, index: Index, lines: list[int], used: set[int]) -> int | None:
    for line in lines:
        for at in range(index.lines[line].first, index.lines[line].end):
            if at not in used and _loosely_same(word, key, index.words[at], index):
                return at
    return None


def _loosely_same(word: Word, key: str, other: Word, index: Index) -> bool:
    if other.is_number or other.function:
        return False
    if key and key == near_key(other.text, index.language):
        return True
    return word.is_capital and not word.function and _part_of(word.stem, (other.stem,))


def _part_of(stem: str, compounds: Iterable[str]) -> bool:
    """Return whether a noun opens or closes a longer word: Anlage in Solaranlage."""
    return len(stem) >= 4 and any(
        len(long) >= len(stem) + 3 and (long.startswith(stem) or long.endswith(stem)) for long in compounds
    )


def joined_from(stem: str, index: Index) -> bool:
    """Return whether a compound is made of words the source has: Speichervertrag from Speicher and Vertrag."""
    return any(
        index.has(stem[:cut].removesuffix(glue)) and (index.has(stem[cut:]) or _part_of(stem[cut:], index.long_stems))
        for cut in range(4, len(stem) - 3)
        for glue in ("", "s", "n", "en")
    )


def _coverage(words: tuple[Word, ...], ties: list[Tie], index: Index) -> float:
    total = held = 0.0
    for word, tie in zip(words, ties, strict=True):
        if not word.function:
            weight = index.weight(word.stem)
            total += weight
            held += weight * {Tie.SAME: 1.0, Tie.NEAR: 0.9, Tie.ELSEWHERE: 0.3, Tie.NOVEL: 0.0}[tie]
    return held / total if total else 1.0


def _gaps(words: tuple[Word, ...], to: list[int | None], index: Index) -> tuple[Gap, ...]:
    gaps: list[Gap] = []
    run: list[int] = []
    for i in range(len(words) + 1):
        if i < len(words) and to[i] is None:
            run.append(i)
        elif run:
            gaps.append(Gap(tuple(run), _dropped(run, words, to, index)))
            run = []
    return tuple(gaps)


def _dropped(run: list[int], words: tuple[Word, ...], to: list[int | None], index: Index) -> tuple[int, ...]:
    """Return the untied source words between the neighbours of a run, () where neighbours are far apart or moved."""
    left = next((to[i] for i in range(run[0] - 1, -1, -1) if to[i] is not None), None)
    right = next((to[i] for i in range(run[-1] + 1, len(words)) if to[i] is not None), None)
    if left is None and right is None:
        return ()
    low, high = _between(left, right, index)
    used = {at for at in to if at is not None}
    open_words = [n for n in range(low, high) if n not in used]
    return tuple(open_words) if len(open_words) <= len(run) + 4 else ()


def _between(left: int | None, right: int | None, index: Index) -> tuple[int, int]:
    if left is None:
        assert right is not None  # noqa: S101 - one of both is always there
        return max(index.lines[index.line_of[right]].first, right - 3), right
    if right is None or index.line_of[left] != index.line_of[right] or right < left:
        return left + 1, min(index.lines[index.line_of[left]].end, left + 4)
    return left + 1, right
