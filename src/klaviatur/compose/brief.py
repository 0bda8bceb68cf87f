"""What an editor asks of a source before writing a line, answered once per source and voice.

What is new? Who says so? For whom does it change what, from when? Which figure carries it? Which quote has a human
voice? What should the reader do? What must not be said? Every answer is the source's own words, as pieces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from klaviatur.compose.citing import Citation, citations
from klaviatur.compose.dangling import first_tie, listed
from klaviatur.compose.given import Places, taken_for_granted
from klaviatur.compose.hashtags import hashtags
from klaviatur.compose.pieces import (
    Pieces,
    capitalise,
    cut,
    from_sentence,
    layout,
    put,
    strip,
    text_of,
    without_end_mark,
    words_in,
)
from klaviatur.compose.ranking import Ranking, rank
from klaviatur.compose.room import ended
from klaviatur.compose.standing import stand_up, surroundings
from klaviatur.compose.voicing import Spoken, speak
from klaviatur.ports import Embedder
from klaviatur.records import DateMention, Finding, Number, Piece, Role, Sentence, Source, Span, Voice
from klaviatur.text.lexicon import read_table

PROSE = (Role.LEAD, Role.BODY)
LONGEST = 45  # words; nobody follows a longer sentence outside of its text
LIKED = 0.15  # for a sentence with a word the voice prefers
WEIGHTS = {
    "money": 0.06,
    "cost": 0.1,
    "for_whom": 0.1,
    "figure": 0.05,
    "ahead": 0.08,
    "plan": 0.03,
    "reason": 0.04,
    "setback": -0.08,
    "sender": -0.08,
}
MOST_HASHTAGS = 12
NEXT = 2  # sentences; as far as "die Aktion" still means the news
NEAR = 12  # sentences; further down, "das Gerät" may be another one
FEWEST = 6  # words; a shorter sentence rarely carries news
_END = re.compile(r"[.!…][\"“”»«’']*$")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
_POINTS_UP = re.compile(
    r"(er|sie|zuvor|vorher|danach|davor|später|inzwischen|earlier|later|dort|hier|dann|there|then|here|dies\w*|das|damit|he|she|they|this|that|these)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-ZÄÖÜ][\w.]+(?:[/ ][A-ZÄÖÜ][\w.]+){0,2}(?: \([\w/ ]+\))? [–—] (?=[A-ZÄÖÜ„])")
_WORD = re.compile(r"\w+")
_SMALL_WORD = re.compile(r"[a-zäöüß]+[ ,]")  # not iPhone, not e.on
_HAS_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the source in the sender's voice. `pieces` stand alone; `follows` needs the sentence before it."""

    index: int  # of Source.sentences
    block: int
    role: Role
    pieces: Pieces  # () if it cannot stand alone
    follows: Pieces
    kinds: frozenset[str]
    score: float
    stems: frozenset[str]
    findings: tuple[Finding, ...] = ()

    text: str = ""  # as it stands alone
    words: int = 0  # where it stands
    in_context: bool = False  # stands alone only behind the news: "das Gerät" is the news' own device
    has_address: bool = False  # a web or mail address belongs into a call to action
    granted: tuple[Places, ...] = ()  # nouns it takes for granted: where each of them is introduced


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
    statements = tuple(_statement(source, voice, s, ranking) for s in used if s.role in PROSE)
    items = tuple(_statement(source, voice, s, ranking) for s in used if s.role in (Role.ITEM, Role.TABLE))
    granted = taken_for_granted(source)
    statements = tuple(replace(one, granted=granted.get(one.index, ())) for one in statements)
    title, statements = _headed(source, voice, statements)
    statements = _usable(statements) or items
    standing = () if _is_keywords(statements) else tuple(one for one in statements if one.pieces)
    return Brief(
        source=source,
        voice=voice,
        ranking=ranking,
        title=title,
        subtitle=_line(source, source.subtitle, voice),
        statements=statements,
        standing=standing,
        news=_news(standing),
        hashtags=tuple(hashtags(source, voice, MOST_HASHTAGS)),
        citations=citations(source),
        headings=_headings(source, voice),
        items=items,
        link=_link(source, voice),
        sender=_sender(source, voice),
    )


def _is_keywords(statements: Sequence[Statement]) -> bool:
    """Return whether a source is a list or table without a single sentence: then all of it is told, line by line."""
    return all(one.role not in PROSE and not _END.search(text_of(one.follows)) for one in statements)


