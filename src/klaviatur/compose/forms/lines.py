"""Single lines that many forms need: headline, subject, second line, call to action, hashtags, addresses."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from klaviatur.compose.citing import Citation, humanity, introduced
from klaviatur.compose.desk import SAME, Desk
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.forms.telegrams import phrases_in, reads_alone
from klaviatur.compose.heading import in_fewer_words
from klaviatur.compose.pieces import Pieces, cut, declared, join, swap, text_of, without_end_mark, words_in
from klaviatur.compose.room import clipped, first_that_fits, segments, shortened, telegraphed
from klaviatur.compose.standing import opens_alone, text_stands_alone
from klaviatur.compose.statements import FEWEST, Statement, likeness, stems_of
from klaviatur.records import Role, Span
from klaviatur.text.lexicon import read_lines

_KEY = re.compile(r"\s*[^\W\d][\w-]*\s*:\s+")
_JOINED = re.compile(r"(?:Und|Oder|Aber|Doch|Sondern|And|Or|But|So) ")  # the second half of a sentence
_ASKING = frozenset({"call", "invites"})
_HEADING = 18  # characters of a noun phrase that can be a title
_POINTS = re.compile(r"(?:Das|Dies|Dabei|Dort|Damit|Er|That|This|These|They|He|She)\b(?! [A-ZÄÖÜ])")
_JUDGES_THE_NEWS = 3  # sentences; so near, "that" means the news
_SCHEME = re.compile(r"https?://(?:www\.)?")
_FIRST = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+(?=\s)")


def line(desk: Desk, part: str, candidates: Iterable[Pieces]) -> Pieces:
    """Return one line for a part that has to be there: the first candidate that fits, else shortened, else cut."""
    known = [without_end_mark(one) for one in candidates if one]
    ample = [one for one in known if words_in(one) > 1] or [one for one in known if len(text_of(one)) > 2]
    found = first_that_fits(desk.source, ample, lambda text: desk.fits(part, text))
    if found:
        return without_end_mark(found)
    found = _topic(desk, part)
    cuts = (clipped(one, lambda text: desk.fits(part, text)) for one in ample)
    return found or next((one for one in cuts if one), ())


def _topic(desk: Desk, part: str) -> Pieces:
    """Return a line that names what the news is about and claims nothing, () if it has no name in it."""
    own = set(desk.voice.hashtags)
    topics = [cut(tag, 1) for tag in desk.brief.hashtags if text_of(tag)[1:].lstrip("#") not in own]
    words = [one for one in topics if text_of(one)[:1].isupper() and text_of(one)[1:].islower()]
    lines = (desk.say("title.topic", topic=word) for word in words[:3])
    return next((one for one in lines if one and desk.fits(part, one)), ())


def titles(desk: Desk) -> list[Pieces]:
    """Return what could head the text, best first: the title, its segments, the subtitle, the news, a call."""
    brief = desk.brief
    news = brief.news
    own = [brief.title, *sorted(segments(brief.title), key=lambda one: -len(text_of(one))), brief.subtitle]
    said = [news.pieces] if news else []
    early = [one for one in brief.standing[:8] if "quote" not in one.kinds] or list(brief.standing[:8])
    rest = [one.pieces for one in early if not one.granted] or [s.pieces for s in early]
    raw = [one.follows for one in brief.statements[:3]] if not brief.standing else []
    return [one for one in (*own, *said, *rest, *raw, *whole_text(desk)) if one]


def whole_text(desk: Desk) -> Iterator[Pieces]:
    """Give the first of anything that has words, for texts that have neither title nor sentence."""
    usable = [s for s in desk.source.sentences if s.role not in (Role.HEAD, Role.NOISE, Role.CONTACT)]
    yield from (one.follows for one in desk.brief.items[:3] if one.role is Role.TABLE)
    sentences = [s for s in usable if s.role is not Role.TABLE]
    alone = [s for s in sentences if text_stands_alone(desk.source, s.text)]
    for sentence in (alone or sentences)[:3]:
        yield desk.quoted_source(sentence.span)


def title_line(desk: Desk, part: str) -> Pieces:
    """Return the headline of a part.

    The title as it is, a segment of it, the title shortened or cut as a headline may be; without a title the news;
    then whatever else could head the text.
    """
    brief = desk.brief
    first = brief.title or (without_end_mark(brief.news.pieces) if brief.news else ())
    return headline_of(desk, part, first) or line(desk, part, [*_headlines_of_news(desk, part), *titles(desk)])


def headline_of(desk: Desk, part: str, whole: Pieces) -> Pieces:
    """Return a title, a part of it or its noun phrase, whichever fits, () if none does."""

    def fits(text: str) -> bool:
        return desk.fits(part, text)

    long_segments = [one for one in segments(whole) if words_in(one) >= 3 and not _JOINED.match(text_of(one))]
    for wording in (whole, *sorted(long_segments, key=lambda one: -len(text_of(one)))):
        if wording and fits(text_of(wording)):
            return wording
    if not whole:
        return ()
    cut_title = telegraphed(desk.source, whole, fits)
    cuts = (telegraphed(desk.source, one, fits) for one in long_segments)
    phrases = (
        one for one in phrases_in(desk, whole, len(text_of(whole))) if fits(text_of(one)) and _names_enough(desk, one)
    )
    fewer = next((one for one in in_fewer_words(whole) if fits(text_of(one))), ())
    short = shortened(desk.source, whole, fits)
    short = short if words_in(short) > 1 or words_in(whole) == 1 else ()
    return fewer or short or cut_title or next((one for one in (*cuts, *phrases) if one), ())


def _names_enough(desk: Desk, pieces: Pieces) -> bool:
    """Return whether a noun phrase can head a text: more than a name, with what is new, where or of whom."""
    text = text_of(pieces)
    capitals = sum(word.lstrip("„")[:1].isupper() for word in text.split())
    told = any(char.isdigit() for char in text) or capitals > 2  # a name has one or two
    definite = text.startswith(("Der ", "Die ", "Das ", "The "))
    return len(text) >= _HEADING and told and not definite and reads_alone(desk, text)


def _headlines_of_news(desk: Desk, part: str) -> list[Pieces]:
    """Return strong early sentences that fit, for a source whose title and news do not."""
    brief = desk.brief
    early = sorted(
        (s for s in brief.standing[:4] if not s.in_context and not s.granted and s.words >= FEWEST - 1),
        key=lambda s: -s.score,
    )
    return [s.pieces for s in early if "quote" not in s.kinds and desk.fits(part, s.text)]


def told_first(desk: Desk) -> frozenset[int]:
    """Return which sentences the running text opens with: a line right above it must not say them."""
    return frozenset(one.index for one in (desk.brief.news, *desk.brief.standing[:1]) if one)


def second_line(desk: Desk, part: str, first: Pieces, *, skip: Collection[int] = ()) -> Pieces:
    """Return a line that carries on from the first and does not repeat it, () if there is none that fits."""
    brief = desk.brief
    stems = stems_of(text_of(first))
    usable = [one for one in brief.standing if desk.is_clear(one) and one.index not in skip and one.anchored]
    ranked = by_rank(desk, usable)
    pool = [brief.subtitle, *(one.pieces for one in ranked if "quote" not in one.kinds)]
    other = [one for one in pool if one and likeness(stems_of(text_of(one)), stems) < SAME]
    return first_that_fits(desk.source, other[:8], lambda text: desk.fits(part, text))


def call(desk: Desk, use: str = "cta.link") -> Pieces:
    """Return the call to action: with the link where there is one and the channel takes it, else without."""
    links = desk.channel.links
    pointer = desk.say("emoji.point") if desk.channel.emoji and desk.voice.emoji else ()
    if links == "bio":
        return (*pointer, *desk.say("cta.bio"))
    if links == "none":
        return ()
    if links == "button" or not desk.brief.link:
        return desk.say("cta.button") if links == "button" and desk.brief.link else ()
    return (*pointer, *desk.say(use, link=desk.brief.link))


def says_link(desk: Desk, text: Pieces) -> bool:
    """Return whether a text already has the address a call to action would lead to, written out or in short."""
    short = _SCHEME.sub("", text_of(desk.brief.link)).rstrip("/")
    return bool(short) and short in text_of(text)


def wanted(desk: Desk, words: int = 24) -> Pieces:
    """Return what the source itself asks its reader to do, in its own sentence, () if it asks nothing or has asked."""
    asked = [s for s in desk.fresh(desk.brief.standing) if s.kinds & _ASKING and s.words <= words]
    if not asked:
        return ()
    best = max(asked, key=lambda one: one.score)
    desk.taken.append(best.index)
    return best.pieces


def tags(desk: Desk, most: int | None = None) -> Pieces:
    """Return the hashtags of the channel's range in one line."""
    limit = desk.channel.hashtags[1] if most is None else most
    return join(desk.brief.hashtags[:limit], " ") if limit else ()


