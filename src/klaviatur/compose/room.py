"""Making words fit: the first wording that does, fewer blocks, and as the very last resort a cut at a border."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from klaviatur.compose.pieces import (
    Pieces,
    capitalise,
    cut,
    join,
    mark,
    strip,
    text_of,
    with_end_mark,
    without_end_mark,
)
from klaviatur.compose.shorten import shorten_pieces
from klaviatur.compose.wordorder import words
from klaviatur.records import Language, Piece, Source
from klaviatur.text.lexicon import read_lines, read_table

Fits = Callable[[str], bool]
Block = tuple[int, Sequence[Piece]]  # 0 has to be there; of the others the highest number goes first

_BORDER = re.compile(r"[,;:.!?…](?=\s)|\s[–-](?=\s)|\s(?=\()")
_MAY_END = "\"'“”‘’»«)]%€$£°.-–"
_OPEN_FIGURE = re.compile(r"\d[\d.,]*|(?:Million|Milliarde|million|billion)(?:e?n|s)?|Mio\.?|Mrd\.?", re.IGNORECASE)
_HALF = re.compile(
    r"\s(?:und|oder|sowie|bis|and|or|to) [A-ZÄÖÜ\d£$€]"
)  # of "von Kassel und Gera", "between £6 and £18"
_FIRST_HALF = re.compile(r"[A-ZÄÖÜ\d£$€]")
_SPACE = re.compile(r"\s+")
_SEGMENT = re.compile(
    r"(?:(?<=[^\W\d])|(?<=[\"“»)]))(?<!\bMrd)(?<!\bMio)(?<!\bbzw)(?<!\bca)(?<!\bDr)(?<!\bSt)(?<!\bNr)(?<!\bvs)(?:[:;.?!]|\s[–|-])\s+"
)


def first_that_fits(source: Source, candidates: Iterable[Sequence[Piece]], fits: Fits) -> Pieces:
    """Return the first candidate that fits as it is, else the first that fits when shortened, else ()."""
    known = [strip(one) for one in candidates if one]
    for one in known:
        if fits(text_of(one)):
            return one
    for one in known:
        shorter = shortened(source, one, fits)
        if shorter:
            return shorter
    return ()


def shortened(source: Source, pieces: Sequence[Piece], fits: Fits) -> Pieces:
    """Return the longest version of a sentence that fits, () if none does; never a clause without its main clause."""
    short = shorten_pieces(source, tuple(pieces), fits)
    return short if short and (stands(text_of(short)) or len(text_of(short)) == len(text_of(pieces))) else ()


def stands(text: str) -> bool:
    """Return whether a line does not open like a clause that waits for its main clause."""
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return first not in read_lines("klaviatur.compose", "subordinate.txt") or ", " in text


def ended(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces with a full stop, unless they end a sentence or with a sign such as an emoji."""
    text = text_of(pieces).rstrip()
    last = text[-1:]
    return tuple(pieces) if last and not last.isalnum() and last not in _MAY_END else with_end_mark(pieces)


def fitted(blocks: Sequence[Block], fits: Fits, between: str = "\n\n") -> Pieces:
    """Return the blocks joined in their order: all that weigh 0, then, the lightest first, every other that still fits.

    () if not even those that have to be there fit.
    """
    known = [(weight, block) for weight, block in blocks if block]
    chosen = {at for at, (weight, _) in enumerate(known) if weight == 0}
    whole = _joined(known, chosen, between)
    if not chosen or not fits(text_of(whole)):
        return ()
    for at in sorted(set(range(len(known))) - chosen, key=lambda one: known[one][0]):
        wider = _joined(known, chosen | {at}, between)
        if fits(text_of(wider)):
            chosen.add(at)
            whole = wider
    return whole


def _joined(blocks: Sequence[Block], chosen: set[int], between: str) -> Pieces:
    return join([block for at, (_, block) in enumerate(blocks) if at in chosen], between)


def telegraphed(source: Source, pieces: Sequence[Piece], fits: Fits, *, least: float = 0.5) -> Pieces:
    """Return the longest beginning of a headline that fits and still says the same thing, () if there is none.

    It is cut before a preposition or conjunction; never where the rest holds a negation, a condition or the verb, and
    never to less than the share `least` of its length.
    """
    table = _telegraph(source.language)
    text = text_of(strip(pieces))
    for match in reversed(list(table["border"].finditer(text))):
        kept, rest = text[: match.start()], text[match.start() :]
        whole_verb = not table["kept"].search(kept) or table["closed"].search(kept)
        whole = len(kept.split()) >= 3 and whole_verb and not _stops_at_verb(kept, source.language)
        end = _settled(kept, len(kept))
        if end < least * len(text):
            break
        halved = _HALF.match(rest) and _FIRST_HALF.match(kept.rsplit(maxsplit=1)[-1])
        if end == len(kept) and whole and not halved and not table["lost"].search(rest) and fits(kept):
            return mark(cut(strip(pieces), 0, end), "compressed")
    return ()


def _stops_at_verb(kept: str, language: Language) -> bool:
    """Return whether an English line ends with its verb, whose particle or object would be cut off."""
    last = kept.rsplit(maxsplit=1)[-1]
    return language == "en" and last.islower() and (last.endswith("ed") or last in words("en", "finite"))


@cache
def _telegraph(language: str) -> dict[str, re.Pattern[str]]:
    table = read_table("klaviatur.compose", "telegraph.toml")[language]
    return {name: re.compile(pattern) for name, pattern in table.items()}


def clipped(pieces: Sequence[Piece], fits: Fits) -> Pieces:
    """Return the longest beginning that fits: up to a clause border, else up to a word that may stand last.

    The very last resort, when no wording of the source fits: never inside a word, never with an end that asks for more.
    """
    pieces = strip(pieces)
    if fits(text_of(pieces)):
        return pieces
    return _cut_at(_BORDER, pieces, fits) or _cut_at(_SPACE, pieces, fits)


def _cut_at(border: "re.Pattern[str]", pieces: Pieces, fits: Fits) -> Pieces:
    text = text_of(pieces)
    for match in reversed(list(border.finditer(text))):
        start = _settled(text, match.start())
        if start and fits(text[:start]):
            return mark(without_end_mark(cut(pieces, 0, start)), "compressed")
    return ()


def segments(pieces: Sequence[Piece]) -> list[Pieces]:
    """Return the parts of a line between colon, dash, full stop or question mark, each with a capital first."""
    text = text_of(pieces)
    borders = [0, *(m.end() for m in _SEGMENT.finditer(text)), len(text)]
    parts = [strip(cut(pieces, a, b)) for a, b in pairwise(borders)]
    parts = [_without_border(part) for part in parts if part]
    parts = [part for part in parts if any(char.isalnum() for char in text_of(part))]
    return [capitalise(part) for part in parts] if len(parts) > 1 else []


def _without_border(pieces: Pieces) -> Pieces:
    text = text_of(pieces)
    return cut(pieces, 0, len(text.rstrip(" :;.–|-")))


def _settled(text: str, end: int) -> int:
    """Return the place before words that cannot end a text, 0 if nothing is left."""
    while end > 0:
        kept = text[:end].rstrip(" ,;:–-(")
        last = kept.rsplit(maxsplit=1)[-1].strip("„“”\"'(") if kept else ""
        if not kept or (
            last.lower() not in read_lines("klaviatur.compose", "dangling.txt") and not _OPEN_FIGURE.fullmatch(last)
        ):
            return len(kept)
        end = len(kept) - len(kept.rsplit(maxsplit=1)[-1])
    return 0
