"""Chat answer: the answer, its source, one next step, the way to a person."""

from collections.abc import Sequence

from klaviatur.compose.desk import Desk, Draft, paragraphs
from klaviatur.compose.forms.growing import flow, grow, natural, opening
from klaviatur.compose.pieces import Pieces, join, layout, text_of
from klaviatur.compose.room import fitted
from klaviatur.compose.statements import Statement


def answer(desk: Desk) -> list[Draft]:
    """Return one answer that says whose words it is, that a program gave it, and how to reach a person."""
    tail = _tail(desk)
    first = opening(desk, "text", tail) or opening(desk, "text")

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(join((first, flow(desk, more, trim=True))), tail)

    text = grow(desk, "text", build, natural(desk, words=20), enough=desk.aim("text")[1], most=2)
    if desk.fits("text", text):
        return [("text", text)]
    person = join((desk.say("disclosure.chat"), desk.say("chat.person")))
    return [("text", fitted([(0, first), (1, person)], lambda t: desk.fits("text", t)) or first)]


def _tail(desk: Desk) -> Pieces:
    title = desk.brief.title if len(text_of(desk.brief.title)) <= 70 else ()
    source = desk.say("label.source", title=title) or desk.say("label.source_sender", sender=desk.brief.sender)
    step = desk.say("chat.next", link=desk.brief.link)
    handed = desk.channel.options.get("hand_over", "yes") == "yes"
    person = join((desk.say("disclosure.chat"), desk.say("chat.person"))) if handed else ()
    return join((join((source, step), "\n"), person), "\n\n") if source or step or person else layout("")
