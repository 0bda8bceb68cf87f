"""Quotation marks, dashes and spaces as a careful typesetter would set them.

German after DIN 5008:2020 and Duden, English after the Chicago Manual of Style. The non-breaking space is U+00A0
everywhere: U+202F would cost two characters on X. Addresses, code, hashtags and mentions are never touched.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from klaviatur.compose.pieces import Pieces, rewrite, text_of
from klaviatur.records import Language, Piece
from klaviatur.text.lexicon import read_table

Edit = tuple[int, int, str]
Stage = Callable[[str, Language], Iterator[Edit]]

NBSP = "\u00a0"
_ROOM = "klaviatur.compose"
_UNTOUCHED = re.compile(
    r"`[^`\n]*`|(?:https?://|www\.)\S+|\S+@\S+\.\w+|[#@]\w+|\b\w+\.(?:de|com|org|net|eu|io)(?:/\S*)?"
)
_DOUBLE = '"„“”«»'
_SPACED_GUILLEMETS = re.compile(r"«[ \u00a0\u202f][^«»\n]*[ \u00a0\u202f]»")
_BEFORE_OPEN = " \t\n\u00a0\u202f([{–—/-" + _DOUBLE + "'‚‘"
_INNER = re.compile(r"(?<![\w'])'(?=\w)([^'\n]{1,200}?)(?<=[\w.!?,…])'(?![\w'])")
_APOSTROPHE = re.compile(r"(?<=\w)'|'(?=\w)")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_SPACED_DASH = re.compile(r"(?<=[^\s\-–—][ \u00a0])(?:--|-|—)(?=[ \u00a0]\S)")
_SPACED_DASH_EN = re.compile(r"(?<=[^\s\-–—][ \u00a0])(?:--|-)(?=[ \u00a0]\S)")
_TIGHT_DASH = re.compile(r"(?<=\w)--(?=\w)")

# GSM 03.38 has none of these; what stands on the right costs one septet a character.
_PLAIN = {
    "–": "-", "—": "-", "‑": "-", "„": '"', "“": '"', "”": '"', "»": '"', "«": '"', "‚": "'", "‘": "'", "’": "'",
    "…": "...", NBSP: " ", "\u202f": " ", "•": "-", "·": "-", "×": "x", "−": "-", "\u2009": " ", "\u00ad": "",
    "\u200b": "", "²": "2", "³": "3",
}  # fmt: skip
_PLAIN_MARK = re.compile("[" + "".join(map(re.escape, _PLAIN)) + "]")


def polish(text: str, language: Language) -> str:
    """Return the text with the language's quotation marks, dashes and non-breaking spaces; idempotent."""
    for stage in _STAGES:
        text = _applied(text, _allowed(text, stage(text, language)))
    return text


def polish_pieces(pieces: Sequence[Piece], language: Language) -> Pieces:
    """Return pieces whose text is `polish(text_of(pieces), language)`, every origin kept."""
    for stage in _STAGES:
        text = text_of(pieces)
        pieces = rewrite(pieces, _allowed(text, stage(text, language)), "typography")
    return tuple(pieces)


def plain_marks(text: str) -> str:
    """Return the text for SMS: typographic marks as GSM-7 knows them; letters it lacks stay."""
    return _PLAIN_MARK.sub(lambda match: _PLAIN[match[0]], text)


def plain_marks_pieces(pieces: Sequence[Piece]) -> Pieces:
    """Return pieces whose text is `plain_marks(text_of(pieces))`, every origin kept."""
    marks = _PLAIN_MARK.finditer(text_of(pieces))
    return rewrite(pieces, [(m.start(), m.end(), _PLAIN[m[0]]) for m in marks], "typography")


def _applied(text: str, edits: Sequence[Edit]) -> str:
    out, at = [], 0
    for start, end, new in edits:
        out += [text[at:start], new]
        at = end
    return "".join([*out, text[at:]])


def _allowed(text: str, edits: Iterator[Edit]) -> list[Edit]:
    """Return the edits that change something and touch no address, code or hashtag, in ascending order."""
    closed = [match.span() for match in _UNTOUCHED.finditer(text)]
    wanted = sorted(edit for edit in edits if text[edit[0] : edit[1]] != edit[2])
    return [(start, end, new) for start, end, new in wanted if not any(a < end and start < b for a, b in closed)]


def _ellipses(text: str, language: Language) -> Iterator[Edit]:  # noqa: ARG001
    for match in _ELLIPSIS.finditer(text):
        yield (*match.span(), "…")


