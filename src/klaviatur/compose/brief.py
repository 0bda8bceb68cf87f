"""What an editor asks of a source before writing a line, answered once per source and voice.

What is new? Who says so? For whom does it change what, from when? Which figure carries it? Which quote has a human
voice? What should the reader do? What must not be said? Every answer is the source's own words, as pieces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from klaviatur.compose.citing import Citation, citations
from klaviatur.compose.given import TITLE, left_open, taken_for_granted
from klaviatur.compose.hashtags import hashtags
from klaviatur.compose.heading import derived_title
from klaviatur.compose.kinds import kinds_of, leans
from klaviatur.compose.pieces import (
    Pieces,
    from_sentence,
    text_of,
    without_end_mark,
)
from klaviatur.compose.ranking import Ranking, rank
from klaviatur.compose.standing import text_stands_alone
from klaviatur.compose.statements import ENDED, FEWEST, PROSE, Statement, statement_of
from klaviatur.compose.voicing import speak
from klaviatur.ports import Embedder
from klaviatur.records import Finding, Piece, Role, Sentence, Source, Span, Voice

LIKED = 0.15  # for a sentence with a word the voice prefers
OPEN_NOUN = 0.05  # for a noun with "der" or "the" that nothing has introduced
ANCHORED = 0.5  # for news that names somebody or gives a figure
WEIGHTS = {
    "money": 0.06,
    "cost": 0.1,
    "for_whom": 0.1,
    "figure": 0.05,
    "ahead": 0.08,
    "invites": 0.12,
    "plan": 0.03,
    "reason": 0.04,
    "setback": -0.08,
    "sender": -0.08,
    "throat": -0.3,
}
_OWN_VOICE = 0.2  # of the sentences: whoever says I more often is the writer
_LED = 2  # statements of a lead that a title may be made of
MOST_HASHTAGS = 12
_LONG = 100  # characters of a headline
_OPENS = frozenset({"wegen", "trotz", "neben", "nach", "vor", "despite", "after", "amid"})  # it leans on a line above
_SAYS = re.compile(r"\b(?:sagte?|meinte?|erklärte?|betonte?|said|says)\b")
_WE = re.compile(r"\b(?:wir|uns|unsere?[mnrs]?|we|our|us)\b", re.IGNORECASE)
_HAS_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Brief:
    """A source, understood. Lists are in reading order; what the source does not have is empty."""

    source: Source
    voice: Voice
    ranking: Ranking
    title: Pieces
    subtitle: Pieces
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    headings: tuple[tuple[int, Pieces], ...] = ()  # block index and words
    items: tuple[Statement, ...] = ()  # list items and table rows
    link: Pieces = ()
    sender: Pieces = ()
    findings: tuple[Finding, ...] = field(default=())

    standing: tuple[Statement, ...] = ()  # the statements that can be taken out of their text
    news: Statement | None = None  # the one that says what is new
    hashtags: tuple[Pieces, ...] = ()  # best first
    blocked_title: bool = False  # a reviewer blocked words of title or subtitle: no sentence is made of them


def read_brief(source: Source, voice: Voice, embedder: Embedder | None) -> Brief:
    """Return the brief of a source for one voice."""
    ranking = _weighed(source, voice, rank(source, embedder))
    used = _used_sentences(source)
    statements = tuple(statement_of(source, voice, s, ranking) for s in used if s.role in PROSE)
    items = tuple(statement_of(source, voice, s, ranking) for s in used if s.role in (Role.ITEM, Role.TABLE))
    granted = taken_for_granted(source)
    statements = tuple(replace(one, granted=granted.get(one.index, ())) for one in statements)
    title, statements = _headed(source, voice, statements)
    statements = _usable(statements) or items
    standing = () if _is_keywords(statements) else _told_by_the_text(source, statements)
    return Brief(
        source=source,
        voice=voice,
        ranking=ranking,
        title=title,
        subtitle=_line(source, source.subtitle, voice),
        statements=statements,
        standing=standing,
        news=_news(statements, standing, titled=source.title is not None),
        hashtags=tuple(hashtags(source, voice, MOST_HASHTAGS)),
        citations=citations(source),
        headings=_headings(source, voice),
        items=items,
        link=_link(source, voice),
        sender=_sender(source, voice),
    )


def _is_keywords(statements: Sequence[Statement]) -> bool:
    """Return whether a source is a list or table without a single sentence: then all of it is told, line by line."""
    return all(one.role not in PROSE and not ENDED.search(text_of(one.follows)) for one in statements)


def _told_by_the_text(source: Source, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return what can be taken out of its text: without what somebody says of himself where the text is not his own.

    News texts run a quote on without its marks; in an essay "I" is the one who writes.
    """
    alone = tuple(one for one in statements if one.pieces)
    alone = tuple(one for one in alone if "throat" not in one.kinds or one.pieces != one.follows) or alone
    unmarked = not source.quotes and bool(_SAYS.search(source.text))  # quotation marks are lost on the way
    spoken = {one.index for one in alone if "quote" not in one.kinds and _speaks(one, we=unmarked)}
    if not spoken or len(spoken) > _OWN_VOICE * len(alone):
        return alone
    return tuple(one for one in alone if one.index not in spoken) or alone


