"""Short lines that stand alone and claim nothing of their own: figures with what they count, names, dates."""

import re
from collections.abc import Iterator

from klaviatur.compose.desk import Desk
from klaviatur.compose.forms.asking import DATIVE
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.kinds import kinds_in
from klaviatur.compose.pieces import Pieces, capitalise, cut, from_span, text_of, without_end_mark
from klaviatur.records import DateMention, NameKind, Number, Source, Span
from klaviatur.text.lexicon import read_lines

_NO_PROMISE = frozenset({"attributed", "quote", "setback", "spent", "sender"})  # figures an ad does not put forward
_OFFER = frozenset({"price", "money", "offer", "date"})  # rows of a table that are an offer, not a measure
_BETWEEN = frozenset(
    ["zwischen", "von", "bis", "und", "in", "im", "auf", "ab", "pro", "je", "zu", "am"]
)  # the noun behind is another one
_WORD_OF_ITS_OWN = 7  # letters; shorter words mean too many things
STRONG = 10  # statements; a figure further down proves nothing
_OF = re.compile(r" of (the )?[a-z-]+")
_RUNS_ON = re.compile(r"[.,:/-]?\d|-\w")  # a name that was cut off before its end
_DENIED = re.compile(r"\b(?:kein\w*|ohne|nicht|no|not|without)\s(?:[a-zäöüß-]+\s){0,3}$", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"\b([A-ZÄÖÜ][\w-]{3,}) $")


def news_figures(desk: Desk) -> Iterator[Pieces]:
    """Give the figures of the title, the news and the offers: what an ad may put forward."""
    news = desk.brief.news
    heads = [span for span in (desk.source.title, desk.source.subtitle) if span]
    strong = {s.index for s in desk.source.sentences if any(s.span.start < b and a < s.span.end for a, b in heads)}
    strong |= {news.index} if news else set()
    strong |= {s.index for s in desk.brief.standing if s.kinds & {"price", "offer"}}
    for pieces in figures(desk):
        at = next((p.source.start for p in pieces if p.source), -1)
        if any(desk.source.sentences[i].span.start <= at < desk.source.sentences[i].span.end for i in strong):
            yield pieces


def figures(desk: Desk) -> Iterator[Pieces]:
    """Give figures with what they count, and the place behind it: `1.850 Haushalte in Kassel`."""
    source = desk.source
    places = [name.text for name in source.names if name.kind is NameKind.PLACE]
    plain = [one for one in desk.brief.statements if one.pieces and not one.kinds & _NO_PROMISE]
    weight = {one.index: one.score for one in by_rank(desk, plain)[:STRONG]}
    for number in sorted(source.numbers, key=lambda n: -weight.get(n.sentence, 0.0))[:12]:
        end = _subject_end(source, number)
        half = number.qualifier in ("between", "zwischen") or not is_whole(source, number) or is_denied(source, number)
        if number.sentence not in weight or not end or half or not any(c.isdigit() for c in number.text):
            continue
        whole = _OF.match(source.text, end)
        end = whole.end() if whole else end
        for place in places:
            there = f" in {place}"
            end += len(there) if source.text.startswith(there, end) else 0
        if not _is_vague(source, number, end):
            yield capitalise(from_span(source, Span(number.span.start, end)))
    offers = (one for one in desk.brief.items if ":" in text_of(one.follows) and one.kinds & _OFFER)
    yield from (without_end_mark(one.follows) for one in offers)


def _subject_end(source: Source, number: Number) -> int:
    """Return where the counted noun ends right behind its figure, 0 where it is not there or its form is in doubt."""
    noun = number.subject or ""
    at = source.text.find(noun, number.span.start, number.span.end + len(noun) + 1) if noun else -1
    before = source.text[max(0, number.span.start - 12) : number.span.start]
    oblique = source.language == "de" and noun.endswith("n") and DATIVE.search(before)
    share = number.unit in ("%", "Prozent", "percent", "per cent")
    return 0 if at < 0 or oblique or share or noun == number.text else at + len(noun)


