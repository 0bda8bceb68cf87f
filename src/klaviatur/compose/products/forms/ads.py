"""Ads for a product: every line stands alone, in every combination; allergens and warnings, or where they stand."""

from collections.abc import Iterable, Iterator

from klaviatur.compose.pieces import Pieces, capitalise, declared, join, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.duties import care_taken
from klaviatur.compose.products.forms.building import different, line, named, safe, sentences
from klaviatur.compose.products.record import fragment, listed
from klaviatur.compose.products.saying import branded, headlines, keys, lead
from klaviatur.compose.room import clipped

SHORT = 15
_MOST = {"headline": 10, "description": 4}


def ad_search(desk: Desk) -> list[Draft]:
    """Google responsive search ad: 3-15 headlines, 2-4 descriptions, two path words."""
    heads = _headlines(desk)
    paths = different(desk, "path", desk.fillers("product.ad.path"), 2)
    return [*named("headline", heads), *named("description", _descriptions(desk)), *named("path", paths)]


def ad_pmax(desk: Desk) -> list[Draft]:
    """Performance Max: one headline is short, a long one and the name of the business stand beside them."""
    heads = _headlines(desk)
    if all(len(text_of(one)) > SHORT for one in heads):
        heads = [*heads[: _MOST["headline"] - 1], desk.say("product.ad.short")]
    return [
        *named("headline", heads),
        ("long_headline", line(desk, "long_headline", [_long(desk), branded(desk.record)])),
        *named("description", _descriptions(desk)),
        ("business_name", _business(desk)),
    ]


def ad_meta(desk: Desk) -> list[Draft]:
    """Meta ad: a text that says it before "more", headlines, a short description."""
    duty = safe(desk, "text", 0.5)
    own = sentences(desk, 1, 125)
    first = join((own[0] if own else lead(desk), duty), "\n\n") if duty else (own[0] if own else lead(desk))
    heads = different(desk, "headline", headlines(desk, lambda t: len(t) <= 40), 3)
    small = different(desk, "description", [*_facts(desk), *desk.fillers("product.ad.headline")], 1, heads)
    texts = [line(desk, "text", [first, lead(desk), branded(desk.record)])]
    return [*named("text", texts), *named("headline", heads), *named("description", small)]


def ad_linkedin(desk: Desk) -> list[Draft]:
    """LinkedIn ad: name and best facts in the intro, a headline that says something else."""
    duty = care_taken(desk, lambda words: desk.fits("intro", words) and len(words) <= 90)
    intro = line(
        desk, "intro", [join((lead(desk), duty)), join((with_end_mark(branded(desk.record)), duty)), lead(desk)]
    )
    head = different(
        desk, "headline", [capitalise(keys(desk, 2)), *_facts(desk), *desk.fillers("product.ad.headline")], 1, [intro]
    )
    return [("intro", intro), *named("headline", head or [line(desk, "headline", [desk.record.title])])]


def _facts(desk: Desk) -> Iterator[Pieces]:
    yield from (capitalise(fragment(one, desk.language)) for one in desk.record.facts)


def _headlines(desk: Desk) -> list[Pieces]:
    most = _MOST["headline"]
    own = different(desk, "headline", headlines(desk, lambda words: desk.fits("headline", words)), most - 1)
    part = desk.part("headline")
    fewest = part.count[0] if part else 3
    return [*own, *different(desk, "headline", desk.fillers("product.ad.headline"), max(1, fewest - len(own)), own)]


def _descriptions(desk: Desk) -> list[Pieces]:
    """Return facts in lines of 90 characters, the allergens or where they stand among them."""
    part = desk.part("description")
    fewest = part.count[0] if part else 2
    duty = care_taken(desk, lambda words: desk.fits("description", words))
    own = different(desk, "description", _lines(desk), _MOST["description"] - (1 if duty else 0))
    known = [*own, duty] if duty else own
    more = different(desk, "description", desk.fillers("product.ad.description"), max(0, fewest - len(known)), known)
    return [*known, *more]


def _lines(desk: Desk) -> Iterator[Pieces]:
    yield from sentences(desk, 2, 90)
    facts = [fragment(one, desk.language) for one in desk.record.facts]
    name = clipped(branded(desk.record), lambda words: len(words) <= 40)
    yield with_end_mark(join((name, listed(_filling(facts, 88 - len(text_of(name)) - 2))), ": "))
    for start in (2, 4):
        yield capitalise(with_end_mark(listed(_filling(facts[start:], 88))))
    yield with_end_mark(branded(desk.record))


def _filling(facts: Iterable[Pieces], room: int) -> list[Pieces]:
    """Return facts in their order as long as they fit."""
    out: list[Pieces] = []
    for one in facts:
        if len(text_of(listed([*out, one]))) <= room:
            out.append(one)
    return out[:4]


def _long(desk: Desk) -> Pieces:
    facts = [fragment(one, desk.language) for one in desk.record.facts]
    name = branded(desk.record)
    return join((name, listed(_filling(facts, 88 - len(text_of(name))))), ": ")


def _business(desk: Desk) -> Pieces:
    brand = desk.record.first("brand")
    own = declared(desk.voice.sender, "voice.sender") if desk.voice.sender else ()
    known = next((one for one in (own, brand.value if brand else ()) if desk.fits("business_name", one)), ())
    if known:
        return known
    desk.warn(
        "ad.no_sender",
        "Das Datenblatt nennt keine Marke; bitte den Namen des Unternehmens selbst eintragen.",
        "The data sheet names no brand; please fill in the name of the business yourself.",
    )
    return line(desk, "business_name", [desk.say("product.business"), desk.record.title])
