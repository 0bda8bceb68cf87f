"""Posts on a product: what it is, what it can do, what to watch out for, where to read on."""

from klaviatur.compose.pieces import Pieces, join, text_of
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.forms.building import MUST, bullets, call, line, link_of, safe, sentences, tags, text
from klaviatur.compose.products.saying import branded, lead, points, title
from klaviatur.compose.room import Block


def post_long(desk: Desk) -> list[Draft]:
    """LinkedIn, Facebook: the name and what it is, two sentences, facts, duties, call, hashtags."""
    return [("text", text(desk, "text", _blocks(desk, facts=6)))]


def caption(desk: Desk) -> list[Draft]:
    """Instagram, TikTok: shorter, a few facts."""
    return [("text", text(desk, "text", _blocks(desk, facts=4)))]


def post_local(desk: Desk) -> list[Draft]:
    """A Google Business post."""
    return [("text", text(desk, "text", _blocks(desk, facts=4)))]


def post_short(desk: Desk) -> list[Draft]:
    """X, Bluesky, Mastodon, Threads: one fact or two, one link, allergens or where they stand."""
    return [("text", short_text(desk, "text"))]


def thread(desk: Desk) -> list[Draft]:
    """A thread: the short post first, facts in a second one."""
    facts = bullets(points(desk, 4, lambda words: len(words) <= 60))
    second = [("text", facts)] if facts and desk.fits("text", facts) else [("text", desk.say("product.cta.ask"))]
    return [("text", short_text(desk, "text")), *second]


def pin(desk: Desk) -> list[Draft]:
    """Pinterest: title and text."""
    head = title(desk, lambda words: desk.fits("title", words)) or line(desk, "title", [desk.record.title])
    return [("title", head), ("text", text(desk, "text", _blocks(desk, facts=4)))]


def short_text(desk: Desk, part: str) -> Pieces:
    """Return lead, duties, a sentence and the link, as much as a short post holds."""
    own = sentences(desk, 1, 140)
    duty = safe(desk, part, 0.45)
    for first in (lead(desk), branded(desk.record), desk.record.title):
        must = join((first, duty), "\n")
        blocks: list[Block] = [(MUST, must), (2, own[0] if own else ()), (1, _link(desk)), (3, tags(desk))]
        if desk.fits(part, must):
            return text(desk, part, blocks)
    return line(desk, part, [lead(desk), desk.record.title])


def _link(desk: Desk) -> Pieces:
    return call(desk) if link_of(desk) else ()


def _blocks(desk: Desk, facts: int) -> list[Block]:
    own = sentences(desk, 2, 260)
    listed = bullets(points(desk, facts, lambda words: len(words) <= 120))
    known: list[Block] = [
        (MUST, lead(desk) if not own else join((branded(desk.record), own[0]), "\n")),
        (5, own[1] if len(own) > 1 else ()),
        (3, listed),
        (1, safe(desk, "text", 0.7)),
        (2, call(desk)),
        (4, tags(desk)),
    ]
    return [(weight, block) for weight, block in known if block and text_of(block)]
