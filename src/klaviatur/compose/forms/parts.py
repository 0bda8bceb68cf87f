"""Channels of users' own: each part filled by what its name and profile ask for."""

from collections.abc import Sequence

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
    wanted = max(low, 1)
    own = [one for one in (_one(desk, part, said) for _ in range(min(wanted, high))) if one]
    return _different(desk, part, [*said, *own], own, low)


def _different(desk: Desk, part: PartProfile, said: Sequence[Pieces], own: list[Pieces], low: int) -> list[Pieces]:
    """Return what the part got, no wording twice, topped up to the fewest it has to have."""
    seen: set[str] = set()
    out: list[Pieces] = []
    spare = [
        *titles(desk),
        *(one.pieces for one in desk.brief.standing),
        *(desk.say("ad.headline", turn=n) for n in range(6)),
    ]
    for pieces in (*own, *spare):
        words = line(desk, part.name, [pieces]) if pieces and len(out) >= len(own) else pieces
        if words and text_of(words) not in seen and (len(out) < max(low, len(own))):
            out.append(words)
            seen.add(text_of(words))
    del said
    return out


def _one(desk: Desk, part: PartProfile, said: Sequence[Pieces]) -> Pieces:
    if part.multiline:
        return _text(desk, part)
    return second_line(desk, part.name, said[0]) if said else line(desk, part.name, titles(desk))


def _text(desk: Desk, part: PartProfile) -> Pieces:
    tail = paragraphs(call(desk), tags(desk))
    first = opening(desk, part.name, tail) or opening(desk, part.name)

    def build(more: Sequence[Statement]) -> Pieces:
        return paragraphs(join((first, flow(desk, more))), tail)

    whole = grow(desk, part.name, build, natural(desk), enough=desk.aim(part.name)[1], most=8)
    return whole if desk.fits(part.name, whole) else first
