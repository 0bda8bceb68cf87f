"""ROLE: two names, nouns or figures that have changed places."""

from dataclasses import dataclass
from itertools import combinations

import regex

from klaviatur.verify.claim import Claim, Doubt

_JOINED = regex.compile(r"(?:und|oder|and|or|sowie|&|,|/)*")
_MARKED_CASE = frozenset(
    {"den", "dem", "einen", "einem", "des", "eines", "ihren", "ihrem", "seinen", "seinem", "keinen", "diesen", "diesem"}
)
_DETERMINERS = {
    "en": frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these", "those"}),
    "de": frozenset(),
}
_EDGE = -1


@dataclass(frozen=True, slots=True)
class _Actor:
    """A run of words that moves as one, with its neighbours in the claim and in the source as source word numbers."""

    words: tuple[int, ...]
    first: int  # source word numbers of the run
    last: int
    before: int | None  # neighbour in the claim, as a source word number
    after: int | None
    number: bool


def check_roles(claim: Claim) -> list[Doubt]:
    """Return a doubt where two actors stand in each other's surroundings."""
    if not claim.close:
        return []
    actors = _actors(claim)
    for one, other in combinations(actors, 2):
        if one.number == other.number and _exchanged(one, other, claim):
            numbers = (*one.words, *other.words)
            line = claim.facts.index.lines[claim.facts.index.line_of[one.first]].span
            return [claim.doubt("role.swapped", (min(numbers), max(numbers)), line)]
    return []


def _actors(claim: Claim) -> list[_Actor]:
    actors: list[_Actor] = []
    i = 0
    while i < len(claim.words):
        run = _run(i, claim)
        if run:
            actors.append(_actor(run, claim))
        i += max(1, len(run))
    return actors


def _run(i: int, claim: Claim) -> tuple[int, ...]:
    """Return the words from `i` that are tied to one unbroken run of the source and may be an actor."""
    to = claim.alignment.to
    if to[i] is None or not _may_act(i, claim):
        return ()
    run = [i]
    while (
        (j := run[-1] + 1) < len(claim.words)
        and to[j] is not None
        and to[j] == to[run[-1]] + 1  # type: ignore[operator]
        and claim.words[j].is_capital
        and claim.words[i].is_capital
        and claim.language == "en"
    ):
        run.append(j)
    return tuple(run)


def _may_act(i: int, claim: Claim) -> bool:
    word = claim.words[i]
    if word.is_number or (word.is_capital and not word.function):
        return True
    before = claim.words[i - 1].text.lower() if i else ""
    return claim.language == "en" and not word.function and before in _DETERMINERS["en"]


def _actor(run: tuple[int, ...], claim: Claim) -> _Actor:
    to = claim.alignment.to
    first, last = to[run[0]], to[run[-1]]
    assert first is not None  # noqa: S101 - runs hold tied words only
    assert last is not None  # noqa: S101
    left, right = run[0] - 1, run[-1] + 1
    before = to[left] if left >= 0 else _EDGE
    after = to[right] if right < len(claim.words) else _EDGE
    return _Actor(run, first, last, before, after, claim.words[run[0]].is_number)


def _exchanged(one: _Actor, other: _Actor, claim: Claim) -> bool:
    """Return whether each stands where the other stands in the source, and neither has kept its own surroundings."""
    index = claim.facts.index
    if index.line_of[one.first] != index.line_of[other.first] or _listed(one, other, claim):
        return False
    if not (_stands_for(one, other, claim) and _stands_for(other, one, claim)):
        return False
    return not (_at_home(one, claim) or _at_home(other, claim))


def _stands_for(one: _Actor, other: _Actor, claim: Claim) -> bool:
    index = claim.facts.index
    line = index.lines[index.line_of[other.first]]
    left = other.first - 1 if other.first > line.first else _EDGE
    right = other.last + 1 if other.last + 1 < line.end else _EDGE
    return (one.before == left and left != _EDGE) or (one.after == right and right != _EDGE)


def _at_home(one: _Actor, claim: Claim) -> bool:
    """Return whether an actor kept its article in a case that says its part in the sentence, or a neighbour."""
    index = claim.facts.index
    keeps = one.before == one.first - 1 and one.before is not None and one.before >= 0
    marked = keeps and index.words[one.first - 1].text.lower() in _MARKED_CASE
    return marked or (keeps and index.words[one.first - 1].text.lower() in _PREPOSITIONS)


_PREPOSITIONS = frozenset(
    [
        "in",
        "im",
        "an",
        "am",
        "auf",
        "aus",
        "bei",
        "beim",
        "mit",
        "nach",
        "von",
        "vom",
        "vor",
        "zu",
        "zum",
        "zur",
        "für",
        "gegen",
        "ohne",
        "durch",
        "über",
        "unter",
        "um",
        "seit",
        "bis",
        "at",
        "by",
        "for",
        "from",
        "into",
        "of",
        "on",
        "to",
        "with",
        "without",
        "about",
        "after",
        "before",
        "between",
        "during",
        "through",
        "over",
        "under",
    ]
)


def _listed(one: _Actor, other: _Actor, claim: Claim) -> bool:
    """Return whether the two are only joined by "and", here or in the source, so that their order says nothing."""
    index = claim.facts.index
    low, high = sorted(((one.first, one.last), (other.first, other.last)))
    theirs = index.text[index.words[low[1]].span.end : index.words[high[0]].span.start]
    left, right = sorted((one.words, other.words))
    mine = claim.text[claim.words[left[-1]].span.end : claim.words[right[0]].span.start]
    return _only_joins(theirs) or _only_joins(mine)


def _only_joins(between: str) -> bool:
    plain = regex.sub(r"\b(?:der|die|das|den|dem|the|a|an)\b|\s", "", between.lower())
    return bool(plain) and _JOINED.fullmatch(plain) is not None
