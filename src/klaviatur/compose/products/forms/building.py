"""Blocks that many product forms share: what grows as long as there is room, what has to be there."""

import re
from collections.abc import Iterable, Sequence

from klaviatur.compose.pieces import Pieces, declared, from_span, join, layout, rendered, text_of
from klaviatur.compose.products.desk import Desk, Draft
from klaviatur.compose.products.duties import care_taken
from klaviatur.compose.products.saying import branded, lead, story
from klaviatur.compose.room import Block, clipped, fitted
from klaviatur.records import Piece

MUST, DUTY = 0, 1
ON_THE_PAGE = frozenset({"shop", "access"})  # channels read where the product is sold: no word about its page
_WORD = re.compile(r"[^\W_]+")
_LONGEST_TAG = 30
_TELLING = 7  # letters from which a line inside another repeats it


def bullets(points: Iterable[Sequence[Piece]], mark: str = "• ") -> Pieces:
    """Return a list, one point a line."""
    return join([(*layout(mark), *point) for point in points if point], "\n")


def paragraphs(blocks: Iterable[Pieces]) -> Pieces:
    """Return the blocks with a blank line between each two."""
    return join(blocks, "\n\n")


def line(desk: Desk, part: str, candidates: Iterable[Pieces]) -> Pieces:
    """Return the first candidate that fits a part, else the longest beginning of the name that does."""
    known = [one for one in candidates if one]
    found = next((one for one in known if desk.fits(part, one)), ())
    return found or next((c for c in (clipped(one, lambda t: desk.fits(part, t)) for one in known) if c), ())


def different(
    desk: Desk, part: str, candidates: Iterable[Pieces], most: int, said: Iterable[Pieces] = ()
) -> list[Pieces]:
    """Return up to `most` candidates that fit, no wording twice and none inside another."""
    seen = [text_of(one).lower().rstrip(".").replace(":", "") for one in said]
    out: list[Pieces] = []
    for one in candidates:
        words = text_of(one).lower().rstrip(".").replace(":", "")
        if len(out) < most and one and desk.fits(part, one) and not any(_same(words, known) for known in seen):
            out.append(one)
            seen.append(words)
    return out


def _same(one: str, other: str) -> bool:
    """Return whether two lines are alike, or one of them says all the other does."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) > _TELLING and short in long)


def named(name: str, group: Iterable[Pieces]) -> list[Draft]:
    """Return drafts of one part."""
    return [(name, one) for one in group]


def link_of(desk: Desk) -> Pieces:
    """Return the product's own page, else the voice's link."""
    own = next((link for link in desk.record.source.links if link.span and "://" in link.url), None)
    if own is not None and own.span is not None:
        return from_span(desk.record.source, own.span)
    return declared(desk.voice.link, "voice.link") if desk.voice.link else ()


def call(desk: Desk) -> Pieces:
    """Return where to read on: the address where the channel takes one, else a pointer; on the page itself nothing."""
    links = desk.channel.links
    if desk.channel.family in ON_THE_PAGE:
        return desk.say("product.cta", link=link_of(desk)) if desk.channel.family != "shop" else ()
    if links == "bio":
        return desk.say("product.cta.bio")
    if links in {"none", "button"}:
        return ()
    return desk.say("product.cta", link=link_of(desk)) or desk.say("product.cta.bare")


def tags(desk: Desk) -> Pieces:
    """Return hashtags of brand, kind and name, as many as the channel takes."""
    most = desk.channel.hashtags[1]
    title = desk.record.title
    known = [one.value for group in ("brand", "type") for one in desk.record.all(group)]
    found: dict[str, Pieces] = {}
    for value in (*known, title):
        tag = _tag(value)
        if tag:
            found.setdefault(text_of(tag).lower(), tag)
    return join(list(found.values())[:most], " ") if most else ()


def _tag(value: Pieces) -> Pieces:
    """Return "#SmartHome" for "smart home", () where no tag can be made."""
    words = _WORD.findall(text_of(value))
    joined = "".join(word[:1].upper() + word[1:] for word in words)
    sound = sum(char.isalpha() for char in joined) >= 3 and len(joined) <= _LONGEST_TAG
    return (rendered(f"#{joined}", value[0].source, "hashtag"),) if sound and value[0].source else ()


def text(desk: Desk, part: str, blocks: Sequence[Block], between: str = "\n\n") -> Pieces:
    """Return the blocks that fit the part: what must be there (0) and duties (1), then the others up to the aim."""
    profile = desk.part(part)
    between = " " if profile and not profile.multiline else between
    known = [(weight, tuple(block)) for weight, block in blocks if block]
    core = fitted([one for one in known if one[0] <= DUTY], lambda words: desk.fits(part, words), between)
    aim = max(desk.aim(part), desk.size(part, core))

    def inside(words: str) -> bool:
        return desk.fits(part, words) and desk.size(part, layout(words)) <= aim

    return (
        fitted(known, inside, between)
        or core
        or line(desk, part, [*(block for _, block in known), branded(desk.record)])
    )


def opening(desk: Desk, fits_part: str) -> Pieces:
    """Return the first lines: name and keys, or the name alone."""
    return line(desk, fits_part, [lead(desk), branded(desk.record), desk.record.title])


def sentences(desk: Desk, most: int, longest: int = 400) -> list[Pieces]:
    """Return the first sentences of the product's own text that are short enough."""
    return [one for one in story(desk.record) if len(text_of(one)) <= longest][:most]


def safe(desk: Desk, part: str, share: float = 0.6) -> Pieces:
    """Return allergens and warnings, whole where they take at most this share of the part, else where they stand."""
    room = desk.room(part) * share
    return care_taken(desk, lambda words: len(words) <= room, elsewhere=desk.channel.family not in ON_THE_PAGE)