def _speaks(one: Statement, *, we: bool) -> bool:
    return "first_person" in one.kinds or (we and bool(_WE.search(one.text)))


def _headed(source: Source, voice: Voice, statements: tuple[Statement, ...]) -> tuple[Pieces, tuple[Statement, ...]]:
    """Return the title and the statements below it; without a title a short first sentence serves as one."""
    if source.title is not None or len(statements) < 3:
        return _line(source, source.title, voice), statements
    first, second = statements[:2]
    if first.is_headline:
        return _headline(source, statements), statements
    cleared = "throat" in first.kinds and first.pieces == first.follows
    told = cleared or first.kinds & {"date", "money", "ahead"}  # news, not a headline: posts must not lose it
    short = (
        not told
        and FEWEST - 1 <= first.words <= 14
        and len(text_of(first.follows)) <= 100
        and not first.text.endswith("?")
    )
    follows = bool(second.pieces) and second.words > FEWEST
    if short and first.pieces and follows and first.anchored:
        return without_end_mark(first.pieces), statements[1:]
    usable = [one for at, one in enumerate(statements[:_LED]) if _may_head(one, opens=at == 0)]
    usable.sort(key=lambda one: not one.anchored)
    return derived_title(source, [one.pieces for one in usable]), statements


def _headline(source: Source, statements: tuple[Statement, ...]) -> Pieces:
    """Return the headline above the running text if it is clear by itself, else one made of the lead."""
    own = without_end_mark(statements[0].follows)
    whole = text_of(own).split()[0].lower() not in _OPENS and len(text_of(own)) <= _LONG
    whole = whole and not leans(text_of(own), source.language)
    if statements[0].anchored and whole and text_stands_alone(source, text_of(own) + "."):
        return own
    below = [one for one in statements if not one.is_headline]
    usable = [one.pieces for at, one in enumerate(below[:_LED]) if _may_head(one, opens=at == 0)]
    return derived_title(source, usable)


def _may_head(one: Statement, *, opens: bool) -> bool:
    return (
        bool(one.pieces)
        and not one.kinds & {"quote", "setback", "first_person", "sender", "throat"}
        and (opens or not one.granted)
    )


def _news(statements: Sequence[Statement], standing: Sequence[Statement], *, titled: bool) -> Statement | None:
    """Return the statement that says what is new: the first below a dateline, else the best of the first ones."""
    below = next((one for before, one in pairwise(statements) if before.is_headline and not one.is_headline), None)
    if below in standing:
        return below
    told = [one for one in standing[:4] if not one.kinds & {"quote", "throat"} and one.words >= FEWEST]
    first = told or list(standing[:1])
    lead = [one for one in first if one.role is Role.LEAD] or first
    known = [one for one in lead if all(titled and TITLE in places for places in one.granted)]
    clear = [one for one in known if not one.in_context] or lead
    return max(clear[:3], key=lambda one: one.score + ANCHORED * one.anchored, default=None)


