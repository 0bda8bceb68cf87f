"""What can be measured of a German sentence's difficulty without understanding it."""

from functools import cache, lru_cache
from math import log, sqrt

import regex

from klaviatur.text.lexicon import read_lines

_ROOM = "klaviatur.verify.editorial"
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[-'’]\p{L}+)*")
_VOWELS = regex.compile(r"aa|ee|oo|ie|ei|ai|au|äu|eu|[aeiouäöüyéèà]", regex.IGNORECASE)
_BREAK = regex.compile(r"[,;:–—()]")
_CLAUSE = regex.compile(
    r"\b(?:dass|weil|wenn|ob|obwohl|während|nachdem|bevor|sodass|damit|indem|falls|wobei|wodurch|sofern|als|wie)\b"
)
_RELATIVE = regex.compile(r", (?:\p{L}+ )?(?:der|die|das|den|dem|deren|dessen|denen|welche[rnms]?)\b")
_ABSTRACT = regex.compile(r"\b\p{Lu}\p{L}+(?:ung|heit|keit|schaft|tion|tät|ismus|anz|enz|ierung|nis|tum)(?:en|s|es)?\b")
_FOREIGN = regex.compile(
    r"\b\p{L}*(?:ismus|ität|tion|ierung|ierte?[nrs]?|ieren|isch\p{Ll}{0,2}|ell\p{Ll}{0,2}|logi\p{L}*|ph\p{L}|th\p{L}|rh|x|äre?|iv\p{Ll}{0,2})\b"
)
_PARTICIPLE = regex.compile(r"\b\p{Ll}{4,}(?:end|te|ierte)[enrsm]{1,2}\b (?=\p{L})")
_PASSIVE = regex.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b")
_GENITIVE = regex.compile(r"\b(?:des|eines|seines|ihres|dieser|deren|dessen)\b|\b\p{Lu}\p{L}+ der \p{L}+")


@cache
def _common() -> frozenset[str]:
    return frozenset(" ".join(read_lines(_ROOM, "common_de.txt")).split())


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the number of vowel groups, at least 1."""
    return max(1, len(_VOWELS.findall(word)))


@lru_cache(maxsize=20_000)
def _is_foreign(word: str) -> bool:
    return _FOREIGN.fullmatch(word.lower()) is not None


def sentence_features(sentence: str) -> dict[str, float]:
    """Return the measures of one sentence by name; {} for one without a word."""
    words = _WORD.findall(sentence)
    if not words:
        return {}
    return _of_length(words) | _of_words(words) | _of_structure(sentence, len(words))


def _of_length(words: list[str]) -> dict[str, float]:
    count = len(words)
    letters = [len(word) for word in words]
    long = sum(length > 6 for length in letters)
    spoken = [syllables(word) for word in words]
    return {
        "words": min(count, 60) / 10,
        "log_words": log(count),
        "letters": sum(letters) / count,
        "log_letters": log(sum(letters)),
        "longest": min(max(letters), 30) / 10,
        "rix": sqrt(min(long, 25)),
        "long_share": long / count,
        "very_long": sqrt(sum(length > 12 for length in letters)),
        "syllables": sum(spoken) / count,
        "three_syllables": sum(n >= 3 for n in spoken) / count,
        "five_syllables": sqrt(sum(n >= 5 for n in spoken)),
    }


def _of_words(words: list[str]) -> dict[str, float]:
    rare = [word for word in words if word.lower() not in _common()]
    return {
        "rare_share": len(rare) / len(words),
        "rare": sqrt(len(rare)),
        "log_rare": log(1 + sum(map(len, rare))),
        "small_rare": sqrt(sum(word[0].islower() for word in rare)),
        "small_long": log(1 + sum(len(word) for word in rare if word[0].islower())),
        "rare_letters": sum(map(len, rare)) / max(1, len(rare)) / 10,
        "nouns": sqrt(sum(word[0].isupper() for word in words)),
        "compounds": sqrt(sum("-" in word or len(word) > 14 for word in words)),
        "foreign": sqrt(sum(_is_foreign(word) for word in words)),
    }


def _of_structure(sentence: str, count: int) -> dict[str, float]:
    stretches = [len(_WORD.findall(part)) for part in _BREAK.split(sentence)]
    return {
        "breaks": sqrt(len(stretches) - 1),
        "stretch": log(max(1, *stretches)),
        "clauses": float(len(_CLAUSE.findall(sentence.lower()))),
        "relatives": float(len(_RELATIVE.findall(sentence))),
        "brackets": float("(" in sentence),
        "abstract": sqrt(len(_ABSTRACT.findall(sentence))),
        "participles": sqrt(len(_PARTICIPLE.findall(sentence))),
        "passive": float(bool(_PASSIVE.search(sentence))),
        "genitives": sqrt(len(_GENITIVE.findall(sentence))),
        "figures": float(any(sign.isdigit() for sign in sentence)),
        "short": float(count < 8),
    }
