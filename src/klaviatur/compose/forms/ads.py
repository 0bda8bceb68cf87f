"""Ads: every headline and every description stands alone, in every combination; nothing twice."""

from collections.abc import Iterable, Iterator

from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.fragments import about, dates, figures, news_figures, products, topics
from klaviatur.compose.forms.growing import opening
from klaviatur.compose.forms.lines import line, title_line, titles
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.forms.telegrams import acting, is_known, phrases_in, reads_alone, told, told_by_itself
from klaviatur.compose.pieces import (
    Pieces,
    cut,
    fill,
    phrases_for,
    strip,
    text_of,
    without_end_mark,
    words_in,
)
from klaviatur.compose.room import clipped, ended, first_that_fits, segments, shortened, stands, telegraphed
from klaviatur.compose.statements import FEWEST, likeness, stems_of
from klaviatur.records import NameKind, Severity

_CLOSE = 0.8
SHORT_HEADLINE = 15
SHORT_DESCRIPTION = 60
_SHORTEST = 25  # characters of a description
_OFFER = frozenset({"price", "offer"})  # what a reader of an ad asks first


def ad_search(desk: Desk) -> list[Draft]:
    """Google responsive search ad: 3-15 headlines, 2-4 descriptions, two path words."""
    heads = _headlines(desk, 10)
    return [*heads, *_descriptions(desk, 4, unlike=_whole(heads)), *_paths(desk)]


def ad_pmax(desk: Desk) -> list[Draft]:
    """Performance Max: the same craft, a long headline and the sender's name beside it."""
    heads = _with_short_one(desk, _headlines(desk, 10))
    said = {text_of(pieces) for _, pieces in heads}
    long = [title for title in titles(desk) if text_of(without_end_mark(title)) not in said]
    long_line = line(desk, "long_headline", [*long, desk.say("ad.long_headline")])
    unlike = [long_line, *_whole(heads)]
    return [
        *heads,
        ("long_headline", long_line),
        *_with_short_description(desk, _descriptions(desk, 4, unlike=unlike), unlike),
        ("business_name", _business(desk)),
    ]


def _with_short_one(desk: Desk, heads: list[Draft]) -> list[Draft]:
    """Return the headlines with one of at most 15 characters, which small placements ask for."""
    pool = [*products(desk), *topics(desk), *_phrases(desk, "ad.call")]
    short = [one for one in pool if 0 < len(text_of(one)) <= SHORT_HEADLINE and desk.fits("headline", one)]
    if any(len(text_of(pieces)) <= SHORT_HEADLINE for _, pieces in heads) or not short:
        return heads
    return [*heads[:9], ("headline", short[0])]


def _whole(heads: Iterable[Draft]) -> list[Pieces]:
    """Return the headlines that say as much as a sentence; a description must not say it again."""
    return [pieces for _, pieces in heads if words_in(pieces) >= FEWEST - 1]


def _business(desk: Desk) -> Pieces:
    """Return the sender's name, else the name the source speaks of most, else the title's beginning."""
    names = sorted(desk.source.names, key=lambda n: (n.kind is not NameKind.ORGANISATION, -len(n.mentions)))
    named = [n for n in names if n.kind is NameKind.ORGANISATION and n.mentions]
    known = [desk.brief.sender, *acting(desk), *(desk.quoted_source(name.mentions[0]) for name in named)]
    known += [
        *products(desk),
        *(one for one in phrases_in(desk, desk.brief.title, 25) if not any(c.isdigit() for c in text_of(one))),
    ]
    found = first_that_fits(desk.source, known, lambda t: desk.fits("business_name", t))
    topic = next((one for one in topics(desk) if desk.fits("business_name", one)), ())
    title = topic or clipped(desk.brief.title, lambda t: desk.fits("business_name", t))
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
    pool = [*titles(desk)[:4], *_fragments(desk, 40), *_phrases(desk, "ad.headline")]
    heads = _distinct(desk, "headline", pool, 3, high=40, said=texts) or [title_line(desk, "headline")]
    said = [*texts, *heads]
    extra = _distinct(desk, "description", [*_phrases(desk, "ad.headline"), *figures(desk)], 1, high=25, said=said)
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
    calls = max(1, fewest - len(own))  # one call to action; more only where the source has too few lines
    phrases = _distinct(desk, "headline", _phrases(desk, "ad.call"), calls, said=own)
    short = fewest - len(own) - len(phrases)
    if short > 0:  # the day and the words people search for claim nothing, but say little
        own += _distinct(desk, "headline", [*dates(desk), *topics(desk)], short, said=own)
    return [("headline", one) for one in (*own, *phrases)]


