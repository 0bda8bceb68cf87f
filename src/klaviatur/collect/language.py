"""Whether a text is German or English, told by its function words."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_LETTERS = re.compile(r"[äöüß]")
_GERMAN_SHAPE = re.compile(
    r"[äöüß]|(?:ung|ungen|keit|heit|schaft|lich|liche[nrs]?|isch|ische[nrs]?|ieren|bunden|arz|eiß|rot|gerät|zahl|preis|größe|kopf|leistung)$|sch|tz|pf"
)
_ENGLISH_SHAPE = re.compile(
    r"(?:ing|ness|ment|ly|ed|ght|ous|ful|less|ty|ck|sh|oo.)$|^(?:wh|th|wr)|ea|ow|oa|w[aeio].+e$"
)
_LATIN = re.compile(r"[a-zà-ɏ]")
_SURE_SHARE = 0.12  # of running words; German and English prose has about 0.4
_MAX_WORDS = 3_000
_CODES = {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Guess:
    """The language we take, and how sure that is. `other`: code of the language it seems to be instead, "" if none."""

    language: Language
    sure: bool
    other: str = ""


def declared_language(said: str | None) -> Language | None:
    """Return what a document says of itself ("de-DE", "English"), None if that is nothing we know."""
    code = _CODES.get((said or "").strip().lower().replace("_", "-").partition("-")[0])
    return "de" if code == "de" else "en" if code == "en" else None


def detect_language(text: str, *, said: Language | None = None) -> Guess:
    """Return German or English, whichever the words speak for; `said` decides where they are silent.

    A short text without function words is taken as said, else as German for ä, ö, ü, ß, else as English, unsure.
    """
    words = _WORD.findall(text.lower())[:_MAX_WORDS]
    counts = Counter(words)
    shares = {code: sum(counts[word] for word in known) / max(1, len(words)) for code, known in _lists().items()}
    german, english = shares.pop("de"), shares.pop("en")
    other = max(shares, key=lambda code: shares[code])
    if shares[other] > max(german, english) * 1.15 and shares[other] >= _SURE_SHARE:
        return Guess(said or _by_letters(text), sure=False, other=other)
    if _foreign_script(words):
        return Guess(said or "en", sure=False, other="script")
    if max(german, english) < _SURE_SHARE / 2:
        return _by_shape(words, text, said)
    if german == english:
        return Guess(said or _by_letters(text), sure=said is not None)
    return Guess("de" if german > english else "en", sure=max(german, english) >= _SURE_SHARE or len(words) < 12)


@cache
def _lists() -> dict[str, frozenset[str]]:
    table = read_table("klaviatur.collect", "language.toml")
    own = {code: frozenset(str(table[code]).split()) for code in ("de", "en")}
    return own | {code: frozenset(str(words).split()) for code, words in table["other"].items()}


def _by_letters(text: str) -> Language:
    return "de" if _GERMAN_LETTERS.search(text.lower()) else "en"


def _by_shape(words: list[str], text: str, said: Language | None) -> Guess:
    """Judge a text of hardly any function words (a list, a table) by the endings of its words."""
    german = sum(bool(_GERMAN_SHAPE.search(word)) for word in words)
    english = sum(bool(_ENGLISH_SHAPE.search(word)) for word in words)
    if german == english:
        return Guess(said or _by_letters(text), sure=said is not None)
    return Guess("de" if german > english else "en", sure=abs(german - english) >= max(1, len(words) * 0.08))


def _foreign_script(words: list[str]) -> bool:
    return bool(words) and sum(bool(_LATIN.match(word)) for word in words) < len(words) * 0.5
