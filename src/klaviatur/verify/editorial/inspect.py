"""All editorial checks of one variant in one call."""

from collections.abc import Sequence
from datetime import datetime

from klaviatur.records import Bilingual, Channel, Finding, Language, Phrasebook, Severity, Source, Variant, Voice
from klaviatur.verify.editorial.allegations import check_allegations
from klaviatur.verify.editorial.claims import check_claims
from klaviatur.verify.editorial.contacts import check_contacts
from klaviatur.verify.editorial.duties import check_duties
from klaviatur.verify.editorial.gender import check_gender
from klaviatur.verify.editorial.page import Brief, Page, finding, read_pages, source_words
from klaviatur.verify.editorial.readability import HARDEST, ease_of
from klaviatur.verify.editorial.register import formality
from klaviatur.verify.editorial.spam import spam_likeness
from klaviatur.verify.editorial.style import check_style
from klaviatur.verify.editorial.tone import check_tone
from klaviatur.verify.editorial.voice import check_voice

SPAM_LIKELY = 0.5

_WHOLE = (check_duties, check_voice, check_gender, check_tone, check_style, check_claims, check_allegations)
_WEIGHT = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


def inspect(
    variant: Variant,
    source: Source,
    channel: Channel,
    voice: Voice,
    phrasebook: Phrasebook,
    *,
    now: datetime | None = None,
) -> tuple[list[Finding], dict[str, float]]:
    """Return the findings, gravest first, and figures.

    The figures: `readability` (0 hard - 100 easy), `spam_likeness` (0-1), `formality` (0 chatty - 1 official).
    `now` decides an embargo; without it a source with an embargo gets a warning.
    """
    pages = read_pages(variant)
    brief = Brief(variant, source, channel, voice, phrasebook, now, source_words(source.text))
    findings = [each for page in pages for each in check_contacts(page, brief)]
    for check in _WHOLE:
        findings += check(pages, brief)
    ease = ease_of(_running_sentences(pages), variant.language)
    likeness, signs = spam_likeness(variant.text)
    findings += _hard(ease, channel, variant.language) + _spam(likeness, signs)
    findings.sort(key=lambda each: (_WEIGHT[each.severity], each.part or 0, each.span or (0, 0)))
    return findings, {
        "readability": round(ease, 1),
        "spam_likeness": round(likeness, 3),
        "formality": round(formality(pages, variant.language), 2),
    }


def _running_sentences(pages: Sequence[Page]) -> list[str]:
    """Return the sentences of running text; single words and headings would distort the measure."""
    bodies = [page for page in pages if len(page.words) > 8] or pages
    return [page.text[span.start : span.end] for page in bodies for span in page.sentences]


def _hard(ease: float, channel: Channel, language: Language) -> list[Finding]:
    bounds = HARDEST[language]
    least = bounds.get(channel.form, bounds[channel.formality])
    if ease >= least:
        return []
    said = Bilingual(
        f"Lesbarkeit {ease:.0f} von 100, hier mindestens {least:.0f}",
        f"readability {ease:.0f} of 100, here at least {least:.0f}",
    )
    weight = Severity.WARN if channel.form in bounds else Severity.NOTE
    return [finding("readability.hard", more=said, severity=weight)]


def _spam(likeness: float, signs: tuple[str, ...]) -> list[Finding]:
    if likeness < SPAM_LIKELY:
        return []
    return [finding("spam.likely", more=f"{likeness:.2f}: {', '.join(signs[:4])}")]
