"""How formal a text sounds, measured from its surface."""

import math
from collections.abc import Sequence

from klaviatur.records import Language
from klaviatur.text.address import address_marks
from klaviatur.verify.editorial.page import Page, lexicon

_CONTRACTED = ("'s", "'re", "'ve", "'ll", "n't", "'m", "'d")


def formality(pages: Sequence[Page], language: Language) -> float:
    """Return 0 (chatty) to 1 (official); 0.5 and more for plain prose. Weights set by hand on texts of our own.

    Long sentences and words count for it; du, contractions, colloquial words, exclamation and question marks
    against it. Quotations are left out.
    """
    sentences = [page.words_in(span) for page in pages for span in page.sentences if not page.quoted(span.start)]
    words = [word.lower().replace("’", "'") for sentence in sentences for word in sentence]
    if not words:
        return 0.5
    letters = sum(map(len, words)) / len(words)
    usual = 5.0 if language == "de" else 4.4
    score = 0.11 * (len(words) / len(sentences) - 13) + 0.9 * (letters - usual)
    score -= 14 * sum(_is_casual(word, language) for word in words) / len(words)
    score -= 0.9 * sum(page.text.count("!") + 0.6 * page.text.count("?") for page in pages) / len(sentences)
    score += _address_weight(pages, language)
    return 1 / (1 + math.exp(-score))


def _is_casual(word: str, language: Language) -> bool:
    return word in lexicon("register_formal", language) or (language == "en" and word.endswith(_CONTRACTED))


def _address_weight(pages: Sequence[Page], language: Language) -> float:
    forms = {mark.form for page in pages for mark in address_marks(page.text, language)}
    return 0.4 * ("Sie" in forms) - 1.2 * ("du" in forms)
