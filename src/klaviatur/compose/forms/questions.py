"""FAQ: questions as people ask them, the answer in the first sentence."""

from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.asking import Answered, answered, anything_else, said_by
from klaviatur.compose.forms.growing import opening
from klaviatur.compose.forms.lines import contact_lines
from klaviatur.compose.pieces import Pieces


def faq(desk: Desk) -> list[Draft]:
    """Return pairs of question and answer, the news first, a person and the way on last."""
    part = desk.part("question")
    low, high = part.count if part else (3, 10)
    pairs = answered(desk, min(high - 2, 7))
    pairs += anything_else(desk, max(0, 4 - len(pairs)))
    if not pairs:
        pairs = [Answered("faq.what", desk.say("faq.what", turn=0), opening(desk, "answer"))]
    pairs += [pair for pair in (said_by(desk), _more(desk), _contact(desk)) if pair is not None][: high - len(pairs)]
    pairs += _honest(desk)[: max(0, low - len(pairs))]
    fitting = [p for p in pairs if desk.fits("question", p.question) and desk.fits("answer", p.answer)]
    return [draft for p in fitting for draft in (("question", p.question), ("answer", p.answer))]


def _more(desk: Desk) -> Answered | None:
    if not desk.brief.link:
        return None
    return Answered("faq.more", desk.say("faq.more", turn=0), desk.say("cta.link", link=desk.brief.link))


def _contact(desk: Desk) -> Answered | None:
    """Return whom to ask, where the text is for the press or the house itself."""
    contact = desk.source.contact
    if contact is None or desk.channel.formality == "consumer":
        return None
    return Answered("faq.contact", desk.say("faq.contact", turn=0), contact_lines(desk))


def _honest(desk: Desk) -> list[Answered]:
    """Return questions our source does not answer, said so."""
    sender: Pieces = desk.brief.title or desk.brief.sender
    source = (
        [Answered("faq.source", desk.say("faq.source", turn=0), desk.say("label.source", title=sender))]
        if sender
        else []
    )
    return [
        *source,
        *(Answered(use, desk.say(use, turn=0), desk.say("faq.open_answer")) for use in ("faq.open",)),
        _more_open(desk),
    ]


def _more_open(desk: Desk) -> Answered:
    return Answered("faq.next", desk.say("faq.next", turn=0), desk.say("talk.unknown_short"))
