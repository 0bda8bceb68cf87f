"""What parts the cells of a text table, found by which border cuts its lines most evenly."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import name2codepoint
from itertools import islice

from klaviatur.adapters.sources.catalogues.delimited.tolerant import records

STAND_IN = "\x1f"  # unit separator, in place of borders that are no single byte
ENTITY_END = "\ue03b"  # a private character, in place of the semicolon that ends an HTML entity
_NAMES_OF_ENTITIES = "|".join(sorted(name2codepoint, key=len, reverse=True)).encode()
_ENTITY = re.compile(rb"(&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|" + _NAMES_OF_ENTITIES + rb"));")
_USUAL = (";", ",", "\t", "|")
_ODD = ("::", "@@", "^", "~", "¦", "§", "\x1f", "\x01", "\x1e", "#", "!", "*")
_WIDE = ("~|~", "|;|", "||", ";;", ",,", "##", "^^", "~~")  # hold one of the signs above
_SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.+?)\"?[ ;,\t]*(?:\n|$)", re.IGNORECASE)
_ESCAPED = re.compile(r'[^\\"]\\"(?![;,\t|\n])')
_LINES = 200
_MIN_EVEN = 0.5
_ODD_WEIGHT = 0.6
_ODD_WIDTH = 3  # a rare sign that parts a line in two is more likely part of the text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How records are written."""

    delimiter: str  # "" for a table of one column
    quote: str = '"'
    escaped: bool = False  # quotes inside a cell are written \\"
    declared: bool = False  # by a line sep=;
    spaced: bool = False  # a space stands before the quote that opens a cell

    @property
    def border(self) -> str:
        """The one character that parts cells once the text is cleaned."""
        if not self.delimiter:
            return STAND_IN
        return self.delimiter if len(self.delimiter.encode()) == 1 else STAND_IN


def find_dialect(sample: str) -> Dialect:
    r"""Return how the records of a sample (lines parted by \\n) are written; an empty delimiter where nothing fits."""
    sample = without_entity_ends(sample.encode()).decode()
    declared = _SEP_LINE.match(sample)
    body = sample[declared.end() :] if declared else sample
    quote = _quote(body)
    delimiter = declared.group(1).replace("\\t", "\t") if declared else _widest(body, _best(body, quote))
    escaped = quote == '"' and len(_ESCAPED.findall(body)) > body.count('""')
    spaced = bool(delimiter) and body.count(f"{delimiter} {quote}") > body.count(f"{delimiter}{quote}")
    return Dialect(delimiter, quote, escaped=escaped, declared=bool(declared), spaced=spaced)


def one_style(text: bytes, dialect: Dialect) -> bytes:
    """Return text whose cells are parted by `dialect.border`, with quotes doubled inside cells and none spaced."""
    if dialect.delimiter == ";":
        text = without_entity_ends(text)
    if dialect.delimiter and dialect.border != dialect.delimiter:
        text = text.replace(dialect.delimiter.encode(), dialect.border.encode())
    if dialect.escaped:
        text = text.replace(b'\\"', b'""')
    if dialect.spaced:
        border, quote = re.escape(dialect.border.encode()), re.escape(dialect.quote.encode())
        text = re.sub(border + rb" +" + quote + rb"(?!" + quote + rb"[^" + border + rb"\n])", _tight(dialect), text)
    return text


def without_entity_ends(text: bytes) -> bytes:
    """Return text whose HTML entities ("&uuml;") end in a sign that parts no cells; `ENTITY_END` says in which."""
    return _ENTITY.sub(rb"\1" + ENTITY_END.encode(), text) if b"&" in text else text


def _tight(dialect: Dialect) -> bytes:
    return f"{dialect.border}{dialect.quote}".encode().replace(b"\\", rb"\\")


def _best(sample: str, quote: str) -> str:
    """Return the border that cuts the lines most evenly, "" if none does."""
    scores = {border: _evenness(sample, border, quote) for border in (*_USUAL, *_ODD) if border in sample}
    best = max(scores, key=lambda border: scores[border], default="")
    return best if scores.get(best, 0) > 0 else _headed(sample)


def _headed(sample: str) -> str:
    """Return the usual border that parts the first line and most others, however unevenly; "" if there is none."""
    first, *rest = sample.split("\n")[:_LINES]
    lines = [line for line in rest if line.strip()]
    parted = (border for border in _USUAL if border in first and sum(border in line for line in lines) > len(lines) / 2)
    return max(parted, key=first.count, default="")


def _widest(sample: str, border: str) -> str:
    """Return a border of several signs if each `border` is part of one."""
    for wide in _WIDE:
        if border and border in wide and sample.count(wide) * wide.count(border) == sample.count(border):
            return wide
    return border


def _evenness(sample: str, border: str, quote: str) -> float:
    """Return how evenly a border cuts the lines, more for more columns; 0 where it does not."""
    widths = _widths(sample, border, quote)
    many = Counter(width for width in widths if width > 1)
    width, times = max(many.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    even = times / max(len(widths), 1)
    usual = border in _USUAL
    if even < _MIN_EVEN or (not usual and width < _ODD_WIDTH):
        return 0.0
    headed = width in widths[:2] or (even < 1 and widths.index(width) < len(widths) / 2)
    return even**2 * math.log2(width) * (1.0 if usual else _ODD_WEIGHT) * (1.0 if headed else 0.5)


def _widths(sample: str, border: str, quote: str) -> Sequence[int]:
    text = sample if len(border) == 1 else sample.replace(border, STAND_IN)
    sign = border if len(border) == 1 else STAND_IN
    width = text.split("\n", 1)[0].count(sign) + 1
    found = (cells for cells in records(text, border=sign, quote=quote, width=width) if cells)
    return [len(cells) for cells in islice(found, _LINES)]


def _quote(sample: str) -> str:
    opened = re.compile(r"(?:^|[;,\t|])'[^'\n]*'(?=[;,\t|\n]|$)", re.MULTILINE)
    lines = sample.count("\n") + 1
    return "'" if '"' not in sample and len(opened.findall(sample)) >= lines / 2 else '"'
