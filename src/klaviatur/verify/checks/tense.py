"""TENSE: what the source announces has not happened yet."""

from klaviatur.records import Span
from klaviatur.verify.align import Tie
from klaviatur.verify.checks.particles import clause_content
from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.words import word_set

_AUXILIARY = 3  # words between an English auxiliary and its verb


def check_tense(claim: Claim) -> list[Doubt]:
    """Return a doubt where a verb that the source has in the future is told as done."""
    if not claim.close or _has("future", claim) or _has("modality", claim):
        return []
    for number in claim.source_in("future"):
        done = [verb for verb in _verbs(number, claim) if _is_done(verb, claim)]
        if number not in claim.tied and done:
            words = claim.facts.index.words
            around = Span(words[number].span.start, words[max(number, done[0])].span.end)
            return [claim.doubt("modality.lost", (claim.alignment.to.index(done[0]),) * 2, around)]
    return []


def _has(name: str, claim: Claim) -> bool:
    listed = word_set(name, claim.language)
    return any(w.text.lower() in listed or w.text.lower().endswith(("'ll", "’ll")) for w in claim.words)


def _verbs(number: int, claim: Claim) -> list[int]:
    """Return the source words that a future auxiliary rules and the claim renders: the next, in German the last."""
    index = claim.facts.index
    after = clause_content(range(number + 1, number + 25), number, index)
    near = after[:2] if claim.language == "en" else [*after[-2:], number - 1]
    return [verb for verb in near if verb in claim.tied]


def _is_done(verb: int, claim: Claim) -> bool:
    i = claim.alignment.to.index(verb)
    past = word_set("past", claim.language)
    if claim.language == "de":
        return any(word.text.lower() in past for word in claim.words) and not claim.words[i].is_capital
    if any(word.text.lower() in past for word in claim.words[max(0, i - _AUXILIARY) : i]):
        return True
    mine, theirs = claim.words[i].text.lower(), claim.facts.index.words[verb].text.lower()
    irregular = claim.alignment.ties[i] is Tie.NEAR and not mine.endswith(("s", "ing"))
    return mine != theirs and (irregular or (mine.endswith("ed") and not theirs.endswith("ed")))
