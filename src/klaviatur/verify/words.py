"""Words with their places: the one way in which verify looks at a string."""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex
import snowballstemmer

from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table
from klaviatur.verify.gendered import without_mark, women_of_pairs

_WORD = regex.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # addresses stay whole
    r"|\d+(?:[.,:]\d+)*"
    r"|\p{L}[\p{L}\p{M}\p{Nd}]*(?:[*:_]in(?:nen)?\b)?(?:['’](?:s|t|re|ve|ll|d|m)\b)?"
)
_FOLDED = str.maketrans("äöü", "aou")
_QUOTE_MARKS = str.maketrans({"’": "'", "ſ": "s"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word or figure at its place; `stem` is what alignment compares."""

    text: str
    span: Span
    stem: str
    function: bool  # article, pronoun, preposition, auxiliary: carries no claim of its own

    @property
    def is_number(self) -> bool:
        """Return whether it is written in digits."""
        return self.text[0].isdigit()

    @property
    def is_capital(self) -> bool:
        """Return whether it starts with a capital letter."""
        return self.text[0].isupper()


@cache
def _stemmer(language: Language) -> "snowballstemmer.BaseStemmer":
    return snowballstemmer.stemmer("german" if language == "de" else "english")


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language) -> str:
    """Return the comparable form of one word: lower case, stemmed, umlauts and apostrophes folded."""
    plain = word.translate(_QUOTE_MARKS).lower()
    if not plain[:1].isalpha() or "@" in plain or "://" in plain:
        return plain.rstrip(".,;:!?)")
    folded = without_mark(plain).removesuffix("'s").replace("ß", "ss")
    return str(_stemmer(language).stemWord(folded))


def beginning(word: str) -> str:
    """Return the first letter of a word's stem, found without stemming it."""
    return word[:1].lower().translate(_FOLDED)


_VOWELS = regex.compile(r"[aeiouyäöü]+")
_ENDING = {
    "de": regex.compile(r"(?:est|et|te|ten|test|en|er|es|em|st|e|t|n|s)$"),
    "en": regex.compile(r"(?:ing|ed|es|en|s|e|t|d)$"),
}


@lru_cache(maxsize=200_000)
def near_key(word: str, language: Language) -> str:
    """Return what strong inflection leaves of a lower-case word (nehmen, nimmst: "nm"), "" where it is too little."""
    plain = word.lower()
    if len(plain) < 4 or not plain.isalpha():
        return ""
    whole = plain.removeprefix("ge") if language == "de" and len(plain) > 6 else plain
    bones = _VOWELS.sub("", _ENDING[language].sub("", whole.replace("ß", "ss")))
    squeezed = regex.sub(r"(.)\1+", r"\1", regex.sub(r"(?<=.)(?<![cs])h", "", bones))
    return whole[0] + squeezed if len(squeezed) >= 2 else ""


@cache
def word_set(name: str, language: Language) -> frozenset[str]:
    """Return one list of `words_de.toml` or `words_en.toml` as lower-case words."""
    table = read_table("klaviatur.verify", f"words_{language}.toml")
    return frozenset(table[name])


def words_of(text: str, language: Language, offset: int = 0) -> tuple[Word, ...]:
    """Return the words of `text` in order; places count from `offset`."""
    function = word_set("function", language)
    women = {span.start for span in women_of_pairs(text)} if language == "de" else set()
    return tuple(
        Word(
            (token := match.group()),
            Span(match.start() + offset, match.end() + offset),
            stem(token, language),
            token.translate(_QUOTE_MARKS).lower() in function
            or match.start() in women
            or "@" in token
            or "/" in token
            or token.startswith("www."),
        )
        for match in _WORD.finditer(text)
    )
