"""Sources that say everything in two languages: one is played, the other is kept as noise and said to be."""

from collections.abc import Sequence
from dataclasses import replace

from klaviatur.collect.drafts import Draft
from klaviatur.collect.language import Guess, detect_language
from klaviatur.records import Bilingual, Finding, Language, RawKind, Role, Severity

_RUNNING = frozenset({RawKind.PARAGRAPH, RawKind.QUOTE})
_LEAST_WORDS = 8  # of a paragraph; fewer do not tell their language
_LEAST_SHARE = 0.2  # of the running words; less is a quotation or a slogan


def in_one_language(drafts: Sequence[Draft], guess: Guess, *, sure: bool) -> tuple[list[Draft], Guess, int]:
    """Return the drafts with paragraphs of the second language as noise, the language kept, and how many went.

    `sure`: the language of the guess was asked for; else the one with more words is kept.
    """
    told = [_language_of(draft) for draft in drafts]
    words = {
        code: sum(len(d.text.split()) for d, t in zip(drafts, told, strict=True) if t == code) for code in ("de", "en")
    }
    if min(words.values()) < _LEAST_SHARE * sum(words.values()) or not min(words.values()):
        return list(drafts), guess, 0
    kept: Language = guess.language if sure else "de" if words["de"] >= words["en"] else "en"
    aside = [t is not None and t != kept for t in told]
    marked = [replace(d, role=Role.NOISE) if a else d for d, a in zip(drafts, aside, strict=True)]
    return marked, Guess(kept, sure=True), sum(aside)


def _language_of(draft: Draft) -> Language | None:
    """Return the language of a paragraph, None if it is short, not running text or neither German nor English."""
    if draft.kind not in _RUNNING or len(draft.text.split()) < _LEAST_WORDS:
        return None
    guess = detect_language(draft.text)
    return guess.language if guess.sure and not guess.other else None


def mixed_finding(language: Language, number: int) -> tuple[Finding, ...]:
    """Return what a reviewer must know: which language is played and how much was left aside."""
    kept = Bilingual("Deutsch", "German") if language == "de" else Bilingual("Englisch", "English")
    other = "en" if language == "de" else "de"
    message = Bilingual(
        f"Die Quelle ist zweisprachig; gespielt wird {kept.de}, {number} Absätze der anderen Sprache bleiben beiseite. "
        f"Für die andere Sprache: --language {other}",
        f"The source is in two languages; {kept.en} is played, {number} paragraphs of the other one are left aside. "
        f"For the other language: --language {other}",
    )
    return (Finding(rule="language.mixed", severity=Severity.WARN, message=message),)
