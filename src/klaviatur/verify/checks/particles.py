"""NEGATION and MODALITY: the small words that turn a statement round."""

import regex

from klaviatur.records import Span
from klaviatur.verify.align import Tie
from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.index import Index
from klaviatur.verify.words import word_set

_REACH = 6
_JOINS = frozenset({"und", "aber", "and", "but"})
_BORDER = regex.compile(r"[,;:.!?–—]\s|\s–\s")


def check_negation(claim: Claim) -> list[Doubt]:
    """Return doubts about a negation that is put in or left out."""
    added = [i for i in _added(claim, "negation") if not _denied_there(i, claim)]
    lost = [n for n in _lost(claim, "negation") if _touches(n, claim)]
    if added and not lost and claim.alignment.coverage >= 0.3:
        return [claim.doubt("negation.added", (added[0],), next(iter(claim.evidence()), None))]
    if lost and not added and claim.close and _says_something(claim):
        return [_missing("negation.lost", lost[0], claim)]
    return []


def _says_something(claim: Claim) -> bool:
    """Return whether a claim holds more than one content word of the source; a bare topic denies nothing."""
    return sum(not claim.facts.index.words[n].function for n in claim.tied) > 1


def check_modality(claim: Claim) -> list[Doubt]:
    """Return doubts about a plan or possibility told as a fact, and the other way round."""
    added = _added(claim, "modality")
    lost = [n for n in _lost(claim, "modality") if _rules_clause(n, claim)]
    if not claim.close or (lost and (added or _any(claim, "advice"))):
        return []
    if added:
        return [claim.doubt("modality.added", (added[0],), next(iter(claim.evidence()), None))]
    if lost:
        return [_missing("modality.lost", lost[0], claim)]
    return []


def _denied_there(i: int, claim: Claim) -> bool:
    """Return whether the source denies the very word that a further negation of the claim is about."""
    about = next((w.stem for w in claim.words[i + 1 : i + _REACH] if not w.function), None)
    index = claim.facts.index
    return about is not None and any(
        index.words[other].stem == about
        for n in claim.source_in("negation")
        for other in clause_content(range(n + 1, n + _REACH), n, index)
    )


def _any(claim: Claim, name: str) -> list[int]:
    listed = word_set(name, claim.language)
    return [
        i for i, word in enumerate(claim.words) if word.text.lower().replace("’", "'") in listed and word.text != "May"
    ]


def _added(claim: Claim, name: str) -> list[int]:
    return [i for i in _any(claim, name) if claim.alignment.ties[i] in (Tie.ELSEWHERE, Tie.NOVEL)]


def _lost(claim: Claim, name: str) -> list[int]:
    return [n for n in claim.source_in(name) if n not in claim.tied]


def _missing(rule: str, number: int, claim: Claim) -> Doubt:
    index = claim.facts.index
    around = Span(
        index.words[max(0, number - 2)].span.start, index.words[min(len(index.words), number + 4) - 1].span.end
    )
    return Doubt(rule, claim.span, claim.text[claim.span.start : claim.span.end], around)


def _touches(number: int, claim: Claim) -> bool:
    """Return whether the claim keeps the words that a left-out negation of the source belongs to."""
    after = clause_content(range(number + 1, number + _REACH), number, claim.facts.index)
    before = clause_content(range(number - 1, number - _REACH, -1), number, claim.facts.index)
    if after:
        return after[0] in claim.tied and (not before or before[0] in claim.tied or len(after) > 1)
    return bool(before) and before[0] in claim.tied


def clause_content(numbers: range, start: int, index: Index) -> list[int]:
    """Return content words on one side of a word, up to the border of its clause."""
    found: list[int] = []
    for n in numbers:
        if not 0 <= n < len(index.words) or _parted(min(n, start), max(n, start), index):
            break
        if index.words[n].text.lower() in _JOINS:
            break
        if not index.words[n].function:
            found.append(n)
    return found


def _parted(left: int, right: int, index: Index) -> bool:
    between = index.text[index.words[left].span.end : index.words[right].span.start]
    return index.line_of[left] != index.line_of[right] or _BORDER.search(between) is not None


def _rules_clause(number: int, claim: Claim) -> bool:
    """Return whether the claim keeps most of the clause that a left-out modal verb rules."""
    index = claim.facts.index
    clause = clause_content(range(number + 1, number + 20), number, index)
    clause += clause_content(range(number - 1, number - 20, -1), number, index)
    kept = [n for n in clause if n in claim.tied]
    return len(clause) >= 2 and len(kept) >= 0.75 * len(clause)
