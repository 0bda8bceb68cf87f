"""What the cells of a column look like, from a sample: shares of GTINs, numbers, links, dates and the like."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import polars as pl

from klaviatur.catalogue.units import find
from klaviatur.collect.products.mapping.spelling import codes, key
from klaviatur.collect.products.values.booleans import words
from klaviatur.collect.products.values.gtins import check_digit
from klaviatur.text.lexicon import read_table

_CELLS = 60  # different cells looked at
_LONGEST = 2000  # characters of a cell looked at
_LONGEST_WORD = 30
_MOST = 0.8  # of the cells make a kind
_FEWEST_DIFFERENT = 0.5  # different cells of all; fewer are no numbers of articles
_PLAIN = ("measured", "yes_no", "units", "languages")
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:[.,' ’]\d{3})+|\d+)(?:[.,]\d+)?")
_MEASURED = re.compile(rf"(?:ca\.? ?|<|>|~)?\s*({_NUMBER.pattern})\s*([a-zA-Zµ°%²³/\"“”.·*()]{{1,14}})")
_ROUND = r"\d+[.,][-–—]{1,2}|[.,]\d{2}"  # "12,-", ".75"
_MONEY = re.compile(
    rf"(?:[€$£]|[A-Z]{{3}})\s?(?:{_NUMBER.pattern}|{_ROUND})|(?:{_NUMBER.pattern}|{_ROUND})\s?(?:[€$£]|[A-Z]{{3}}|Euro)(?:/.{{1,8}})?"
    rf"|{_ROUND}"
)
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?: .*)?|\d{1,2}/\d{1,2}/\d{4}(?: .*)?"
)
_GTIN = re.compile(r"\d{8}|\d{12,14}")
_CODE = re.compile(r"(?=\D*\d)[\w./+-]{1,24}")
_BLANKS = re.compile(r"[\s-]")
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.\S+")
_IMAGE = re.compile(r"[^?#]*\.(?:jpe?g|png|gif|webp|tiff?|svg|avif|bmp)(?:[?#]\S*)?", re.IGNORECASE)
_FILE = re.compile(r"[^?#\s]*\.(?:pdf|docx?|zip|mp4|mov|webm)(?:[?#]\S*)?", re.IGNORECASE)
_HTML = re.compile(r"<(?:p|br|ul|li|div|b|strong|span|h\d|table|em|i)\b[^>]*>", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Look:
    """Shares (0-1) of the filled cells of one column; all 0 where no cell is filled."""

    filled: int = 0  # cells of the sample that say something
    different: float = 0.0  # different cells / filled cells
    gtin: float = 0.0
    number: float = 0.0
    measured: float = 0.0
    money: float = 0.0
    date: float = 0.0
    yes_no: float = 0.0
    url: float = 0.0
    image: float = 0.0
    file: float = 0.0
    html: float = 0.0
    email: float = 0.0
    worded: float = 0.0  # holds a word of two letters
    length: float = 0.0  # characters on average
    units: float = 0.0  # the whole cell is a unit
    currencies: float = 0.0  # the whole cell is a currency
    languages: float = 0.0
    kinds: tuple[str, ...] = ()  # of the lists of cells: "gender", "condition"
    currency: str | None = None  # that of the cells with one
    cells: tuple[str, ...] = ()


def is_code(seen: Look) -> bool:
    """Return whether cells are numbers of articles: each of one word with a digit, hardly one like another."""
    coded = sum(bool(_CODE.fullmatch(cell)) for cell in seen.cells)
    return seen.different > _FEWEST_DIFFERENT and coded >= _MOST * max(1, len(seen.cells))


def looks_of(sample: pl.DataFrame) -> dict[str, Look]:
    """Return what the cells of each column look like."""
    return {column.name: look(column.drop_nulls().to_list()) for column in sample}


def look(raw: list[str]) -> Look:
    """Return what the cells of one column look like, without those that say nothing."""
    filled = [cell[:_LONGEST] for each in raw if (cell := each.strip()) and cell not in _silent()]
    if not filled:
        return Look()
    different = list(dict.fromkeys(filled))
    cells = tuple(different[:_CELLS])
    shares = {name: _share(cells, matches) for name, matches in _TESTS.items()}
    return Look(
        filled=len(filled),
        different=len(different) / len(filled),
        length=sum(map(len, cells)) / len(cells),
        kinds=(*(name for name in _PLAIN if shares[name] >= _MOST), *_kinds(cells)),
        currency=_currency(cells),
        cells=cells,
        **shares,
    )


def is_number(cell: str) -> bool:
    """Return whether a cell is a number and nothing else."""
    return _NUMBER.fullmatch(cell) is not None


def is_measured(cell: str) -> bool:
    """Return whether a cell is a number with a unit."""
    match = _MEASURED.fullmatch(cell)
    return match is not None and find(match[2]) is not None


def decimal_mark(columns: Iterable[Look]) -> str | None:
    """Return the decimal mark of a table, None where its columns disagree or no cell tells."""
    cells = [cell for each in columns if each.number + each.measured + each.money > 0.5 for cell in each.cells]
    comma = sum(1 for cell in cells if re.search(r"\d,\d{1,2}(?!\d)|\d,\d{4,}|\d\.\d{3},\d|\b0,\d", cell))
    point = sum(1 for cell in cells if re.search(r"\d\.\d{1,2}(?![\d.])|\d\.\d{4,}|\d,\d{3}\.\d|\b0\.\d", cell))
    return None if bool(comma) == bool(point) and not _clear(comma, point) else "," if comma > point else "."


def day_first(columns: Iterable[Look]) -> bool:
    """Return whether 03/04/2026 is the 3rd of April; only a day above 12 in second place says it is not."""
    pairs = [
        match for each in columns if each.date > 0.5 for c in each.cells if (match := re.match(r"(\d+)/(\d+)/", c))
    ]
    return not (any(int(m[2]) > 12 for m in pairs) and all(int(m[1]) <= 12 for m in pairs))


def _clear(one: int, other: int) -> bool:
    return max(one, other) > 20 * max(1, min(one, other))


def _is_gtin(cell: str) -> bool:
    digits = _BLANKS.sub("", cell)
    return _GTIN.fullmatch(digits) is not None and check_digit(digits[:-1]) == digits[-1]


def _share(cells: tuple[str, ...], matches: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if matches(cell)) / len(cells)


def _kinds(cells: tuple[str, ...]) -> tuple[str, ...]:
    lists: dict[str, list[str]] = read_table(__package__, "words.toml")["cells"]
    said = [key(cell) if len(cell) <= _LONGEST_WORD else "" for cell in cells]
    return tuple(name for name, known in lists.items() if _among(said, frozenset(map(key, known))))


def _among(said: list[str], known: frozenset[str]) -> bool:
    return sum(each in known for each in said) >= _MOST * len(said)


def _currency(cells: tuple[str, ...]) -> str | None:
    known = codes("currencies")
    marks = [re.sub(r"[\d.,'’\s−+-]", "", cell) for cell in cells if _MONEY.fullmatch(cell)]
    found = Counter(known[key(mark)] for mark in marks if key(mark) in known)
    return found.most_common(1)[0][0] if len(found) == 1 and found.total() * 2 > len(cells) else None


@cache
def _silent() -> frozenset[str]:
    """Return the cells that only say that nothing is said."""
    return frozenset(read_table("klaviatur.collect.products.values", "placeholders.toml")["words"])


@cache
def yes_no() -> frozenset[str]:
    """Return the words of columns that answer yes or no."""
    return frozenset(words())


def _is_unit(cell: str) -> bool:
    return not is_number(cell) and len(cell) <= 14 and find(cell) is not None


_TESTS: dict[str, Callable[[str], object]] = {
    "gtin": _is_gtin,
    "number": is_number,
    "measured": is_measured,
    "money": _MONEY.fullmatch,
    "date": _DATE.fullmatch,
    "yes_no": lambda cell: cell.lower() in yes_no(),
    "url": _URL.match,
    "image": _IMAGE.fullmatch,
    "file": _FILE.fullmatch,
    "html": _HTML.search,
    "email": _EMAIL.fullmatch,
    "worded": _LETTERS.search,
    "units": _is_unit,
    "currencies": lambda cell: len(cell) <= 8 and key(cell) in codes("currencies"),
    "languages": lambda cell: len(cell) <= 12 and key(cell)[:2] in codes("languages") and key(cell) != "in",
}
