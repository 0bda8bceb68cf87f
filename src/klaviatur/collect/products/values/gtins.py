"""GTINs: digits with a check digit (GS1 General Specifications, 7.9); leading zeros are part of the number."""

import re

import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.collect.products.values.figures import in_ascii
from klaviatur.collect.products.values.identifiers import clean_identifiers
from klaviatur.records import Kind

_LENGTHS = r"^(?:\d{8}|\d{12,14})$"
_SEPARATORS = r"[\s\-‐-―.]"
_FLOAT_TAIL = r"^(\d{7,14})[.,]0{1,2}$"
_EXAMPLES = ("1234567890128", "12345670", "123456789012", "4012345678901", "1234567890123")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_ISBN_10 = re.compile(r"\d{9}[\dXx]")


def read_gtins(text: pl.Series, _column: Column | None = None) -> pl.DataFrame:
    """Return GTINs as digits; what is none stays as an identifier with its finding."""
    digits = clean_digits(text)
    fine = is_valid(digits) & ~is_placeholder(digits)
    rules = pl.when(pl.lit(fine) & is_in_store(pl.lit(digits))).then(pl.lit("gtin.in_store"))
    steps = pl.when(pl.lit(fine & (digits != text))).then(pl.lit("separators_removed"))
    cells = as_cells(text, value=digits.set(~fine, None), steps=steps, rules=rules)
    return read_odd(cells, text, _parse)


def clean_digits(text: pl.Series) -> pl.Series:
    """Return trimmed GTINs without blanks, hyphens, and what a spreadsheet put around them."""
    odd = text.str.contains(r"[^\d]").fill_null(value=False)
    if not odd.any():
        return text
    clean = clean_identifiers(text.filter(odd)).str.replace(_FLOAT_TAIL, "${1}")
    digits = clean.str.replace_all(_SEPARATORS, "")
    clean = digits.zip_with(digits.str.contains(r"^\d+$"), clean)
    return text.scatter(odd.arg_true(), clean)


def as_keys(text: pl.Series) -> pl.Series:
    """Return GTINs that can be the key of a product, null for those that many products share."""
    text = in_ascii(text)
    plain = text.str.contains(_LENGTHS) & ~is_placeholder(text)  # a wrong check digit is no other key
    odd = text.is_not_null() & ~plain
    if not odd.any():
        return text
    restored = read_gtins(text.filter(odd))
    shared = restored["rules"].str.contains(r"gtin\.(?:scientific|placeholder|several)").fill_null(value=False)
    return text.clone().scatter(odd.arg_true(), restored["value"].set(shared, None))


def is_valid(digits: pl.Series) -> pl.Series:
    """Return whether texts are 8, 12, 13 or 14 digits that end with their check digit."""
    right = digits.str.contains(_LENGTHS).fill_null(value=False)
    number = digits.set(~right, None).cast(pl.UInt64)
    total = pl.select(
        sum(pl.lit(number) // 10**place % 10 * (3 if place % 2 else 1) for place in range(14))
    ).to_series()
    return right & (total % 10 == 0).fill_null(value=False)


def is_placeholder(digits: pl.Series) -> pl.Series:
    """Return whether digits are an example from a manual, or one digit again and again."""
    same = digits.str.contains(r"^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$")
    return (same | digits.is_in(_EXAMPLES)).fill_null(value=False)


def is_in_store(digits: pl.Expr) -> pl.Expr:
    """Return whether a number is one a shop gave itself: GS1 prefixes 02, 04, 20-29 (GTIN-13), 0 and 2 (GTIN-8)."""
    padded = digits.str.zfill(14)
    short = digits.str.len_bytes() == 8
    return (short & digits.str.contains(r"^[02]")) | (~short & padded.str.contains(r"^0(?:0[24]|2\d)"))


# --- One by one -------------------------------------------------------------------------------------------------------
def _parse(text: str) -> Parsed:
    digits = re.sub(_SEPARATORS, "", text)
    digits = digits if digits.isdecimal() else text.strip("='\"")
    if _SCIENTIFIC.fullmatch(digits):
        return _identifier(text, "gtin.scientific")
    if re.search(r"\d{8,14}\s*[,;|/]\s*\d{8,14}", text):
        return _identifier(text, "gtin.several")
    isbn = re.sub(_SEPARATORS, "", text)
    if _ISBN_10.fullmatch(isbn) and _is_isbn(isbn):
        body = f"978{isbn[:9]}"
        return Parsed(body + check_digit(body), steps=("isbn_10_to_13",))
    if not digits.isdecimal():
        return _identifier(text, "gtin.no_digits")
    return _restored(digits) or _wrong(digits)


def _restored(digits: str) -> Parsed | None:
    """Return a number with the leading zeros a spreadsheet ate, or without those that are too many."""
    bare = digits.lstrip("0")
    length = next((n for n in (8, 12, 13, 14) if n >= len(bare)), 0)
    if len(bare) < 7 or not length or len(digits) in {8, 12, 13, 14} or check_digit(bare[:-1]) != bare[-1]:
        return None
    step = "leading_zeros_restored" if len(digits) < length else "leading_zeros_removed"
    return Parsed(bare.zfill(length), steps=(step,), rules=(f"gtin.{step}",))


def _wrong(digits: str) -> Parsed:
    if digits in _EXAMPLES or len(set(digits)) == 1:
        return _identifier(digits, "gtin.placeholder")
    return _identifier(digits, "gtin.check_digit" if len(digits) in {8, 12, 13, 14} else "gtin.length")


def _identifier(text: str, rule: str) -> Parsed:
    return Parsed(text, kind=Kind.IDENTIFIER, rules=(rule,))


def check_digit(body: str) -> str:
    """Return the check digit of the digits before it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _is_isbn(text: str) -> bool:
    values = [10 if char in "Xx" else int(char) for char in text]
    return sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11 == 0