def cited(desk: Desk, words: int = 35) -> Pieces:
    """Return a quote with its speaker and function, () if none is short enough.

    It is the source's own sentence where that names both. Consumers get the most human voice, business readers and the
    press the first one. What a speaker goes on to say comes along: half of a thought is not what was said.
    """
    order = [one for one in desk.brief.citations if is_clear_quote(desk, one)]
    if desk.channel.formality == "consumer":
        order.sort(key=lambda one: -humanity(one))
    for citation in order:
        if not set(citation.quote.sentences) & set(desk.taken):
            found = quoted(desk, citation, words)
            if found:
                return found
    return ()


def is_clear_quote(desk: Desk, citation: Citation) -> bool:
    """Return whether a quote tells by itself what it is about, or what it answers to is said: "That is too long"."""
    first = min(citation.quote.sentences, default=-1)
    news = desk.brief.news
    near = news is not None and 0 < first - news.index <= _JUDGES_THE_NEWS
    return near or first - 1 in desk.taken or not _POINTS.match(text_of(citation.words))


def quoted(desk: Desk, citation: Citation, words: int) -> Pieces:
    """Return one quote with its speaker and remember it, () if it is longer than `words`."""
    found = _own_sentence(desk, citation, words) or _introduced(desk, citation, words)
    desk.taken += list(citation.quote.sentences) if found else []
    return found


