"""Tone: openers, hype, pressure, exclamation marks, emoji, capitals, questions without an answer."""

from collections.abc import Iterator, Sequence

import regex

from klaviatur.records import Finding, Span
from klaviatur.text.emoji import find_emoji
from klaviatur.verify.editorial.page import Brief, Page, find_phrases, finding, phrases

_LONG_CAPITALS = regex.compile(
    r"(?<![\p{L}\p{Nd}#@/.-])\p{Lu}{5,}(?:\s+\p{Lu}{2,})*(?![\p{L}\p{Nd}])|\p{Lu}{3,}(?:\s+\p{Lu}{3,})+"
)
_CONTENT = 5  # letters of a word that carries a topic
_HEADING = 14  # words; more is running text
_HOOKED = frozenset({"social", "ad", "web", "mail"})
_OPENING_PARTS = frozenset({"headline", "subline", "title", "subject", "preheader", "label"})
_GERMAN = "e en er es em s"


def check_tone(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield matters of tone; quotations are left alone."""
    yield from _openers(pages, brief)
    yield from _hype(pages, brief)
    yield from _scarcity(pages, brief)
    yield from _exclamations(pages, brief)
    for page in pages:
        yield from _emoji(page, brief)
        yield from _capitals(page, brief)
    yield from _hook(pages, brief)


def _openers(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    table = phrases("openers", language=brief.language)
    for page in _opening(pages):
        hit = next(find_phrases(page, table), None)
        if hit and hit.start == page.words[0][1]:
            yield finding("tone.opener", page, hit)


def _opening(pages: Sequence[Page]) -> Sequence[Page]:
    """Return the parts a reader meets first: headings and the first running text."""
    body = next((n for n, page in enumerate(pages) if len(page.words) > _HEADING), len(pages))
    return pages[: body + 1]


def _hype(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    table = phrases("hype", language=brief.language, endings=_GERMAN if brief.language == "de" else "")
    hits = [(page, span) for page in pages for span in find_phrases(page, table)]
    avoided = {word.lower() for word, _ in brief.voice.avoid}
    hits = [(page, span) for page, span in hits if page.lower[span.start : span.end] not in avoided]
    if hits:
        listed = ", ".join(dict.fromkeys(page.text[span.start : span.end] for page, span in hits))
        yield finding("tone.hype", *hits[0], more=listed)


def _scarcity(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    table = phrases("scarcity", language=brief.language)
    for page in pages:
        for span in find_phrases(page, table):
            if page.lower[span.start : span.end] not in brief.known.lower:
                yield finding("tone.scarcity", page, span)


def _exclamations(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    loud = [page for page in pages if "!" in page.text]
    found = [(page, n) for page in loud for n, sign in enumerate(page.text) if sign == "!" and not page.quoted(n)]
    allowed = 0 if brief.channel.formality in {"b2b", "internal"} else 1
    if len(found) > allowed:
        page, place = found[allowed]
        yield finding("tone.exclamation", page, Span(place, place + 1), more=str(len(found)))


def _emoji(page: Page, brief: Brief) -> Iterator[Finding]:
    if page.text.isascii() or (brief.channel.emoji and brief.voice.emoji):
        return
    for start, end in find_emoji(page.text)[:1]:
        if page.text[start:end] not in brief.source.text or not page.quoted(start):
            yield finding("tone.emoji", page, Span(start, end))


def _capitals(page: Page, brief: Brief) -> Iterator[Finding]:
    for hit in _LONG_CAPITALS.finditer(page.text):
        if hit.group() not in brief.source.text and not page.quoted(hit.start()):
            yield finding("tone.capitals", page, Span(*hit.span()))


def _hook(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Judge a question that opens a text: some topic word of it must come back."""
    if brief.channel.family not in _HOOKED or brief.channel.form == "faq":
        return
    page = next((page for page in pages if page.name not in _OPENING_PARTS and page.sentences), None)
    if page is None or not page.text[: page.sentences[0].end].rstrip().endswith("?"):
        return
    first, rest = page.sentences[0], page.lower[page.sentences[0].end :]
    topics = [
        word.lower() for word in page.words_in(first) if len(word) > 7 or (len(word) >= _CONTENT and word[0].isupper())
    ]
    if topics and not any(topic[: max(_CONTENT, len(topic) - 2)] in rest for topic in topics):
        yield finding("tone.hook", page, first)