def _weighed(source: Source, voice: Voice, ranking: Ranking) -> Ranking:
    """Return the ranking with the weight an editor gives to people, money, dates, figures and the voice's words."""
    liked = frozenset(word.casefold() for word in voice.use)
    open_nouns = left_open(source)
    scores = [
        score
        and _weight(score, kinds_of(source, s), s, open_nouns.get(s.index, 0))
        + LIKED * any(word in s.text.casefold() for word in liked)
        for score, s in zip(ranking.scores, source.sentences, strict=True)
    ]
    return replace(ranking, scores=tuple(scores))


def _weight(score: float, kinds: frozenset[str], sentence: Sentence, open_nouns: int) -> float:
    told = sum(WEIGHTS.get(kind, 0.0) for kind in kinds)
    short = -0.2 if len(sentence.text.split()) < FEWEST else 0.0
    return min(1.0, max(0.01, score + told + short - OPEN_NOUN * min(open_nouns, 3)))


def _used_sentences(source: Source) -> list[Sentence]:
    wanted = (*PROSE, Role.ITEM, Role.TABLE)
    heads = _heads_of_tables(source)
    used = [s for s in source.sentences if s.role in wanted and any(c.isalnum() for c in s.text)]
    return [s for s in used if s.index not in heads]


def _heads_of_tables(source: Source) -> set[int]:
    """Return the rows that only name the columns: no figure in the first row of a table, but some in the second."""
    rows = [s if s.role is Role.TABLE else None for s in source.sentences]
    firsts = [(row, after) for before, row, after in zip([None, *rows], rows, rows[1:], strict=False) if not before]
    return {
        row.index
        for row, after in firsts
        if row and after and not _HAS_FIGURE.search(row.text) and _HAS_FIGURE.search(after.text)
    }


def _usable(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(one for one in statements if one.follows)


def _line(source: Source, span: Span | None, voice: Voice) -> Pieces:
    if span is None:
        return ()
    from_source = source.words(span)
    start = span.start + len(from_source) - len(from_source.lstrip())
    whole = Span(start, span.end - (len(from_source) - len(from_source.rstrip())))
    sentence = Sentence(-1, -1, Role.TITLE, whole, source.words(whole))
    return speak(source, voice, from_sentence(source, sentence)).pieces


def _headings(source: Source, voice: Voice) -> tuple[tuple[int, Pieces], ...]:
    return tuple(
        (b.index, _line(source, b.span, voice))
        for b in source.blocks
        if b.role is Role.HEADING and b.span != source.title and len(source.words(b.span)) <= 90
    )


def _link(source: Source, voice: Voice) -> Pieces:
    called = {call.url for call in source.calls if call.url}
    web = [link for link in source.links if link.url.startswith(("http://", "https://", "www."))]
    body = [link for link in web if link.span is None or _in_text(source, link.span)]
    for link in sorted(body, key=lambda one: one.url not in called):
        return from_link(source, link.url, link.span)
    return from_link(source, voice.link, None, "voice.link") if voice.link else ()


def _in_text(source: Source, span: Span) -> bool:
    at = next((b for b in source.blocks if b.span.start <= span.start < b.span.end), None)
    return at is None or at.role not in (Role.NOISE, Role.BOILERPLATE)


def from_link(source: Source, url: str, span: Span | None, phrase: str = "source.link") -> Pieces:
    """Return an address as a piece: the source's words where they are the address, else its origin is named."""
    if span is None:
        return (Piece(url, phrase=phrase),)
    return (Piece(url, source=span, change="" if source.words(span) == url else "resolved"),)


def _sender(source: Source, voice: Voice) -> Pieces:
    if voice.sender:
        return (Piece(voice.sender, phrase="voice.sender"),)
    told = source.contact or source.boilerplate or source.place or source.issued
    at = source.text.find(source.sender) if source.sender and told else -1
    return from_link(source, source.sender, Span(at, at + len(source.sender))) if source.sender and at >= 0 else ()
