"""Where an emoji sequence begins and ends, so that platforms that count a picture as one can be counted alike."""

import re
from functools import cache
from typing import Any

import regex

from klaviatur.text.lexicon import read_table

_MAYBE = re.compile(  # every character a picture can contain but digits, #, * and joiners
    "[\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2194-\u21ff\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001ffff]"
)
_TONE = r"\p{Emoji_Modifier}"
_PERSON = "[👨👩🧑]"
_JOINER = r"\u200D"
_REGIONAL_A = 0x1F1E6


def find_emoji(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each picture, in order: a flag, keycap, family or toned hand is one."""
    if text.isascii() or not _MAYBE.search(text):
        return []
    return [match.span() for match in _emoji().finditer(text)]


@cache
def _emoji() -> regex.Pattern[str]:
    table = read_table("klaviatur.text", "emoji.toml")
    subdivision = r"\U0001F3F4[\U000E0030-\U000E007A]{4,6}\U000E007F"
    keycap = r"[0-9#*]\uFE0F?\u20E3"
    kinds = [*_joined(table), _flags(table["flags"]), subdivision, keycap, *_single(table)]
    return regex.compile("|".join(kinds))


def _joined(table: dict[str, Any]) -> list[str]:
    """Return the patterns of sequences held together by a joiner, longest first."""
    love = rf"(?:❤\uFE0F{_JOINER}(?:💋{_JOINER})?|🤝{_JOINER})"
    return [
        *sorted(map(regex.escape, table["joined"]), key=len, reverse=True),
        rf"{_PERSON}{_TONE}?{_JOINER}{love}{_PERSON}{_TONE}?",
        rf"(?:[👨👩]{_JOINER})?[👨👩]{_JOINER}(?:👦{_JOINER}👦|(?:👧{_JOINER})?[👦👧])",
        rf"🧑(?:{_JOINER}🧑)?(?:{_JOINER}🧒){{1,2}}",
        rf"{_PERSON}{_TONE}?{_JOINER}(?:[{table['signs']}]\uFE0F|[{table['things']}])",
        rf"[{table['gendered']}](?:{_TONE}|\uFE0F)?{_JOINER}[♀♂]\uFE0F",
    ]


def _single(table: dict[str, Any]) -> list[str]:
    chosen = table["needs_selector"]
    return [
        rf"\p{{Emoji_Modifier_Base}}{_TONE}",
        rf"[{chosen}]\uFE0F",
        rf"[{table['selectable']}](?:\uFE0F|(?!\uFE0E))",
        r"\p{Emoji_Presentation}(?!\uFE0E)",
        rf"(?![{chosen}0-9#*])\p{{Emoji}}(?:\uFE0F|(?!\uFE0E))",
    ]


def _flags(codes: str) -> str:
    by_first: dict[str, str] = {}
    for code in codes.split():
        by_first[code[0]] = by_first.get(code[0], "") + _indicator(code[1])
    return "|".join(f"{_indicator(first)}[{seconds}]" for first, seconds in by_first.items())


def _indicator(letter: str) -> str:
    return chr(_REGIONAL_A + ord(letter) - ord("A"))
