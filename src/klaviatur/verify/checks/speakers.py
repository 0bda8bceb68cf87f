"""ATTRIBUTION: who says it must be who says it in the source, and must not get lost."""

from klaviatur.records import Span
from klaviatur.verify.align import Tie
from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.facts import quotes_of
from klaviatur.verify.words import word_set

_NEAR = 4  # words between a verb of saying and its speaker


def check_speakers(claim: Claim) -> list[Doubt]:
    """Return a doubt about a speaker who is lost or is another than in the source."""
    if not claim.alignment.lines:
        return []
    mine = [i for i, w in enumerate(claim.words) if w.text.lower() in word_set("speech", claim.language)]
    theirs = [n for n in claim.source_in("speech") if claim.facts.index.line_of[n] == claim.alignment.lines[0]]
    person = _first_person(claim)
    if mine:
        return person + _other(mine, claim)
    return person + _lost(theirs, claim)


def _first_person(claim: Claim) -> list[Doubt]:
    """Doubt a "we" or "I" outside quotation marks that is not in the evidence: nobody there speaks for himself."""
    listed, quotes = word_set("first_person", claim.language), quotes_of(claim.text)
    for i, word in enumerate(claim.words):
        spoken = word.text.lower() in listed and word.text != "US" and claim.alignment.ties[i] is not Tie.SAME
        if spoken and not any(quote.start <= word.span.start < quote.end for quote in quotes):
            return [claim.doubt("attribution.person", (i,), next(iter(claim.evidence()), None))]
    return []


def _other(mine: list[int], claim: Claim) -> list[Doubt]:
    """Doubt a named speaker whom the source does not name near these words."""
    names = [i for verb in mine for i in _names_near(verb, claim)]
    away = tuple(i for i in names if not _beside(i, claim))
    if away and len(away) == len(names):
        return [claim.doubt("attribution.altered", away[:1], next(iter(claim.evidence()), None))]
    return []


def _names_near(verb: int, claim: Claim) -> list[int]:
    """Return the known names right after a verb of saying, else those right before it."""
    after = range(verb + 1, min(len(claim.words), verb + _NEAR + 1))
    before = range(max(0, verb - _NEAR), verb)
    return _names(after, claim) or _names(before, claim)


def _names(numbers: range, claim: Claim) -> list[int]:
    known = claim.facts.index.names
    words = ((i, claim.words[i]) for i in numbers)
    return [i for i, word in words if word.is_capital and not word.function and word.stem in known]


def _beside(i: int, claim: Claim) -> bool:
    """Return whether the source names the speaker in the evidence or in the sentence before or after it."""
    index = claim.facts.index
    around = {claim.alignment.lines[0] + step for step in (-1, 0, 1)}
    return bool(index.lines_with.get(claim.words[i].stem, frozenset()) & around)


def _lost(theirs: list[int], claim: Claim) -> list[Doubt]:
    """Doubt a reported statement told without its speaker; quotations keep their marks and are judged elsewhere."""
    open_verbs = [n for n in theirs if n not in claim.tied]
    if not open_verbs or len(open_verbs) < len(theirs) or not claim.close:
        return []
    index = claim.facts.index
    line = index.lines[claim.alignment.lines[0]]
    if _is_quote(line.span, claim) or _in_reported_mood(claim) or not _reported(open_verbs[0], claim):
        return []
    return [Doubt("attribution.lost", claim.span, claim.text[claim.span.start : claim.span.end], line.span)]


def _in_reported_mood(claim: Claim) -> bool:
    """Return whether a German subjunctive of the source, kept, marks the words as somebody's."""
    listed = word_set("subjunctive", claim.language)
    kept = zip(claim.words, claim.alignment.ties, strict=True)
    return any(word.text.lower() in listed and tie is Tie.SAME for word, tie in kept)


def _is_quote(line: Span, claim: Claim) -> bool:
    return any(quote.start < line.end and line.start < quote.end for quote in claim.facts.quotes)


def _reported(verb: int, claim: Claim) -> bool:
    """Return whether the claim keeps what is said but neither the verb of saying nor the speaker beside it."""
    index = claim.facts.index
    around = range(max(0, verb - _NEAR), min(len(index.words), verb + _NEAR + 1))
    speakers = [n for n in around if index.words[n].is_capital and not index.words[n].function and n != verb]
    kept = [n for n in speakers if n in claim.tied]
    return bool(speakers) and len(kept) < len(speakers)