def _is_vague(source: Source, number: Number, end: int) -> bool:
    """Return whether a figure says too little by itself: a version, a span of time, people of no kind."""
    words = source.text[number.span.start : end].split()
    before = source.text[: number.span.start].rsplit(maxsplit=1)[-1:]
    version = "." in number.text and source.language == "en" and bool(before) and before[0][:1].isupper()
    known = (read_lines("klaviatur.compose.forms", name) for name in ("vague.txt", "datives.txt"))
    listed = frozenset(word for lines in known for word in lines)
    loose = any(word in _BETWEEN for word in words[1:-1])
    german = source.language == "de"
    return (
        version
        or (german and loose)
        or words[-1].lower() in listed
        or any(word.lower() in listed for word in words[1:-1])
    )


def topics(desk: Desk) -> Iterator[Pieces]:
    """Give the words people search for: the topics of the text that are longer than a tag's usual word."""
    own = {*desk.voice.hashtags, *(n.text for n in desk.source.names if n.kind is NameKind.PLACE)}
    for tag in desk.brief.hashtags[:5]:
        word = text_of(tag).lstrip("#")
        denied = any(p.source and _DENIED.search(desk.source.text[: p.source.start]) for p in tag)
        if word not in own and len(word) > _WORD_OF_ITS_OWN and word[1:].islower() and not denied:
            yield cut(tag, 1)


def dates(desk: Desk) -> Iterator[Pieces]:
    """Give dates with their preposition: `Ab dem 3. März 2027`."""
    strong = {one.index for one in by_rank(desk, desk.brief.standing)[:6]}
    for date in [d for d in desk.source.dates if d.sentence in strong][:2]:
        before = desk.source.text[max(0, date.span.start - 10) : date.span.start]
        match = re.search(r"\b(ab dem|ab|bis zum|from|until|am|on)\s$", before, re.IGNORECASE)
        if match and date.sentence >= 0 and _is_ahead(desk.source, date):
            yield capitalise(from_span(desk.source, Span(date.span.start - len(match[0]), date.span.end)))


def _is_ahead(source: Source, date: DateMention) -> bool:
    """Return whether a date is not past when the text comes out, as far as its year and month tell."""
    latest = max(one.iso[:7] for one in source.dates)
    return date.iso[:7] >= (source.issued.iso[:7] if source.issued else latest[:4])


def is_whole(source: Source, number: Number) -> bool:
    """Return whether a figure is no second half of something else, such as the 14 of `2013/14`."""
    return source.text[max(0, number.span.start - 1) : number.span.start] in (
        "",
        " ",
        "\n",
        "\u00a0",
        "(",
        "„",
        '"',
        "“",
    )


def is_denied(source: Source, number: Number) -> bool:
    """Return whether a negation or restriction stands before a figure in its sentence."""
    start = source.sentences[number.sentence].span.start if number.sentence >= 0 else number.span.start
    return "exception" in kinds_in(source.text[start : number.span.start], source.language)


def about(desk: Desk) -> Iterator[Pieces]:
    """Give product and event names with the noun before them: `Wärmespeicher Tonda`."""
    for name in desk.source.names:
        if name.kind is not NameKind.PRODUCT:
            continue
        for span in name.mentions[:3]:
            if _RUNS_ON.match(desk.source.text, span.end):
                continue
            before = _NOUN_BEFORE.search(desk.source.text, max(0, span.start - 30), span.start)
            if before and not _DENIED.search(desk.source.text[: before.start(1)]):
                yield desk.quoted_source(Span(before.start(1), span.end))


def products(desk: Desk) -> Iterator[Pieces]:
    """Give the names of products."""
    for name in desk.source.names:
        whole = name.mentions and not _RUNS_ON.match(desk.source.text, name.mentions[0].end)
        if name.kind is NameKind.PRODUCT and whole and len(name.text) > 3:
            yield desk.quoted_source(name.mentions[0])
