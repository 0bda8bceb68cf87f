"""Access: captions for a video, what can be seen in a picture."""

from collections.abc import Iterator

from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.lines import line, titles
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.pieces import Pieces, cut, declared, join, strip, text_of
from klaviatur.compose.room import shortened
from klaviatur.records import Image, Severity, Span
from klaviatur.text.lexicon import read_lines

_TORN = frozenset({"quote", "exception", "attributed"})  # what a line break would part from what it denies or limits


def captions(desk: Desk) -> list[Draft]:
    """Captions of two lines, broken at sense: never between an article and its noun where another break fits."""
    options = desk.channel.options
    width = int(options.get("line_characters", "42"))
    rows = int(options.get("lines", "2"))
    part = desk.part("caption")
    low, high = part.count if part else (3, 60)
    texts = [one for one in _captioned(desk, width * rows - 2) if _breakable(one, width)] or titles(desk)[:2]
    shown = [caption for text in texts for caption in _cards(text, width, rows)]
    if len(shown) < low:
        extra = [desk.brief.title, desk.brief.sender, *(desk.say("ad.headline", turn=at) for at in range(6))]
        seen = {text_of(one) for one in shown}
        more = [card for one in extra if one for card in _cards(one, width, rows) if text_of(card) not in seen]
        shown += more[: low - len(shown)]
    return [("caption", one) for one in shown[:high]]


def _breakable(pieces: Pieces, width: int) -> bool:
    """Return whether every word fits a line: a long address cannot be broken and still be right."""
    return all(len(word) <= width for word in text_of(pieces).split())


def _captioned(desk: Desk, card: int) -> list[Pieces]:
    """Return the news and seven strong sentences, those that fill one card before longer ones; shortened to it."""
    news = desk.brief.news
    desk.taken += [news.index] if news else []
    ranked = [s for s in by_rank(desk, desk.fresh(desk.brief.standing)) if not s.kinds & _TORN]
    short = {s.index: shortened(desk.source, s.pieces, lambda text: len(text) <= card) for s in ranked[:16]}
    fitting = [s for s in ranked[:16] if short[s.index]]
    others = [s for s in ranked if s not in fitting and s.words <= 22]
    chosen = sorted([*fitting, *others][:7], key=lambda s: s.index)
    return [*([news.pieces] if news else []), *(short.get(s.index) or s.pieces for s in chosen)]


def _cards(pieces: Pieces, width: int, rows: int) -> Iterator[Pieces]:
    """Give the text in cards of at most `rows` lines of at most `width` characters."""
    text = text_of(pieces)
    breaks = _line_breaks(text, width)
    spans = list(zip([0, *breaks], [*breaks, len(text)], strict=True))
    for at in range(0, len(spans), rows):
        group = [strip(cut(pieces, a, b)) for a, b in spans[at : at + rows]]
        yield join(group, "\n")


def _line_breaks(text: str, width: int) -> list[int]:
    """Return where lines break: behind a comma or full stop late in the line, else at the last space."""
    breaks: list[int] = []
    start = 0
    while len(text) - start > width:
        window = text[start : start + width + 1]
        comma = max(window.rfind(", "), window.rfind(". "), window.rfind(": ")) + 1
        space = window.rfind(" ", 0, _even(len(text) - start, width))
        space = space if space > 0 else window.rfind(" ")
        at = comma if comma > width * 0.55 else space if space > 0 else width
        at = _before_article(window, at)
        start += at
        breaks.append(start)
        while start < len(text) and text[start] == " ":
            start += 1
    return breaks


def _even(left: int, width: int) -> int:
    """Return how far a line goes so that the lines that are left come out about equally long."""
    rows = -(-left // width)
    return min(width, -(-left // rows) + 4) + 1


def _before_article(window: str, at: int) -> int:
    """Return a break before a short word, a figure or a negation that belongs to what follows it."""
    start, last, early = at, window[:at].rstrip(), len(window) // 3
    while last:
        head, _, word = last.rpartition(" ")
        bare = word.rstrip(".").lower()
        figure = bare[:1].isdigit() and not any(char.isalpha() for char in bare)
        if not (bare in read_lines("klaviatur.compose.forms", "clinging.txt") or figure):
            break
        if len(head) <= early:
            return start
        start, last = len(head), head.rstrip()
    return start


def alt_text(desk: Desk) -> list[Draft]:
    """What the source says can be seen, one text per image; without a description a finding instead of a guess."""
    part = desk.part("alt")
    most = part.count[1] if part else 10
    described = [one for one in (_described(desk, image) for image in desk.source.images) if one]
    missing = len(desk.source.images) - len(described)
    if missing or not described:
        desk.warn(
            "alt.missing",
            "Für dieses Bild beschreibt die Quelle nicht, was zu sehen ist; bitte ergänzen.",
            "The source does not say what can be seen in the picture; please add it.",
            Severity.WARN,
        )
    return [("alt", one) for one in described[:most]] or [("alt", line(desk, "alt", [desk.say("alt.missing")]))]


def _described(desk: Desk, image: Image) -> Pieces:
    """Return the image's own description, else its caption."""
    words = image.alt or image.caption
    if not words:
        return ()
    near = image.span or Span(0, 0)
    at = desk.source.text.find(words, near.start)
    at = desk.source.text.find(words) if at < 0 else at
    own = desk.quoted_source(Span(at, at + len(words))) if at >= 0 else declared(words, "source.image")
    return own if desk.fits("alt", own) else line(desk, "alt", [own])
