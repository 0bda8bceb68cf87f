"""Alt texts, and channels that have no craft of their own for products: each part gets what its name asks for."""

from collections.abc import Iterator

from klaviatur.compose.pieces import Pieces, capitalise, join, with_end_mark
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.forms.building import MUST, bullets, call, different, line, named, safe, sentences, text
from klaviatur.compose.products.record import fragment
from klaviatur.compose.products.saying import branded, keys, lead, points, sentence, title
from klaviatur.compose.room import Block
from klaviatur.records import PartProfile

_TITLES = frozenset({"title", "headline", "subject", "question", "meta_title"})
_SAFE = frozenset({"body", "text", "description", "notes", "teaser"})


def alt_text(desk: Desk) -> list[Draft]:
    """What the picture shows as far as the data says: the product, its look; never what is sold."""
    look = [fragment(one, desk.language) for one in desk.record.all("variant") if one.attribute == "color"]
    whole = desk.say("product.alt", title=join((branded(desk.record), *look), ", "))
    return [("alt", line(desk, "alt", [whole, desk.say("product.alt", title=desk.record.title), desk.record.title]))]


def parts(desk: Desk) -> list[Draft]:
    """Return every part of the profile, filled as its name, size and count ask."""
    out: list[Draft] = []
    for part in desk.channel.parts:
        out += named(part.name, _filled(desk, part, [pieces for _, pieces in out]))
    return out


def _filled(desk: Desk, part: PartProfile, said: list[Pieces]) -> list[Pieces]:
    least, most = part.count
    if part.name in _TITLES and most == 1:
        return [title(desk, lambda words: desk.fits(part.name, words)) or line(desk, part.name, [desk.record.title])]
    if most == 1:
        return [_one(desk, part, said)] if least or part.name in _SAFE else []
    own = different(desk, part.name, _many(desk, part), max(least, min(most, 5)), said)
    return [*own, *different(desk, part.name, _fillers(desk), least - len(own), [*said, *own])]


def _one(desk: Desk, part: PartProfile, said: list[Pieces]) -> Pieces:
    if part.name == "notes" and said:
        facts = bullets(points(desk, 8, lambda words: len(words) <= 120)) or lead(desk)
        return text(desk, part.name, [(MUST, facts), (1, safe(desk, part.name, 0.7))])
    if part.multiline and desk.room(part.name) > 150:
        return text(desk, part.name, _blocks(desk, part))
    fresh = [
        *(capitalise(keys(desk, most)) for most in (3, 2, 1)),
        *sentences(desk, 2),
        *desk.fillers("product.line.more"),
    ]
    found = different(desk, part.name, [one for one in fresh if one], 1, said)
    return found[0] if found else line(desk, part.name, [*desk.fillers("product.line.more"), desk.record.title])


def _many(desk: Desk, part: PartProfile) -> Iterator[Pieces]:
    yield safe(desk, part.name, 1.0)
    yield from points(desk, 12, lambda words: desk.fits(part.name, words))
    yield from sentences(desk, 4)
    yield desk.record.title


def _fillers(desk: Desk) -> Iterator[Pieces]:
    """Give phrases that claim nothing, for a part that has to be there and a product with too few facts for it."""
    yield from desk.fillers("product.line.more")
    yield from desk.fillers("product.ad.headline")
    yield from desk.fillers("product.talk.point")


def _blocks(desk: Desk, part: PartProfile) -> list[Block]:
    facts = desk.record.facts
    plain = [sentence(desk, one) for one in facts[:5]]
    spoken = desk.channel.family == "speech"
    known: list[Block] = [
        (MUST, lead(desk) if not spoken else with_end_mark(branded(desk.record))),
        (3, join(sentences(desk, 3, 260))),
        (2, join(plain) if spoken else bullets(points(desk, 6, lambda words: len(words) <= 120))),
        (1, safe(desk, part.name, 0.7)),
        (4, call(desk)),
    ]
    return [(weight, block) for weight, block in known if block]
