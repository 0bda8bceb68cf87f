"""Numbers written as words, German and English, up to millions."""

import re
from functools import cache

from klaviatur.text.lexicon import read_table

_GERMAN_SCALES = (("million", 1_000_000), ("tausend", 1_000), ("hundert", 100))
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}


def read_words(text: str) -> str | None:
    """Return the number some words mean as a decimal string, None if they mean none."""
    table = read_table("klaviatur.collect.products.values", "number_words.toml")
    words = " ".join(text.lower().split())
    if words in table["parts"]:
        return str(table["parts"][words])
    if words in table["whole"]:
        return str(table["whole"][words])
    found = _german(words) if " " not in words else None
    found = _english(words.replace("-", " ")) if found is None else found
    return None if found is None else str(found)


def _german(word: str) -> int | None:
    """Return "zweihundertdreiundzwanzig": scale by scale, ones before tens."""
    for scale, value in _GERMAN_SCALES:
        before, found, after = word.partition(scale)
        if found:
            times = _german(before) if before else 1
            rest = _german(after.removeprefix("en").removeprefix("und")) if after.removeprefix("en") else 0
            return None if times is None or rest is None else times * value + rest
    known: dict[str, int] = read_table("klaviatur.collect.products.values", "number_words.toml")["de"]
    if word in known:
        return known[word]
    ones, found, tens = word.partition("und")
    return known[ones] + known[tens] if found and known.get(ones, 10) < 10 and known.get(tens, 0) >= 20 else None


def _english(words: str) -> int | None:
    if not _english_pattern().fullmatch(words):
        return None
    known: dict[str, int] = read_table("klaviatur.collect.products.values", "number_words.toml")["en"]
    total = group = 0
    for word in words.replace(" and ", " ").split():
        if word == "hundred":
            group = (group or 1) * 100
        elif word in _ENGLISH_SCALES:
            total, group = total + (group or 1) * _ENGLISH_SCALES[word], 0
        else:
            group += known.get(word, 1)
    return total + group


@cache
def _english_pattern() -> re.Pattern[str]:
    """Return the pattern of well-formed English number words; "two three" is none."""
    known: dict[str, int] = read_table("klaviatur.collect.products.values", "number_words.toml")["en"]
    tens = "|".join(word for word, value in known.items() if value >= 20)
    ones = "|".join(word for word, value in known.items() if 0 < value < 10)
    below = "|".join(word for word, value in known.items() if 0 < value < 20)
    small = rf"(?:(?:{tens})(?: (?:{ones}))?|{below})"
    hundreds = rf"(?:(?:(?:{small}|a) )?hundred(?:(?: and)? {small})?|{small})"
    scaled = rf"(?:(?:(?:{hundreds}|a) )?(?:thousand|million)(?:(?: and)? )?)"
    return re.compile(rf"zero|{scaled}*{hundreds}|(?:{scaled} ?)+|{hundreds}")
