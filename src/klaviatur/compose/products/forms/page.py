"""Where a product is sold: its page, a marketplace listing, the title of a feed, the search result."""

from klaviatur.compose.pieces import Pieces, join, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.duties import allergens, duties, energy_class, nutrition, warnings
from klaviatur.compose.products.forms.building import (
    MUST,
    bullets,
    different,
    line,
    named,
    opening,
    paragraphs,
    safe,
    sentences,
    text,
)
from klaviatur.compose.products.record import tells
from klaviatur.compose.products.saying import branded, keys, lead, points, sentence, title, told

_BULLETS = 5


def product_page(desk: Desk) -> list[Draft]:
    """Title, short description, long description with its duties, five bullets, title and description for search."""
    return [
        ("title", title_of(desk, "title")),
        ("short_description", _short(desk)),
        *named("bullet", _bullets(desk)),
        ("description", _long(desk, "description")),
        *_search(desk),
    ]


def marketplace(desk: Desk) -> list[Draft]:
    """Title of at most 150 characters, bullets, a description: what listings of marketplaces share."""
    return [
        ("title", title_of(desk, "title")),
        *named("bullet", _bullets(desk)),
        ("description", _long(desk, "description")),
    ]


def shopping_title(desk: Desk) -> list[Draft]:
    """Title and description of a product feed."""
    return [("title", title_of(desk, "title")), ("description", _long(desk, "description"))]


def web_teaser(desk: Desk) -> list[Draft]:
    """Search title, search description, a teaser of a few lines."""
    blocks = [(MUST, lead(desk)), (1, safe(desk, "teaser")), *((n + 2, s) for n, s in enumerate(sentences(desk, 3)))]
    return [
        ("title", title_of(desk, "title")),
        ("meta_description", _meta(desk, "meta_description")),
        ("teaser", text(desk, "teaser", [(weight, block) for weight, block in blocks if block])),
    ]


def title_of(desk: Desk, part: str) -> Pieces:
    """Return the title by the rule of product titles, in the room of the part."""
    return title(desk, lambda words: desk.fits(part, words)) or line(desk, part, [desk.record.title])


def _search(desk: Desk) -> list[Draft]:
    return [("meta_title", title_of(desk, "meta_title")), ("meta_description", _meta(desk, "meta_description"))]


def _meta(desk: Desk, part: str) -> Pieces:
    own = sentences(desk, 2)
    known = [join((lead(desk), *own[:1])), lead(desk), *own, with_end_mark(branded(desk.record))]
    return line(desk, part, [*(one for one in known if one), desk.record.title])


def _short(desk: Desk) -> Pieces:
    """Return one or two sentences of the product's own text, else name and best facts; allergens behind."""
    own = sentences(desk, 2, 220)
    first = own[:1] or [lead(desk)]
    blocks = [(MUST, first[0]), *((2, one) for one in own[1:]), (1, safe(desk, "short_description"))]
    known = text(desk, "short_description", [(weight, block) for weight, block in blocks if block], " ")
    return known or opening(desk, "short_description")


def _bullets(desk: Desk) -> list[Pieces]:
    """Return up to five facts, best first; the last places are kept for what may not be dropped.

    A product with few facts has few bullets: no phrase of ours stands in for a fact.
    """
    duty = [one for one in duties(desk) if desk.fits("bullet", one)]
    known = points(desk, 2 * _BULLETS, lambda words: desk.fits("bullet", words))
    groups = ("variant", "food", "care", "brand", "numbers")
    spare = [one.line for group in groups for one in desk.record.all(group) if tells(one)]
    part = desk.part("bullet")
    most = min(part.count[1], _BULLETS) if part else _BULLETS
    own = different(desk, "bullet", [*known, *spare], most - len(duty), duty)
    return [*own, *duty]


def _long(desk: Desk, part: str) -> Pieces:
    """Return the whole description: what it is, the product's own text, facts, food, care, safety, in this order."""
    record = desk.record
    story = told(record)
    facts = [one.line for one in record.facts]
    sections = [
        (MUST, lead(desk)),
        (3, paragraphs(story)),
        (5, paragraphs(story[:3]) if len(story) > 3 else ()),
        (4, _section(desk, "product.label.details", bullets(facts))),
        (2, _food(desk)),
        (6, _section(desk, "product.label.care", _lines(desk, "care"))),
        (1, _section(desk, "product.label.safety", warnings(desk))),
        (1, energy_class(desk)),
    ]
    return text(desk, part, _without_double(sections))


def _without_double(sections: list[tuple[int, Pieces]]) -> list[tuple[int, Pieces]]:
    """Return the sections without the beginning of the story; it comes only where the whole does not fit."""
    whole = next((block for weight, block in sections if weight == 3), ())
    return [(w, b) for w, b in sections if b and not (w == 5 and len(text_of(whole)) < 2_500)]


def _food(desk: Desk) -> Pieces:
    """Return ingredients, nutrition and allergens under one label; without ingredients the allergens alone."""
    own = [with_end_mark(one.line) for one in desk.record.all("food")]
    body = join([one for one in (*own, nutrition(desk), allergens(desk)) if one], "\n")
    return _section(desk, "product.label.food", body) if own or nutrition(desk) else body


def _lines(desk: Desk, group: str) -> Pieces:
    return join([sentence(desk, one) for one in desk.record.all(group) if tells(one)], "\n")


def _section(desk: Desk, use: str, body: Pieces) -> Pieces:
    return join((desk.say(use), body), "\n") if body else ()


__all__ = ["keys", "marketplace", "product_page", "shopping_title", "title_of", "web_teaser"]
