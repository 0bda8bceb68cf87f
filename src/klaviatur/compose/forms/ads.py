"""Ads: every headline and every description stands alone, in every combination; nothing twice."""

import re
from collections.abc import Iterable, Iterator

from klaviatur.compose.brief import likeness, stems_of
from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.growing import opening
from klaviatur.compose.forms.lines import by_rank, line, title_line, titles
from klaviatur.compose.hashtags import hashtags
from klaviatur.compose.pieces import (
    Pieces,
    capitalise,
    cut,
    fill,
    from_span,
    phrases_for,
    strip,
    text_of,
    without_end_mark,
)
from klaviatur.compose.room import clipped, first_that_fits, segments
from klaviatur.compose.shorten import shorten_pieces
from klaviatur.records import NameKind, Severity, Span

_CLAUSE_END = re.compile(r"[.,;:!?]|\s[–-]\s|$", re.MULTILINE)
_CLOSE = 0.8


def ad_search(desk: Desk) -> list[Draft]:
    """Google responsive search ad: 3-15 headlines, 2-4 descriptions, two path words."""
    return [*_headlines(desk, 10), *_descriptions(desk, 4), *_paths(desk)]


def ad_pmax(desk: Desk) -> list[Draft]:
    """Performance Max: the same craft, a long headline and the sender's name beside it."""
    heads = _headlines(desk, 10)
    said = {text_of(pieces) for _, pieces in heads}
    long = [title for title in titles(desk) if text_of(without_end_mark(title)) not in said]
    long_line = line(desk, "long_headline", [*long, desk.say("ad.long_headline")])
    return [
        *heads,
        ("long_headline", long_line),
        *_descriptions(desk, 4, unlike=[long_line]),
        ("business_name", _business(desk)),
    ]


def _business(desk: Desk) -> Pieces:
    """Return the sender's name, else the name the source speaks of most, else the title's beginning."""
    names = sorted(desk.source.names, key=lambda n: (n.kind is not NameKind.ORGANISATION, -len(n.mentions)))
    known = [desk.quoted_source(name.mentions[0]) for name in names if name.mentions]
    found = first_that_fits(desk.source, [desk.brief.sender, *known[:5]], lambda t: desk.fits("business_name", t))
    title = clipped(desk.brief.title, lambda t: desk.fits("business_name", t))
    if not found:
        desk.warn(
            "ad.no_sender",
            "Die Quelle nennt keinen Absender; bitte den Namen des Unternehmens in die Stimme eintragen (sender).",
            "The source names no sender; please put the name of the business into the voice (sender).",
            Severity.WARN,
        )
    return found or title or line(desk, "business_name", titles(desk))


def ad_meta(desk: Desk) -> list[Draft]:
    """Meta ad: two texts that say it before "more", headlines, a short description."""
    texts = _distinct(desk, "text", _sentences(desk, "text", 125), 2) or [opening(desk, "text", most=125)]
    heads = _distinct(desk, "headline", [*titles(desk)[:4], *_fragments(desk, 40)], 3, high=40)
    heads = heads or [title_line(desk, "headline")]
    said = [*texts, *heads]
    extra = _distinct(desk, "description", [*_figures(desk), *_phrases(desk, "ad.headline")], 1, high=25, said=said)
    named = (("text", texts), ("headline", heads), ("description", extra))
    return [(name, pieces) for name, group in named for pieces in group]


def ad_linkedin(desk: Desk) -> list[Draft]:
    """LinkedIn ad: the news in 150 characters, a headline that says something else."""
    intro = opening(desk, "intro", most=150)
    stems = stems_of(text_of(intro))
    heads = [one for one in titles(desk) if likeness(stems_of(text_of(one)), stems) < 1]
    return [("intro", intro), ("headline", line(desk, "headline", [*heads, desk.say("ad.linkedin_headline")]))]


def _headlines(desk: Desk, most: int) -> list[Draft]:
    low = desk.part("headline")
    fewest = low.count[0] if low else 3
    own = _distinct(desk, "headline", _fragments(desk, 30), most)
    phrases = _distinct(desk, "headline", _phrases(desk, "ad.headline"), max(2, fewest - len(own)), said=own)
    return [("headline", one) for one in (*own, *phrases)]


def _descriptions(desk: Desk, most: int, *, unlike: Iterable[Pieces] = ()) -> list[Draft]:
    own = _distinct(desk, "description", _sentences(desk, "description", 90), most, said=unlike)
    part = desk.part("description")
    fewest = part.count[0] if part else 2
    phrases = _phrases(desk, "ad.description") if len(own) < fewest + 1 else []
    filled = _distinct(desk, "description", phrases, max(1, fewest - len(own)), said=own)
    return [("description", one) for one in (*own, *filled)]


