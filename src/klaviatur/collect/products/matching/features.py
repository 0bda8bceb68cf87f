"""What of a name decides whether two products are the same: its words, its figures, its colours, sizes and kinds."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from klaviatur.catalogue import units
from klaviatur.text.lexicon import read_table

_QUANTITY = re.compile(
    r"(?<![\w.,])(?P<figure>\d+(?:[.,]\d+)?)\s?-?(?P<unit>[a-zµ°%\"″²³]{1,10}\.?)?(?![\w])", re.IGNORECASE
)
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)")
_OWNER = re.compile(r"['’]s\b")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")
_CODE = re.compile(r"(?=\w*\d)(?=\w*[a-z])\w+")
_TO_ONE = {"length": "MTR", "mass": "KGM", "volume": "LTR", "power": "WTT", "storage": "", "time": "SEC"}


@dataclass(frozen=True, slots=True)
class Features:
    """A name taken apart. `marks` must be the same of both, `words` nearly."""

    words: frozenset[str]
    text: str  # words in order, for comparing letters
    figures: frozenset[str]  # quantities in one unit of their dimension, and bare numbers
    codes: frozenset[str]  # "ws240"
    marks: tuple[frozenset[str], ...]  # colours, sizes, kinds


@cache
def _groups() -> tuple[dict[str, str], ...]:
    table = read_table("klaviatur.collect.products.matching", "words.toml")
    return tuple(
        {word: line.split()[0] for line in table[name] for word in line.split()}
        for name in ("colours", "sizes", "kinds")
    )


@cache
def _silent() -> frozenset[str]:
    table = read_table("klaviatur.collect.products.matching", "words.toml")
    return frozenset(word for name in ("silent", "several") for line in table[name] for word in line.split())


def features(name: str, brand: str = "") -> Features:
    """Return the features of a name; the brand says nothing, for both have it or one left it out."""
    plain = _OWNER.sub("", unicodedata.normalize("NFKC", name).casefold().replace("\u00ad", ""))
    without = plain.replace(brand.casefold(), " ") if len(brand) > 2 else plain
    figures = frozenset(_quantities(_TIMES.sub(" x ", without)))
    rest = _QUANTITY.sub(_not_unit, _TIMES.sub(" x ", without))
    words = [word.group() for word in _WORD.finditer(rest)]
    spoken = [word for word in words if word not in _silent()]
    marks = tuple(frozenset(group[word] for word in spoken if word in group) for group in _groups())
    codes = frozenset(word for word in spoken if _CODE.fullmatch(word))
    return Features(frozenset(spoken), " ".join(spoken), figures, codes, marks)


def _quantities(text: str) -> list[str]:
    return [_quantity(found["figure"], found["unit"] or "") for found in _QUANTITY.finditer(text)]


def _not_unit(found: re.Match[str]) -> str:
    """Return the word behind a figure where it is no unit: "42 braun"."""
    unit = found["unit"] or ""
    return " " if units.find(unit) else f" {unit} "


@cache
def _quantity(figure: str, unit: str) -> str:
    """Return "0.5 KGM" for "500 g": the same for every way to write it; the number alone without a unit."""
    value = Decimal(figure.replace(",", "."))
    known = units.find(unit) if unit and unit.rstrip(".") not in _silent() else None
    if not known:
        return f"{value.normalize():f}"
    target = _TO_ONE.get(known.dimension) or known.code
    same = units.convert(value, known.code, target)
    return f"{value.normalize():f} {known.code}" if same is None else f"{same.normalize():f} {target}"
