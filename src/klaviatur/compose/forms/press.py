"""Press release: headline, second fact, place and date, lead, importance, quote, details, outlook, who to ask."""

from klaviatur.compose.dating import dated
from klaviatur.compose.desk import Desk, Draft, lines, paragraphs
from klaviatur.compose.forms.growing import opening
from klaviatur.compose.forms.lines import contact_lines, second_line, title_line, told_first, voiced
from klaviatur.compose.forms.passages import passages, render
from klaviatur.compose.pieces import Pieces, join, layout, strip, text_of
from klaviatur.records import Severity


def press_release(desk: Desk) -> list[Draft]:
    """Return headline, subline, body with place and date, boilerplate and contact; nothing a journalist would cut."""
    headline = title_line(desk, "headline")
    subline = second_line(desk, "subline", headline, skip=told_first(desk))
    parts = [
        ("headline", headline),
        ("subline", subline),
        ("body", _body(desk)),
        ("boilerplate", _boilerplate(desk)),
        ("contact", _contact(desk)),
    ]
    if not parts[-1][1]:
        desk.warn(
            "press.no_contact",
            "Die Quelle nennt keinen Pressekontakt; bitte ergänzen.",
            "The source names no press contact; please add one.",
            Severity.WARN,
        )
    return [(name, pieces) for name, pieces in parts if pieces]


def _body(desk: Desk) -> Pieces:
    high = desk.aim("body")[1]
    head = dateline(desk)
    chosen = passages(desk, high)
    if not chosen:
        return paragraphs(embargo(desk), join((head, opening(desk, "body"))))
    blocks = [render(desk, passage) for passage in chosen]
    blocks[0] = (*head, *blocks[0])
    body = paragraphs(embargo(desk), *blocks)
    while not desk.fits("body", body) and len(blocks) > 1:
        blocks.pop()
        body = paragraphs(embargo(desk), *blocks)
    return body


def dateline(desk: Desk) -> Pieces:
    """Return `Place, date – `, or what the source gives of it."""
    source = desk.source
    place = desk.quoted_source(source.place) if source.place else ()
    issued = dated(source, desk.voice, source.issued) if source.issued else ()
    head = join((strip(place), strip(issued)), ", ")
    return (*head, *layout(" – ")) if head else ()


def embargo(desk: Desk) -> Pieces:
    """Return the embargo line, () if there is none."""
    if desk.source.embargo is None:
        return ()
    span = desk.source.embargo_span
    date = desk.quoted_source(span) if span else ()
    return desk.say("label.embargo", date=date or desk.source.embargo.strftime("%d.%m.%Y, %H:%M"))


def _boilerplate(desk: Desk) -> Pieces:
    if desk.voice.boilerplate:
        return voiced(desk.voice.boilerplate, "voice.boilerplate")
    if desk.source.boilerplate is None:
        return ()
    return desk.quoted_source(desk.source.boilerplate)


def _contact(desk: Desk) -> Pieces:
    """Return the press contact under its label, unless the source's own words already say what it is."""
    own = contact_lines(desk)
    headed = "kontakt" in text_of(own).lower()[:40] or "contact" in text_of(own).lower()[:40]
    whole = own if headed or not own else lines(desk.say("label.contact"), own)
    return whole if desk.fits("contact", whole) else own