def _own_sentence(desk: Desk, citation: Citation, most: int) -> Pieces:
    """Return the source's sentence that holds quote, speaker and function, with what the speaker adds; else ()."""
    for one in desk.brief.standing:
        named = text_of(citation.speaker) in one.text and text_of(citation.function) in one.text
        if one.index not in citation.quote.sentences or not named:
            continue
        more = _goes_on(desk, citation, one)
        if one.words + sum(s.words for s in more) <= most + words_in(citation.function) + 4:
            desk.taken += [s.index for s in more]
            return join([one.pieces, *(s.follows for s in more)])
    return ()


def _goes_on(desk: Desk, citation: Citation, first: Statement) -> list[Statement]:
    """Return the quoted sentences of the same speaker right behind a quote."""
    same = {i for c in desk.brief.citations if c.quote.speaker == citation.quote.speaker for i in c.quote.sentences}
    behind = [s for s in desk.brief.statements if s.block == first.block and s.index > first.index]
    return [s for at, s in enumerate(behind, start=1) if s.index in same and s.index == first.index + at]


def _introduced(desk: Desk, citation: Citation, most: int) -> Pieces:
    """Return `Speaker, function: „...“` for a quote that points at nothing and is all its speaker says there."""
    same = [c for c in desk.brief.citations if c.block == citation.block and c.quote.speaker == citation.quote.speaker]
    words = spoken_words(citation, most) if len(same) == 1 else ()
    return introduced(citation, words) if words and opens_alone(desk.source, text_of(words)) else ()


def spoken_words(citation: Citation, most: int) -> Pieces:
    """Return the quote, or as many whole sentences from its beginning as stay under `most` words."""
    kept: list[Pieces] = []
    for sentence in citation.sentences:
        if sum(words_in(one) for one in kept) + words_in(sentence) > most:
            break
        kept.append(sentence)
    return join(kept)


def contact_lines(desk: Desk) -> Pieces:
    """Return whom to ask, one detail a line, without the key of a front matter; () if the source does not say."""
    contact = desk.source.contact
    if contact is None:
        return ()
    text = desk.source.words(contact.span)
    key = _KEY.match(text) if "\n" not in text else None
    start = contact.span.start + (key.end() if key else 0)
    own = desk.quoted_source(Span(start, contact.span.end))
    return own if "\n" in text_of(own) else join(_details(own), "\n")


def _details(pieces: Pieces) -> list[Pieces]:
    text = text_of(pieces)
    borders = [0, *(at.end() for at in re.finditer(r",\s+", text)), len(text)]
    cuts = [cut(pieces, a, b) for a, b in pairwise(borders)]
    return [cut(one, 0, len(text_of(one).rstrip(", "))) for one in cuts]


def behind_greeting(desk: Desk, greeting: Pieces, text: Pieces) -> Pieces:
    """Return the text that comes after a greeting: in German a comma before it asks for a small letter.

    Only words that are never nouns or names are written small; the others keep their capital.
    """
    first = _FIRST.match(text_of(text))
    if desk.source.language != "de" or not text_of(greeting).endswith(",") or not first:
        return text
    word = first[0]
    small = word.lower() in read_lines("klaviatur.compose.forms", "small_de.txt") or re.search(
        rf"(?<![.!?…:]\s)(?<!^)\b{word.lower()}\b", desk.source.text
    )
    return swap(text, 0, 1, word[0].lower(), "case") if small else text


def farewell(desk: Desk, use: str = "farewell.mail") -> Pieces:
    """Return the voice's sign-off, else a declared one, above who signs; () if nobody does."""
    own = voiced(desk.voice.sign_off, "voice.sign_off") if desk.voice.sign_off else ()
    signer = desk.brief.sender if text_of(desk.brief.sender) not in text_of(own) else ()
    if not own and not signer:
        return ()
    return join((own or desk.say(use), signer), "\n")


def voiced(text: str, origin: str) -> Pieces:
    """Return words the voice file brings along."""
    return join([declared(row.rstrip(), origin) for row in text.strip().split("\n")], "\n")
