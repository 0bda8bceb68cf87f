"""Superlatives, absolute, environmental and health claims: what advertising law asks proof for."""

from collections.abc import Iterator, Sequence

import regex

from klaviatur.records import Bilingual, Finding, Language, Severity, Span
from klaviatur.verify.editorial.page import Brief, Page, find_phrases, finding, phrases

_ENDINGS = {"de": "e en er es em", "en": ""}
_ENDING = regex.compile(r"(?<=\p{L}{4})(?:e|en|er|es|em)$")
_SELLING = frozenset({"ad", "social", "web", "mail", "message"})
_MOST_SHOWN = 4


def check_claims(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield a warning for each claim the source does not carry, and one note for all that need proof."""
    carried: dict[str, tuple[Page, Span]] = {}
    for page in pages:
        for span in _strong(page, brief.language):
            words = page.text[span.start : span.end]
            if _carries(words, brief):
                carried.setdefault(words.lower(), (page, span))
            else:
                yield finding("superlative.added", page, span)
    yield from _note("claim.proof", carried)
    yield from _free(pages, brief)
    yield from _special(pages, brief)


def _free(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield what is called free although the source does not say so (UWG, annex to s. 3(3), no. 20)."""
    for page in pages:
        for span in find_phrases(page, phrases("free", language=brief.language, endings=_ENDINGS[brief.language])):
            if not _carries(page.text[span.start : span.end], brief):
                yield finding("claim.free", page, span)


def _note(rule: str, found: dict[str, tuple[Page, Span]]) -> Iterator[Finding]:
    if found:
        page, span = next(iter(found.values()))
        listed = ", ".join(page.text[span.start : span.end] for page, span in list(found.values())[:_MOST_SHOWN])
        yield finding(rule, page, span, more=Bilingual(listed, listed))


def _special(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    for name in ("green", "health"):
        seen: set[str] = set()
        for page in pages:
            for span in find_phrases(page, phrases(name, language=brief.language, endings=_ENDINGS[brief.language])):
                words = page.text[span.start : span.end]
                if words.lower() not in seen:
                    seen.add(words.lower())
                    yield finding(f"claim.{name}", page, span, severity=_weight(name, words, brief))


def _weight(name: str, words: str, brief: Brief) -> Severity:
    if not _carries(words, brief):
        return Severity.WARN
    selling = name == "green" and brief.channel.family in _SELLING and brief.channel.formality == "consumer"
    return Severity.WARN if selling else Severity.NOTE


def _strong(page: Page, language: Language) -> Iterator[Span]:
    """Yield superlatives (inflected: "best" alone is no claim; "am besten" gives advice) and absolute phrases."""
    tails = _ENDINGS[language]
    stems = phrases("superlative_stems", language=language, endings=tails, bare=language == "en")
    for span in find_phrases(page, stems):
        advice = page.lower[max(0, span.start - 3) : span.end] == "am besten"
        if not advice:
            yield span
    yield from find_phrases(page, phrases("superlative_phrases", "absolute_phrases", language=language, endings=tails))


def _carries(words: str, brief: Brief) -> bool:
    """Return whether the source uses the word itself, in any of its endings."""
    lower = " ".join(words.lower().split())
    stem = _ENDING.sub("", lower)
    return lower in brief.known.lower or (len(stem) > 3 and stem in brief.known.lower)
