"""A product in mails and messages."""

from klaviatur.compose.pieces import Pieces, capitalise, join, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.duties import care_taken
from klaviatur.compose.products.forms.building import (
    MUST,
    bullets,
    call,
    different,
    line,
    link_of,
    named,
    paragraphs,
    safe,
    sentences,
    text,
)
from klaviatur.compose.products.saying import branded, headlines, keys, lead, points, title
from klaviatur.compose.room import clipped


def newsletter(desk: Desk) -> list[Draft]:
    """Subject, preheader that says something else, body with facts and duties."""
    subject = line(desk, "subject", [title(desk, lambda words: desk.fits("subject", words)), desk.record.title])
    spare = [
        capitalise(keys(desk, 3, 40)),
        capitalise(keys(desk, 2, 40)),
        *sentences(desk, 2),
        *desk.fillers("product.line.more"),
    ]
    behind = different(desk, "preheader", spare, 1, [subject])
    return [("subject", subject), *named("preheader", behind), ("body", _body(desk, "body"))]


def mail_block(desk: Desk) -> list[Draft]:
    """One product among others in a mail: headline, three lines, the words of the button."""
    head = title(desk, lambda words: desk.fits("headline", words)) or line(desk, "headline", [desk.record.title])
    own = sentences(desk, 1, 200)
    first = own[0] if own and desk.fits("text", own[0]) else capitalise(keys(desk)) or branded(desk.record)
    blocks = [(MUST, join((first, safe(desk, "text", 0.6)), "\n")), (1, bullets(points(desk, 3, _short)))]
    button = different(desk, "button", [desk.say("product.ad.short"), *desk.fillers("product.ad.headline")], 1)
    return [("headline", head), ("text", text(desk, "text", [b for b in blocks if b[1]])), *named("button", button)]


def message(desk: Desk) -> list[Draft]:
    """WhatsApp and the like: name and facts, duties, link."""
    blocks = [
        (MUST, lead(desk)),
        (2, bullets(points(desk, 4, _short))),
        (1, safe(desk, "text")),
        (3, call(desk) if link_of(desk) else desk.say("product.cta.ask")),
    ]
    return [("text", text(desk, "text", [b for b in blocks if b[1]]))]


def sms(desk: Desk) -> list[Draft]:
    """Who, what, link; allergens or where they stand."""
    duty = care_taken(desk, lambda words: len(words) <= 80)
    link = link_of(desk)
    rest = [one for one in (duty, link) if one]
    room = 150 - len(text_of(join(rest)))
    names = [lead(desk), branded(desk.record), clipped(desk.record.title, lambda words: len(words) <= room)]
    known = [join((name, *rest), "\n") for name in names if name and len(text_of(name)) <= room]
    return [("text", line(desk, "text", [*known, *(join((n, duty), "\n") for n in names if n), *names]))]


def push(desk: Desk) -> list[Draft]:
    """Title and one line."""
    duty = care_taken(desk, lambda words: desk.fits("body", words))
    head = line(desk, "title", [title(desk, lambda words: desk.fits("title", words)), desk.record.title])
    spare = [*headlines(desk, lambda words: desk.fits("body", words)), *desk.fillers("product.line.more")]
    sentence = [with_end_mark(keys(desk, most)) if keys(desk, most) else () for most in (2, 1)]
    known = [*(join((one, duty)) for one in sentence), duty, keys(desk)]
    body = different(desk, "body", [*(capitalise(one) for one in known if one), *spare], 1, [] if duty else [head])
    return [("title", head), *named("body", body)]


def _body(desk: Desk, part: str) -> Pieces:
    own = sentences(desk, 2, 260)
    blocks = [
        (MUST, lead(desk)),
        (3, paragraphs([one for one in (join(own),) if one])),
        (2, bullets(points(desk, 4, lambda words: len(words) <= 120))),
        (1, safe(desk, part, 0.7)),
        (4, call(desk) or desk.say("product.cta.ask")),
    ]
    return text(desk, part, [b for b in blocks if b[1]])


def _short(words: str) -> bool:
    return len(words) <= 70
