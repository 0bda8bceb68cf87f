"""Readability: German by a small model fitted to human ratings, English by Flesch's reading ease.

German: the mean opinion score of complexity (1 very easy - 7 very hard) of TextComplexityDE (Naderi et al. 2019), ridge
regression over the measures of `features.py`; weights in `readability_de.toml`, made by tools/train_readability.py.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import regex

from klaviatur.records import Language
from klaviatur.text.lexicon import read_table
from klaviatur.text.sentences import split_sentences
from klaviatur.verify.editorial.features import sentence_features

HARDEST: dict[Language, dict[str, float]] = {
    "de": {"plain": 68.0, "b2b": 25.0, "consumer": 35.0, "internal": 30.0},
    "en": {"plain": 60.0, "b2b": 15.0, "consumer": 25.0, "internal": 20.0},
}

_ROOM = "klaviatur.verify.editorial"
_EASIEST, _HARDEST = 1.0, 7.0
_ENGLISH_WORD = regex.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_ENGLISH_VOWELS = regex.compile(r"[aeiouy]+")


def readability(text: str, language: Language) -> float:
    """Return how easy a text reads, 0 (hard) to 100 (easy); 100 for a text without words."""
    return ease_of([text[span.start : span.end] for span in split_sentences(text, language)], language)


def ease_of(sentences: Sequence[str], language: Language) -> float:
    """Return the same for a text that is split already."""
    if language == "en":
        return _flesch(sentences)
    scores = [complexity(sentence) for sentence in sentences]
    known = [score for score in scores if score is not None]
    if not known:
        return 100.0
    return 100 * (_HARDEST - sum(known) / len(known)) / (_HARDEST - _EASIEST)


@lru_cache(maxsize=8192)  # variants of one source share their sentences
def complexity(sentence: str) -> float | None:
    """Return the complexity people would give a German sentence, 1 (very easy) to 7 (very hard), None without words."""
    measures = sentence_features(sentence)
    if not measures:
        return None
    intercept, weights = _model()
    raw = intercept + sum(weights[name] * value for name, value in measures.items())
    return min(_HARDEST, max(_EASIEST, raw))


@cache
def _model() -> tuple[float, dict[str, float]]:
    table = read_table(_ROOM, "readability_de.toml")
    return float(table["intercept"]), {name: float(weight) for name, weight in table["weights"].items()}


def _flesch(texts: Sequence[str]) -> float:
    """Return Flesch's reading ease (1948), held between 0 and 100."""
    words = [word for text in texts for word in _ENGLISH_WORD.findall(text)]
    if not words:
        return 100.0
    sentences = len(texts)
    spoken = sum(_english_syllables(word.lower()) for word in words)
    ease = 206.835 - 1.015 * len(words) / sentences - 84.6 * spoken / len(words)
    return min(100.0, max(0.0, ease))


@cache
def _english_syllables(word: str) -> int:
    count = len(_ENGLISH_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
    return max(1, count - silent)
