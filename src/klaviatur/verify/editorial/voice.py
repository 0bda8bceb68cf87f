"""The sender's voice: address, words to avoid, first person, register."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from klaviatur.records import Bilingual, Finding, Severity, Span
from klaviatur.text.address import Mark, address_marks
from klaviatur.verify.editorial.page import Brief, Page, any_of, finding, lexicon

_ENDINGS = {"de": "e|en|er|es|em|s|n", "en": "s|es|d|ed|ing"}


def check_voice(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield where the text does not speak as the sender does."""
    yield from _address(pages, brief)
    yield from _avoided(pages, brief)
    yield from _first_person(pages, brief)
    yield from _register(pages, brief)


def _address(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    marks = [(page, mark) for page in pages for mark in address_marks(page.text, brief.language)]
    wanted = brief.voice.address
    if wanted != "neutral":
        wrong = [(page, mark) for page, mark in marks if mark.form != wanted]
        for page in dict.fromkeys(page.number for page, _ in wrong):
            first = next((p, m) for p, m in wrong if p.number == page)
            yield finding("address.wrong", first[0], first[1].span, more=wanted)
        return
    yield from _mixed(marks)


def _mixed(marks: list[tuple[Page, Mark]]) -> Iterator[Finding]:
    other = next(((page, mark) for page, mark in marks if mark.form != marks[0][1].form), None)
    if other:
        yield finding("address.mixed", other[0], other[1].span)


def _avoided(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    for word, better in brief.voice.avoid:
        matcher = _avoided_form(word, _ENDINGS[brief.language])
        for page in pages:
            for match in matcher.finditer(page.text):
                proposal = _like(match.group(), better) if better else None
                more = Bilingual(f"Besser: {better}.", f"Better: {better}.") if better else ""
                quoted = Severity.NOTE if page.quoted(match.start()) else None
                span = Span(*match.span())
                yield finding("voice.avoid", page, span, more=more, severity=quoted, proposal=proposal)


@cache
def _avoided_form(word: str, endings: str) -> "regex.Pattern[str]":
    return any_of([word], endings=endings)


def _like(model: str, words: str) -> str:
    return words[:1].upper() + words[1:] if model[:1].isupper() else words


def _first_person(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    if brief.voice.person or brief.channel.family in {"conversation", "speech"}:
        return
    wanted = lexicon("first_person", brief.language)
    for page in pages:
        for word, place in page.words:
            if word.lower() in wanted and not page.quoted(place) and not _asked(page, place):
                yield finding("voice.first_person", page, Span(place, place + len(word)))
                return


def _asked(page: Page, place: int) -> bool:
    """Return whether a place lies in a question: there the reader says I ("What should I do?")."""
    span = next((span for span in page.sentences if span.start <= place < span.end), None)
    return span is not None and page.text[span.start : span.end].rstrip().endswith("?")


def _register(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    wrong = lexicon(f"register_{brief.voice.register}", brief.language)
    for page in pages:
        for word, place in page.words:
            if word.lower() in wrong and not page.quoted(place):
                yield finding("tone.register", page, Span(place, place + len(word)), more=brief.voice.register)
                return
