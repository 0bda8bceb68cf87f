"""Superlatives, absolute, environmental and health claims: what advertising law asks proof for."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from klaviatur.records import Bilingual, Finding, Language, Severity, Span
from klaviatur.verify.editorial.page import Brief, Page, any_of, finding, lexicon

_GERMAN_ENDINGS = "e|en|er|es|em"
_SELLING = frozenset({"ad", "social", "web", "mail", "message"})
_MOST_SHOWN = 4


def check_claims(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield a warning for each claim the source does not carry, and one note for all that need proof."""
    carried: dict[str, tuple[Page, Span]] = {}
    for page in pages:
        for span in _spans(page, _strong(brief.language)):
            words = page.text[span.start : span.end]
            if _carries(words, brief):
                carried.setdefault(words.lower(), (page, span))
            else:
                yield finding("superlative.added", page, span)
    yield from _note("claim.proof", carried)
    yield from _special(pages, brief)


def _note(rule: str, found: dict[str, tuple[Page, Span]]) -> Iterator[Finding]:
    if found:
        page, span = next(iter(found.values()))
        listed = ", ".join(page.text[span.start : span.end] for page, span in list(found.values())[:_MOST_SHOWN])
        yield finding(rule, page, span, more=Bilingual(listed, listed))


def _special(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    for name in ("green", "health"):
        seen: set[str] = set()
        for page in pages:
            for span in _spans(page, _matcher(name, brief.language)):
                words = page.text[span.start : span.end]
                if words.lower() not in seen:
                    seen.add(words.lower())
                    yield finding(f"claim.{name}", page, span, severity=_weight(name, words, brief))


def _weight(name: str, words: str, brief: Brief) -> Severity:
    if not _carries(words, brief):
        return Severity.WARN
    selling = name == "green" and brief.channel.family in _SELLING and brief.channel.formality == "consumer"
    return Severity.WARN if selling else Severity.NOTE


def _spans(page: Page, matcher: "regex.Pattern[str]") -> Iterator[Span]:
    for match in matcher.finditer(page.text):
        advice = page.lower[max(0, match.start() - 3) : match.start()] == "am " and match.group().lower() == "besten"
        if not advice and not page.quoted(match.start()):
            yield Span(*match.span())


def _carries(words: str, brief: Brief) -> bool:
    """Return whether the source uses the word itself, in any of its endings."""
    lower = " ".join(words.lower().split())
    stem = regex.sub(r"(?<=\p{L}{4})(?:e|en|er|es|em)$", "", lower)
    return lower in brief.known.lower or (len(stem) > 3 and stem in brief.known.lower)


@cache
def _matcher(name: str, language: Language) -> "regex.Pattern[str]":
    return any_of(lexicon(name, language), endings=_GERMAN_ENDINGS if language == "de" else "")


@cache
def _strong(language: Language) -> "regex.Pattern[str]":
    stems = lexicon("superlative_stems", language)
    phrases = lexicon("superlative_phrases", language) | lexicon("absolute_phrases", language)
    if language == "en":
        return any_of(stems | phrases)
    inflected = any_of(stems, endings=_GERMAN_ENDINGS).pattern.replace(")?(?!", ")(?!")  # "best" alone is no claim
    return regex.compile(f"{inflected}|{any_of(phrases, endings=_GERMAN_ENDINGS).pattern}", regex.IGNORECASE)