def _double_quotes(text: str, language: Language) -> Iterator[Edit]:
    """Yield marks by place: after white space or a bracket a mark opens, elsewhere it closes what is open."""
    table = _table(language)
    open_ = False
    spaced = {at for found in _SPACED_GUILLEMETS.finditer(text) for at in (found.start(), found.end() - 1)}
    for i, char in enumerate(text):
        if i in spaced:
            continue  # a French quotation, set as the French do
        if char == "\n":
            open_ = False
        if char not in _DOUBLE:
            continue
        after = text[i + 1 : i + 2]
        opens = not open_ and _may_open(text, i, language) and bool(after.strip())
        if not opens and not open_:
            continue  # an inch mark or a stray mark: not ours to guess
        open_ = opens
        yield i, i + 1, table["open"] if opens else table["close"]


def _may_open(text: str, at: int, language: Language) -> bool:
    """Return whether a mark at this place can open: not behind an apostrophe or a German closing ‘."""
    before = text[at - 1 : at] if at else ""
    if before == "'":
        return not text[at - 2 : at - 1].isalnum() if at > 1 else True
    return not before or (before in _BEFORE_OPEN and not (before == "‘" and language == "de"))


def _inner_quotes(text: str, language: Language) -> Iterator[Edit]:
    table = _table(language)
    for match in _INNER.finditer(text):
        yield match.start(), match.start() + 1, table["inner_open"]
        yield match.end() - 1, match.end(), table["inner_close"]


def _apostrophes(text: str, language: Language) -> Iterator[Edit]:  # noqa: ARG001
    for match in _APOSTROPHE.finditer(text):
        if not text[match.start() - 1 : match.start()].isdigit():  # 6'2: feet, not an apostrophe
            yield (*match.span(), "’")


def _dashes(text: str, language: Language) -> Iterator[Edit]:
    for match in (_SPACED_DASH if language == "de" else _SPACED_DASH_EN).finditer(text):
        yield (*match.span(), "–")
    for match in _TIGHT_DASH.finditer(text):
        yield (*match.span(), "–" if language == "de" else "—")


def _abbreviations(text: str, language: Language) -> Iterator[Edit]:
    for match in _abbreviation(language).finditer(text):
        yield (*match.span(), NBSP.join(part + "." for part in re.split(r"\.\s?", match[0]) if part))


def _tight_units(text: str, language: Language) -> Iterator[Edit]:
    for match in _tight(language).finditer(text):
        yield match.start(1), match.start(1), NBSP


def _units(text: str, language: Language) -> Iterator[Edit]:
    spans = {match.span(1) for pattern in _gaps(language) for match in pattern.finditer(text)}
    for start, end in spans:
        yield start, end, NBSP


_STAGES: tuple[Stage, ...] = (
    _ellipses,
    _double_quotes,
    _inner_quotes,
    _apostrophes,
    _dashes,
    _abbreviations,
    _tight_units,
    _units,
)


def _table(language: Language) -> dict[str, Any]:
    return read_table(_ROOM, f"typography_{language}.toml")


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@cache
def _abbreviation(language: Language) -> re.Pattern[str]:
    written = [re.escape(a).replace(r"\ ", "[ \u202f]?") for a in _table(language)["abbreviations"]]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(written) or '(?!)'})(?!\w)")


@cache
def _tight(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<=\d)({_any(_table(language)['tight_units'])})(?![\w\-])")


@cache
def _gaps(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return the patterns whose first group is a space that must not break."""
    table = _table(language)
    gap, units, months = "([ \u202f])", _any(table["units"]), _any(table["months"])
    dates = rf"\d\.?{gap}(?=(?:{months})\b)" if language == "de" else rf"\d{gap}(?=(?:{months})\b)"
    patterns = (
        rf"\d{gap}(?=(?:{units})(?!\w))",
        rf"(?:Million|Milliarde|Billion|million|billion)(?:e?n)?{gap}(?=(?:{units})(?!\w))",
        dates,
        rf"(?<!\w)(?:{_any(table['before_number'])}){gap}(?=\d)",
        rf"(?<!\w)(?:{_any(table['before_name'])}){gap}(?=[A-ZÄÖÜ])",
        rf"\b(?:{months}){gap}(?=\d{{1,2}}\b(?!:))" if language == "en" else r"(?!)( )",
    )
    return tuple(re.compile(pattern) for pattern in patterns)
