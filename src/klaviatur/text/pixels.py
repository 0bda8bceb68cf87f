"""Width of a text in a search result: Arial, the face Google's desktop result page uses.

Widths and kerning are measured on Liberation Sans, which has Arial's widths by design; `tools/arial_widths.py`
regenerates both tables.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, repeat

from klaviatur.text.emoji import find_emoji
from klaviatur.text.lexicon import read_lines

UNITS_PER_EM = 2048
_WIDE, _EMOJI, _UNKNOWN = 2048, 2550, 1139  # a full-width glyph, a colour emoji, the width of a digit


def width_px(text: str, size_px: int) -> int:
    """Return the width in pixels, rounded up; a text of several lines is as wide as its widest line."""
    lines = unicodedata.normalize("NFC", text).split("\n")
    return max(-(-_width_units(line) * size_px // UNITS_PER_EM) for line in lines)


def _width_units(line: str) -> int:
    emoji = find_emoji(line)
    for start, end in reversed(emoji):
        line = line[:start] + line[end:]
    widths, kerning = _widths(), _kerning()
    kerned = sum(kerning.get(pair, 0) for pair in pairwise(line))
    return len(emoji) * _EMOJI + sum(map(widths.__getitem__, line)) + kerned


class _Widths(dict[str, int]):
    """The font's own widths; a character it lacks gets the width its East Asian width and category suggest."""

    def __missing__(self, character: str) -> int:
        base = unicodedata.normalize("NFD", character)[0]
        self[character] = width = self[base] if base != character else _fallback(character)
        return width


def _fallback(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN


@cache
def _widths() -> _Widths:
    widths = _Widths()
    for line in read_lines("klaviatur.text", "arial_widths.txt"):
        first, *groups = line.split()
        widths.update((chr(code), width) for code, width in enumerate(_expanded(groups), int(first, 16)))
    return widths


def _expanded(groups: list[str]) -> Iterator[int]:
    """Yield the widths that "n*width" abbreviates."""
    for group in groups:
        times, _, width = group.rpartition("*")
        yield from repeat(int(width), int(times or 1))


@cache
def _kerning() -> dict[tuple[str, str], int]:
    kerning: dict[tuple[str, str], int] = {}
    for line in read_lines("klaviatur.text", "arial_kerning.txt"):
        left, *groups = line.split()
        for group in groups:
            units, _, right = group.partition(":")
            kerning |= {(chr(int(left, 16)), chr(int(code, 16))): int(units) for code in right.split(",")}
    return kerning
