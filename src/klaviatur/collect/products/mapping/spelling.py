"""How column names are compared: case, umlauts, punctuation and camelCase make no difference."""

import re
import unicodedata
from functools import cache, lru_cache

from klaviatur.text.lexicon import read_table

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"})
_CAMEL = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ])(?=[A-ZÄÖÜ][a-zäöüß])")
_WORD = re.compile(r"[a-z]+|\d+|[€$£¥%°]")


@cache
def words() -> dict[str, list[str]]:
    """Return the plain word lists of this room."""
    return {name: each for name, each in read_table(__package__, "words.toml").items() if isinstance(each, list)}


@cache
def word_keys(name: str) -> frozenset[str]:
    """Return a word list as keys."""
    return frozenset(key(word) for word in words()[name])


@cache
def codes(name: str) -> dict[str, str]:
    """Return key -> code of a table of codes with their spellings ("languages", "currencies")."""
    table: dict[str, list[str]] = read_table(__package__, "words.toml")[name]
    return {key(spelling): code for code, spellings in table.items() for spelling in [code, *spellings]}


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: "ProductName_de (kg)" -> product, name, de, kg."""
    plain = unicodedata.normalize("NFKC", _CAMEL.sub(" ", text.strip())).casefold().translate(_UMLAUTS)
    bare = unicodedata.normalize("NFD", plain)
    return tuple(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c))))


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return what is left of a name when only its letters, digits and signs of money and share count."""
    return "".join(split(text))


def snake(parts: tuple[str, ...]) -> str:
    """Return words as a snake_case name, "column" where none is left."""
    name = "_".join(part for part in parts if part.isalnum())
    return f"c_{name}" if name[:1].isdigit() else name or "column"
