"""SPLICE: neighbouring words that the source never says together, so that two of its statements become a third."""

from collections.abc import Iterator
from itertools import pairwise

import regex

from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.words import Word, word_set

_BORDER = regex.compile(r"[,;:–—()\"“”„»«\n]|\s-\s")
_APPOSITION = regex.compile(r",\s(?:an?|eine?[mnrs]?)\s$")
_JOINS = frozenset({"and", "or", "but", "as", "und", "oder", "aber", "sowie", "wie"})
_AGE = frozenset({"old", "alt"})
_RUN = 4  # words in a row that count as a stretch taken over from the source
_LEAD = 3  # words before a verb that may be its subject

Seam = tuple[int, int]


def check_splices(claim: Claim) -> list[Doubt]:
    """Return a doubt about words put together from sentences that say them of different things.

    Two long stretches, a word put between neighbours, another subject before a kept stretch and a statement put into
    somebody's mouth warn; any other seam is noted.
    """
    if claim.headline or not claim.close or claim.language != claim.facts.index.language:
        return []
    seams = _seams(claim)
    return [_doubt(seams, claim)] if seams else _attributes(claim)[:1]


def _doubt(seams: list[Seam], claim: Claim) -> Doubt:
    inserted = next((j for (_, j), (k, _) in pairwise(seams) if j == k and not _nearby(j, claim)), None)
    if inserted is not None and not claim.words[inserted].is_number:
        return _about("word.spliced", (inserted, inserted), claim)
    subject = next((seam for seam in seams if _other_subject(seam, claim)), None)
    if subject:
        return _about("role.swapped", (subject[0], subject[0]), claim)
    long = next((seam for seam in seams if _grave(seam, claim)), None)
    if long:
        return _about("word.spliced", long, claim)
    return _about("attribution.altered" if _reports(claim) else "word.apart", seams[0], claim)


def _about(rule: str, seam: Seam, claim: Claim) -> Doubt:
    return claim.doubt(rule, seam, next(iter(claim.evidence()), None))


def _seams(claim: Claim) -> list[Seam]:
    """Return the pairs of neighbouring content words that stand in no source sentence together."""
    listed = word_set("generic", claim.language)
    numbers = [i for i, word in enumerate(claim.words) if not word.function and not _is_typed(word, claim)]
    return [
        (i, j)
        for i, j in pairwise(numbers)
        if claim.words[i].text.lower() not in listed and _apart(i, j, claim) and not _parted(i, j, claim)
    ]


def _is_typed(word: Word, claim: Claim) -> bool:
    """Return whether a word is part of a date, or the unit or the "old" of a figure; their own checks judge those."""
    dated = any(m.span.start < word.span.end and word.span.start < m.span.end for m in claim.moments)
    reach = 2 if word.text.lower() in _AGE else 0
    return dated or any(f.span.start < word.span.start < f.span.end + reach for f in claim.figures)


def _apart(i: int, j: int, claim: Claim) -> bool:
    mine, theirs = _lines(i, claim), _lines(j, claim)
    return bool(mine) and bool(theirs) and not mine & theirs


def _nearby(i: int, claim: Claim) -> bool:
    """Return whether a word stands in the best sentence of the evidence or right beside it."""
    return any(abs(line - claim.alignment.lines[0]) <= 1 for line in _lines(i, claim))


def _lines(i: int, claim: Claim) -> frozenset[int]:
    index, at = claim.facts.index, claim.alignment.to[i]
    tied = frozenset() if at is None else frozenset({index.line_of[at]})
    return index.lines_with.get(claim.words[i].stem, frozenset()) | tied


def _parted(i: int, j: int, claim: Claim) -> bool:
    """Return whether a border or a joining word stands between two words, so that each may have its own sentence."""
    between = claim.text[claim.words[i].span.end : claim.words[j].span.start]
    return _BORDER.search(between) is not None or any(claim.words[k].text.lower() in _JOINS for k in range(i + 1, j))


def _attributes(claim: Claim) -> list[Doubt]:
    """Doubt "X, a Y" where the source knows every word of Y but says it of something else."""
    doubts = []
    for i, group in _appositions(claim):
        named = claim.facts.index.lines_with.get(claim.words[i].stem, frozenset())
        carried = frozenset.intersection(*(_lines(j, claim) for j in group))
        if named and carried and not carried & named:
            doubts.append(_about("word.spliced", (i, group[-1]), claim))
    return doubts


def _appositions(claim: Claim) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each name before a comma and an article, with the content words up to the next border."""
    content = [i for i, word in enumerate(claim.words) if not word.function and i not in claim.typed_words]
    for at, (i, j) in enumerate(pairwise(content)):
        between = claim.text[claim.words[i].span.end : claim.words[j].span.start]
        if claim.words[i].is_capital and _APPOSITION.fullmatch(between):
            rest = content[at + 1 :]
            end = next((n + 1 for n, (a, b) in enumerate(pairwise(rest)) if _parted(a, b, claim)), len(rest))
            yield i, tuple(rest[:end])


def _grave(seam: Seam, claim: Claim) -> bool:
    """Return whether two long stretches meet."""
    return all(_stretch(i, claim) >= _RUN for i in seam)


def _stretch(i: int, claim: Claim) -> int:
    """Return how many words in a row around word `i` are neighbours in the source too."""
    to = claim.alignment.to
    if to[i] is None:
        return 0
    low = high = i
    while low and to[low - 1] is not None and to[low - 1] == to[low] - 1:  # type: ignore[operator]
        low -= 1
    while high + 1 < len(to) and to[high + 1] is not None and to[high + 1] == to[high] + 1:  # type: ignore[operator]
        high += 1
    return high - low + 1


def _other_subject(seam: Seam, claim: Claim) -> bool:
    """Return whether a kept stretch has got another subject: the source has its own before these words."""
    i, j = seam
    at = claim.alignment.to[j]
    if at is None or i >= _LEAD or _stretch(j, claim) < _RUN:
        return False
    index = claim.facts.index
    before = range(index.lines[index.line_of[at]].first, at)
    content = [n for n in before if not index.words[n].function]
    return 0 < len(content) <= _LEAD and not any(n in claim.tied for n in content)


def _reports(claim: Claim) -> bool:
    listed = word_set("speech", claim.language)
    return any(word.text.lower() in listed for word in claim.words)
