"""Newsletter and messages: who, what, by when, where to."""

from collections.abc import Sequence

from klaviatur.compose.desk import Desk, Draft, bullets, paragraphs
from klaviatur.compose.forms.fragments import products
from klaviatur.compose.forms.growing import flow, grow, natural, opening
from klaviatur.compose.forms.lines import (
    behind_greeting,
    call,
    farewell,
    headline_of,
    line,
    second_line,
    title_line,
    told_first,
    voiced,
    wanted,
)
from klaviatur.compose.forms.telegrams import acting
from klaviatur.compose.pieces import Pieces, join, layout, text_of, without_end_mark, words_in
from klaviatur.compose.room import first_that_fits, fitted, telegraphed
from klaviatur.compose.statements import FEWEST, Statement, likeness, stems_of
from klaviatur.compose.typography import plain_marks_pieces

TOLD = 0.4  # a title that shares more with the news says nothing new above it


def newsletter(desk: Desk) -> list[Draft]:
    """A subject that says it, a preheader that carries on, one message, three points, one call to action."""
    subject = _subject(desk)
    preheader = second_line(desk, "preheader", subject, skip=told_first(desk))
    first = opening(desk, "body")

    def build(more: Sequence[Statement]) -> Pieces:
        return join((first, flow(desk, more)))

    message = grow(desk, "body", build, natural(desk, words=24)[:2], enough=70, most=1)
    asked = wanted(desk)
    points = desk.best(3, words=20)
    desk.taken += [one.index for one in points]
    listed = bullets(desk.trim(one.pieces) for one in points) if len(points) > 1 else flow(desk, points)
    action = paragraphs(asked, desk.say("cta.mail", link=desk.brief.link) if desk.brief.link else ())
    hello = greeting(desk)
    blocks = [(1, hello), (0, behind_greeting(desk, hello, message)), (3, listed), (1, action), (2, farewell(desk))]
    body = fitted(blocks, lambda text: desk.fits("body", text)) or first
    parts = [("subject", subject), ("preheader", preheader or _hint(desk, subject)), ("body", body)]
    return [(name, pieces) for name, pieces in parts if pieces]


def _subject(desk: Desk) -> Pieces:
    """Return the title at the length phones show: a phrase of it, or the subtitle, before one that runs over."""
    whole = title_line(desk, "subject")
    low, high = desk.aim("subject")

    def aimed(text: str) -> bool:
        return low * 2 // 3 <= len(text) <= high and desk.fits("subject", text)

    if len(text_of(whole)) <= high:
        return whole
    subtitle = desk.brief.subtitle if aimed(text_of(desk.brief.subtitle)) else ()
    return first_that_fits(desk.source, [whole], aimed) or telegraphed(desk.source, whole, aimed) or subtitle or whole


def _hint(desk: Desk, subject: Pieces) -> Pieces:
    """Return a preheader for a source that has one thought only."""
    news = desk.brief.news
    same = news is not None and text_of(news.pieces).startswith(text_of(subject))
    own = [news.pieces] if news and not same else []
    return first_that_fits(desk.source, [*own, desk.say("ad.long_headline")], lambda text: desk.fits("preheader", text))


def greeting(desk: Desk, use: str = "greeting.mail") -> Pieces:
    """Return the voice's greeting, else one of the bank."""
    if not desk.voice.greeting:
        return desk.say(use)
    own = voiced(desk.voice.greeting, "voice.greeting")
    return own if text_of(own)[-1:] in ",.!" else (*own, *layout(","))


def message(desk: Desk) -> list[Draft]:
    """WhatsApp: a bold line, the news, two points, the link, the way out."""
    heading = _bold(desk)
    action = paragraphs(wanted(desk, 18), call(desk))
    out = desk.say("message.opt_out") if desk.channel.options.get("opt_out") == "yes" else ()
    tail = paragraphs(action, out)
    first = opening(desk, "text", tail)

    def build(more: Sequence[Statement]) -> Pieces:
        listed = bullets(desk.trim(one.pieces) for one in sorted(more, key=lambda s: s.index))
        return paragraphs(heading, first, listed, tail)

    pool = [one for one in natural(desk, words=18) if one.pieces]
    text = grow(desk, "text", build, pool, enough=desk.aim("text")[1], most=2)
    if not desk.fits("text", text):
        text = fitted([(0, first), (1, action), (2, out), (3, heading)], lambda t: desk.fits("text", t)) or first
    return [("text", text)]


def _bold(desk: Desk) -> Pieces:
    """Return the title in bold, where it says something the news does not."""
    mark = desk.channel.options.get("bold", "")
    title = without_end_mark(desk.brief.title)
    news = desk.brief.news
    if not title or (news and likeness(stems_of(text_of(title)), news.stems) >= TOLD) or len(text_of(title)) > 90:
        return ()
    return (*layout(mark), *title, *layout(mark))


def push(desk: Desk) -> list[Draft]:
    """Push: who or what in the title, what and by when in the body; nothing twice."""
    brief = desk.brief
    title = _push_title(desk)
    news = [brief.news.pieces] if brief.news else []
    wordings = [one for one in (*news, brief.title, brief.subtitle) if one]
    low, high = desk.aim("body")
    wordings.sort(key=lambda one: not low <= desk.size("body", one) <= high)
    named = words_in(title) < FEWEST // 2  # the sender's name comes again in the news, the news does not
    other = [one for one in wordings if named or likeness(stems_of(text_of(one)), stems_of(text_of(title))) < 1]
    body = first_that_fits(desk.source, other, lambda text: desk.fits("body", text)) or second_line(desk, "body", title)
    return [("title", title), ("body", body or desk.say("cta.button"))]


def _push_title(desk: Desk) -> Pieces:
    """Return the title where it is short enough or can be cut, else the product or sender the news is about."""
    brief = desk.brief
    title = headline_of(desk, "title", without_end_mark(brief.title))
    if title:
        return title
    told = brief.news.text if brief.news else ""
    about = [brief.sender, *(one for one in products(desk) if text_of(one) in told), *acting(desk)]
    named = [one for one in about if one and desk.fits("title", one)]
    return named[0] if named else title_line(desk, "title")


def sms(desk: Desk) -> list[Draft]:
    """SMS: who, what, by when, link, in letters that keep it in one message."""
    link = desk.say("cta.link_short", turn=0, link=desk.brief.link) if desk.brief.link else ()
    body = opening(desk, "text", link) if len(text_of(link)) <= 80 else opening(desk, "text")
    name = text_of(desk.brief.sender).split(" ")[0]
    who = (*desk.brief.sender, *layout(": ")) if name and name not in text_of(body) else ()
    for wording in (join(((*who, *body), link)), join((body, link)), body):
        plain = plain_marks_pieces(wording)
        if desk.fits("text", plain):
            return [("text", plain)]
    return [("text", plain_marks_pieces(line(desk, "text", [plain_marks_pieces(body)])))]