def _descriptions(desk: Desk, most: int, *, unlike: Iterable[Pieces] = ()) -> list[Draft]:
    own = _distinct(desk, "description", _sentences(desk, "description", 90), most, said=unlike)
    part = desk.part("description")
    fewest = part.count[0] if part else 2
    if len(own) < fewest:
        own += _distinct(desk, "description", _clauses(desk, 90), fewest - len(own), said=[*unlike, *own])
    phrases = _phrases(desk, "ad.description") if len(own) < fewest else []
    filled = _distinct(desk, "description", phrases, fewest - len(own), said=own)
    return [("description", one) for one in (*own, *filled)]


def _with_short_description(desk: Desk, texts: list[Draft], unlike: list[Pieces]) -> list[Draft]:
    """Return the descriptions with one of at most 60 characters, which small placements ask for."""
    if any(len(text_of(pieces)) <= SHORT_DESCRIPTION for _, pieces in texts):
        return texts
    pool = [*(ended(one) for one in told(desk, SHORT_DESCRIPTION - 1)), *_phrases(desk, "ad.short_description")]
    said = [*unlike, *(pieces for _, pieces in texts)]
    short = _distinct(desk, "description", pool, 1, said=said, high=SHORT_DESCRIPTION)
    return [*texts[:3], *(("description", one) for one in short)]


def _clauses(desk: Desk, high: int) -> Iterator[Pieces]:
    """Give what further statements say, clause by clause, limits and exceptions too: better than a phrase of ours."""
    ranked = [
        s
        for s in by_rank(desk, desk.brief.standing)
        if not s.in_context and not s.kinds & {"quote", "throat"} and is_known(desk, s)
    ]
    for one in ranked:
        for clause in told_by_itself(desk, one):
            whole = ended(clause)
            if _SHORTEST <= len(text_of(whole)) <= high and stands(text_of(whole)):
                yield whole


def _sentences(desk: Desk, part: str, high: int) -> Iterator[Pieces]:
    """Give the news, the lines above it and the strongest sentences, whole or by the clause, those that fit.

    Those that use the room well come first. Setbacks and restrictions stay out: an ad is no place to half explain them.
    """
    lines = [
        ended(one)
        for one in (desk.brief.subtitle, desk.brief.title)
        if words_in(one) >= FEWEST and stands(text_of(one))
    ]
    ranked = [s for s in by_rank(desk, desk.fresh(desk.brief.standing)) if not s.in_context and not s.granted]
    wanted = [s for s in ranked[:14] if not s.kinds & {"quote", "setback", "exception", "sender", "spent"}]
    news = [desk.brief.news.pieces] if desk.brief.news else []
    wanted.sort(key=lambda s: not s.kinds & _OFFER)
    found: list[Pieces] = []
    for one in (*news, *lines, *(s.pieces for s in wanted)):
        fitting = shortened(desk.source, one, lambda text: len(text) <= high and desk.fits(part, text))
        if fitting and len(text_of(fitting)) >= 25:
            found.append(fitting)
    offers = {s.text for s in wanted if s.kinds & _OFFER}

    def second_rank(pieces: Pieces) -> bool:
        return text_of(pieces) not in offers and len(text_of(pieces)) < high * 0.6

    yield from sorted(found, key=second_rank)


def _fragments(desk: Desk, high: int) -> Iterator[Pieces]:
    """Give short lines that are clear by themselves: in an ad, every headline may be the only one that is read."""
    return (one for one in _short_lines(desk, high) if one and reads_alone(desk, text_of(one)))


def _short_lines(desk: Desk, high: int) -> Iterator[Pieces]:
    """Give the title, its segments, figures with what they count, dates, names, headings."""
    title = without_end_mark(desk.brief.title)
    yield title
    yield from (one for one in segments(title) if words_in(one) > 2)
    if title:
        yield shortened(desk.source, title, lambda text: len(text) <= high)
        yield telegraphed(desk.source, title, lambda text: len(text) <= high)
    yield from about(desk)
    yield from told(desk, high)
    for one in (*segments(title), title, desk.brief.subtitle):
        yield from phrases_in(desk, one, high)
    yield from (one for one in segments(desk.brief.subtitle) if words_in(one) > 2)
    yield from news_figures(desk)
    yield desk.brief.sender if desk.part("business_name") is None else ()
    yield from (one for one in products(desk) if any(char.islower() for char in text_of(one)))
    short = (one for one in desk.brief.standing if len(one.text) <= high and desk.is_clear(one))
    yield from (without_end_mark(one.pieces) for one in short if not one.kinds & {"quote", "setback", "exception"})


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
    own = [strip(cut(tag, 1)) for tag in desk.brief.hashtags[:6]]
    return [("path", one) for one in _distinct(desk, "path", [*own, *_phrases(desk, "ad.path")], 2)]
