"""Channels of users' own: each part filled by what its name and profile ask for."""

from collections.abc import Sequence
from itertools import chain

from klaviatur.compose.desk import Desk, Draft, paragraphs
from klaviatur.compose.forms.growing import flow, grow, natural, opening
from klaviatur.compose.forms.lines import call, line, second_line, tags, titles
from klaviatur.compose.pieces import Pieces, join, text_of
from klaviatur.compose.statements import Statement
from klaviatur.records import PartProfile


def parts(desk: Desk) -> list[Draft]:
    """Return lines for parts of one line, the news and what fits for the others; repeated parts as often as asked."""
    out: list[Draft] = []
    for part in desk.channel.parts:
        out += [(part.name, one) for one in _fill(desk, part, [pieces for _, pieces in out])]
    return out


def _fill(desk: Desk, part: PartProfile, said: Sequence[Pieces]) -> list[Pieces]:
    low, high = part.count
    own = [one for one in (_one(desk, part, said) for _ in range(min(max(low, 1), high))) if one]
    return _different(desk, part, said, own)


def _different(desk: Desk, part: PartProfile, said: Sequence[Pieces], own: list[Pieces]) -> list[Pieces]:
    """Return what the part got, no wording twice in the variant, topped up from what is left of the source."""
    seen = {text_of(one).rstrip(".") for one in said}
    spare = [
        *titles(desk),
        *(one.pieces for one in desk.brief.standing),
        *(desk.say("ad.headline", turn=n) for n in range(6)),
    ]
    out: list[Pieces] = []
    wanted = max(part.count[0], len(own))
    for pieces in chain(own, (line(desk, part.name, [one]) for one in spare if one)):
        words = text_of(pieces).rstrip(".")
        if words and words not in seen and len(out) < wanted:
            out.append(pieces)
            seen.add(words)
    return out


def _one(desk: Desk, part: PartProfile, said: Sequence[Pieces]) -> Pieces:
    if part.multiline:
        return _text(desk, part, said)
    return second_line(desk, part.name, said[0]) if said else line(desk, part.name, titles(desk))


def _text(desk: Desk, part: PartProfile, said: Sequence[Pieces]) -> Pieces:
    """Return a text of several lines; a second one carries on where the first has stopped, and calls no more."""
    before = "\n".join(text_of(one) for one in said)
    asked = call(desk)
    tail = paragraphs(*(one for one in (asked, tags(desk)) if one and text_of(one) not in before))
    news = desk.brief.news
    told = news is not None and news.index in desk.taken
    first = () if told else opening(desk, part.name, tail) or opening(desk, part.name)

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(join(tuple(one for one in (first, flow(desk, more)) if one)), tail)

    whole = grow(desk, part.name, build, natural(desk), enough=desk.aim(part.name)[1], most=8)
    return whole if desk.fits(part.name, whole) else first