def _sentences(desk: Desk, part: str, high: int) -> Iterator[Pieces]:
    """Give whole sentences, or their clauses, that fit; those that use the room well first."""
    found: list[Pieces] = []
    for one in by_rank(desk, desk.brief.standing)[:25]:
        if "quote" in one.kinds:
            continue
        fitting = shorten_pieces(desk.source, one.pieces, lambda text: len(text) <= high and desk.fits(part, text))
        if fitting and len(text_of(fitting)) >= 25:
            found.append(fitting)
    yield from sorted(found, key=lambda pieces: len(text_of(pieces)) < high * 0.7)


def _fragments(desk: Desk, high: int) -> Iterator[Pieces]:
    """Give short lines that stand alone: title, its segments, figures with what they count, dates, names, headings."""
    title = without_end_mark(desk.brief.title)
    yield title
    yield from segments(title)
    if title:
        shorter = shorten_pieces(desk.source, title, lambda text: len(text) <= high)
        yield shorter or ()
        yield from _ends(desk, title)
    yield from segments(desk.brief.subtitle)
    yield from _figures(desk)
    yield from (words for _, words in desk.brief.headings)
    yield from _dates(desk)
    yield desk.brief.sender if desk.part("business_name") is None else ()
    yield from _names(desk)
    yield from (without_end_mark(one.pieces) for one in desk.brief.standing if len(one.text) <= high)


def _ends(desk: Desk, title: Pieces) -> Iterator[Pieces]:
    """Give the ends of a German title that begin with a noun: `Strompreis um 12 Prozent`."""
    if desk.source.language != "de":
        return
    text = text_of(title)
    for match in list(re.finditer(r"(?<=\s)[A-ZÄÖÜ][\w-]{3,}", text))[:4]:
        tail = text[match.start() :]
        if len(tail) > 14 and " " in tail:
            yield cut(title, match.start())


def _figures(desk: Desk) -> Iterator[Pieces]:
    """Give figures with unit and subject up to the end of their clause: `1.850 Haushalte in Kassel`."""
    source = desk.source
    for number in source.numbers:
        if number.sentence < 0 or not (number.unit or number.subject):
            continue
        end = _CLAUSE_END.search(source.text, number.span.end)
        stop = end.start() if end else number.span.end
        whole = source.text[number.span.start : stop]
        if len(whole.split()) >= 2 and "\n" not in whole and not whole[-1].isdigit() and len(whole) <= 60:
            yield capitalise(strip(from_span(source, Span(number.span.start, stop))))


def _dates(desk: Desk) -> Iterator[Pieces]:
    """Give dates with their preposition: `Ab dem 3. März 2027`."""
    strong = {one.index for one in by_rank(desk, desk.brief.standing)[:6]}
    for date in [d for d in desk.source.dates if d.sentence in strong][:2]:
        before = desk.source.text[max(0, date.span.start - 10) : date.span.start]
        match = re.search(r"\b(ab dem|ab|bis zum|from|until)\s$", before, re.IGNORECASE)
        if match and date.sentence >= 0:
            yield capitalise(from_span(desk.source, Span(date.span.start - len(match[0]), date.span.end)))


def _names(desk: Desk) -> Iterator[Pieces]:
    wanted = (NameKind.PRODUCT, NameKind.ORGANISATION, NameKind.PLACE)
    for kind in wanted:
        for name in desk.source.names:
            if name.kind is kind and name.mentions and len(name.text) > 3:
                yield desk.quoted_source(name.mentions[0])


def _phrases(desk: Desk, use: str) -> list[Pieces]:
    voice, source = desk.voice, desk.source
    suits = phrases_for(desk.book, use, language=source.language, address=voice.address, register=voice.register)
    return [fill(one) for one in suits]


def _distinct(
    desk: Desk, part: str, candidates: Iterable[Pieces], most: int, *, said: Iterable[Pieces] = (), high: int = 0
) -> list[Pieces]:
    """Return up to `most` candidates that fit and say different things."""
    out: list[Pieces] = []
    stems = [stems_of(text_of(one)) for one in said]
    seen = {text_of(one).lower() for one in said}
    for one in candidates:
        own = stems_of(text_of(one))
        new = text_of(one).lower() not in seen and all(likeness(own, s) < _CLOSE for s in stems)
        if len(out) < most and one and new and desk.fits(part, one) and (not high or len(text_of(one)) <= high):
            out.append(one)
            stems.append(own)
            seen.add(text_of(one).lower())
    return out


def _paths(desk: Desk) -> list[Draft]:
    """Return up to two path words: topics of the source, lower case, else of the bank."""
    own = [strip(cut(tag, 1)) for tag in hashtags(desk.source, desk.voice, 6)]
    return [("path", one) for one in _distinct(desk, "path", [*own, *_phrases(desk, "ad.path")], 2)]