def _headed(source: Source, voice: Voice, statements: tuple[Statement, ...]) -> tuple[Pieces, tuple[Statement, ...]]:
    """Return the title and the statements below it; without a title a short first sentence serves as one."""
    if source.title is not None or len(statements) < 3:
        return _line(source, source.title, voice), statements
    first, second = statements[:2]
    told = first.kinds & {"date", "money", "ahead"}  # news, not a headline: posts must not lose it
    short = (
        not told
        and FEWEST - 1 <= first.words <= 14
        and len(text_of(first.follows)) <= 100
        and not first.text.endswith("?")
    )
    follows = bool(second.pieces) and second.words > FEWEST
    return (without_end_mark(first.pieces), statements[1:]) if short and first.pieces and follows else ((), statements)


def _news(standing: Sequence[Statement]) -> Statement | None:
    """Return the statement that says what is new: the best of the first ones."""
    first = [one for one in standing[:4] if "quote" not in one.kinds and one.words >= FEWEST] or list(standing[:1])
    lead = [one for one in first if one.role is Role.LEAD] or first
    return max(lead[:3], key=lambda one: one.score, default=None)


def _weighed(source: Source, voice: Voice, ranking: Ranking) -> Ranking:
    """Return the ranking with the weight an editor gives to people, money, dates, figures and the voice's words."""
    liked = frozenset(word.casefold() for word in voice.use)
    scores = [
        score and _weight(score, _kinds(source, s), s) + LIKED * any(word in s.text.casefold() for word in liked)
        for score, s in zip(ranking.scores, source.sentences, strict=True)
    ]
    return replace(ranking, scores=tuple(scores))


def _weight(score: float, kinds: frozenset[str], sentence: Sentence) -> float:
    told = sum(WEIGHTS.get(kind, 0.0) for kind in kinds)
    short = -0.2 if len(sentence.text.split()) < FEWEST else 0.0
    return min(1.0, max(0.01, score + told + short))


def stems_of(text: str) -> frozenset[str]:
    """Return what tells one statement from another: numbers, and the first six letters of longer words."""
    words = _WORD.findall(text.lower())
    return frozenset(word[:6] for word in words if len(word) > 3 or word.isdigit())


def likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """Return which share of the smaller statement the other one says too, 0-1."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


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


def _statement(source: Source, voice: Voice, sentence: Sentence, ranking: Ranking) -> Statement:
    follows = speak(source, voice, _without_dateline(_as_row(sentence, from_sentence(source, sentence))))
    alone = _alone(source, voice, sentence)
    follows_as = _as_sentence(ended(follows.pieces)) if sentence.role in PROSE else follows.pieces
    return Statement(
        index=sentence.index,
        block=sentence.block,
        role=sentence.role,
        pieces=alone.pieces,
        follows=follows_as,
        kinds=_kinds(source, sentence),
        score=ranking.scores[sentence.index],
        stems=stems_of(sentence.text),
        findings=alone.findings or follows.findings,
        text=text_of(alone.pieces),
        words=words_in(alone.pieces or follows_as),
        in_context=bool(alone.pieces) and stand_up(source, sentence) is None,
        has_address=bool(_ADDRESS.search(sentence.text)),
    )


def _without_dateline(pieces: Pieces) -> Pieces:
    """Return a sentence without the place a news agency puts before it: `Rom – Der Direktor ...`."""
    match = _DATELINE.match(text_of(pieces))
    return cut(pieces, match.end()) if match else pieces


def _as_row(sentence: Sentence, pieces: Pieces) -> Pieces:
    """Return a table row as a line: `Rad | 12 Euro` reads `Rad: 12 Euro`."""
    bars = [match.start() for match in re.finditer(r" \| ", sentence.text)] if sentence.role is Role.TABLE else []
    for at in reversed(bars):
        pieces = put(pieces, at, at + 3, layout(": " if at == bars[0] else ", "))
    return pieces


def _alone(source: Source, voice: Voice, sentence: Sentence) -> Spoken:
    too_long = len(sentence.text.split()) > LONGEST
    if (
        too_long
        or _leans(source, sentence)
        or _torn_quote(source, sentence)
        or sentence.text.rstrip("\"“”»«’' ").endswith(("?", ":"))
    ):
        return Spoken(())
    if not _END.search(sentence.text) and sentence.role in PROSE and len(source.sentences) > 5:
        return Spoken(())  # a line without an end is no sentence, unless there is hardly anything else
    stood = stand_up(source, sentence) or _as_first(source, sentence) or _as_call(source, sentence)
    stood = stood or _behind_the_news(source, sentence)
    stood = stood and _without_dateline(stood)
    if stood is None:
        return Spoken(())
    spoken = speak(source, voice, strip(stood))
    return Spoken(_as_sentence(ended(spoken.pieces)) if sentence.role in PROSE else spoken.pieces, spoken.findings)


def _as_sentence(pieces: Pieces) -> Pieces:
    """Return a sentence with a capital first: behind a greeting, a letter goes on in small letters."""
    return capitalise(pieces) if _SMALL_WORD.match(text_of(pieces)) else pieces


def _leans(source: Source, sentence: Sentence) -> bool:
    """Return whether a word in the sentence points at one before it ("daraufhin", "an dem Tag"): only followers may."""
    pattern = dict(_patterns(source.language))["leaning"]
    return bool(pattern.search(sentence.text))


def _as_first(source: Source, sentence: Sentence) -> Pieces | None:
    """Return the first sentence of the running text: nothing stands before it that it could need."""
    first = next((s for s in source.sentences if s.role in PROSE), None)
    return from_sentence(source, sentence) if first is sentence and not _POINTS_UP.match(sentence.text) else None


def _behind_the_news(source: Source, sentence: Sentence) -> Pieces | None:
    """Return a sentence near the beginning whose only tie is a noun for what the news is about ("das Gerät")."""
    tie = first_tie(sentence.text, surroundings(source))
    first = next((s.index for s in source.sentences if s.role in PROSE), 0)
    own = tie is not None and sentence.text[tie.start : tie.end].rpartition(" ")[2] in listed(
        source.language, "products"
    )
    near = sentence.index - first <= (NEAR if own else NEXT)
    return from_sentence(source, sentence) if tie is not None and tie.kind == "noun" and near else None


def _as_call(source: Source, sentence: Sentence) -> Pieces | None:
    """Return what the reader is asked to do: it speaks to the reader, wherever it stands."""
    asked = any(call.sentence == sentence.index for call in source.calls)
    return from_sentence(source, sentence) if asked and not _POINTS_UP.match(sentence.text) else None


def _torn_quote(source: Source, sentence: Sentence) -> bool:
    """Return whether a quote begins or ends outside of the sentence, or the sentence lies inside of one."""
    inner = sentence.span
    for quote in source.quotes:
        if quote.span.start < inner.end and inner.start < quote.span.end:
            whole = inner.start <= quote.span.start and quote.span.end <= inner.end
            if not whole:
                return True
    return sentence.text.count("„") != sentence.text.count("“") and "„" in sentence.text


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = read_table("klaviatur.compose", "kinds.toml")[language]
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE if kind != "first_person" else re.NOFLAG))
        for kind, pattern in table.items()
    )


def kinds_in(text: str, language: str) -> set[str]:
    """Return what words alone tell about a text: "plan", "cost", "exception" and the other kinds of kinds.toml."""
    return {kind for kind, pattern in _patterns(language) if pattern.search(text)}


def _kinds(source: Source, sentence: Sentence) -> frozenset[str]:
    kinds = kinds_in(sentence.text, source.language)
    kinds |= {"figure"} if any(n.sentence == sentence.index and _tells(n) for n in source.numbers) else set()
    kinds |= {"money"} if any(n.sentence == sentence.index and _is_money(n.unit) for n in source.numbers) else set()
    kinds |= {"date"} if any(d.sentence == sentence.index for d in source.dates) else set()
    kinds |= {"ahead"} if any(d.sentence == sentence.index and _is_ahead(source, d) for d in source.dates) else set()
    kinds |= {"call"} if any(c.sentence == sentence.index for c in source.calls) else set()
    kinds |= {"quote"} if any(sentence.index in q.sentences for q in source.quotes) else set()
    return frozenset(kinds)


def _tells(number: Number) -> bool:
    """Return whether a number is a figure somebody would quote, not a small count in passing."""
    return number.unit is not None or number.value > 12 or any(char.isdigit() for char in number.text)


def _is_ahead(source: Source, mention: DateMention) -> bool:
    return source.issued is not None and mention.iso[:7] > source.issued.iso[:7]


def _is_money(unit: str | None) -> bool:
    return bool(unit) and any(sign in str(unit) for sign in ("Euro", "€", "euro", "$", "dollar", "£", "pound", "CHF"))


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
