"""GTINs: digits with a check digit (GS1 General Specifications, 7.9); leading zeros are part of the number."""

import re

import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
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
    digits = pl.lit(clean_digits(text))
    fine = digits.str.contains(_LENGTHS) & is_valid(digits) & ~_is_placeholder(digits)
    cells = as_cells(
        text,
        value=pl.when(fine).then(digits),
        steps=pl.when(fine & (digits != pl.col("text"))).then(pl.lit("separators_removed")),
        rules=pl.when(fine & is_in_store(digits)).then(pl.lit("gtin.in_store")),
    )
    return read_odd(cells, text, _parse)


def clean_digits(text: pl.Series) -> pl.Series:
    """Return trimmed GTINs without blanks, hyphens, and what a spreadsheet put around them."""
    if not text.str.contains(r"[^\d]").any():
        return text
    text = clean_identifiers(text).str.replace(_FLOAT_TAIL, "${1}")
    digits = text.str.replace_all(_SEPARATORS, "")
    return digits.zip_with(digits.str.contains(r"^\d+$").fill_null(value=False), text)


def as_keys(text: pl.Series) -> pl.Series:
    """Return GTINs that can be the key of a product, null for those that many products share."""
    restored = read_gtins(text)
    shared = restored["rules"].fill_null("").str.contains(r"gtin\.(?:scientific|placeholder|several)")
    return restored["value"].set(shared, None)


def is_valid(digits: pl.Expr) -> pl.Expr:
    """Return whether the last of at most 14 digits is their check digit."""
    number = digits.str.zfill(14).cast(pl.Int64, strict=False)
    odd = pl.sum_horizontal(number // 10**place % 10 for place in range(1, 14, 2))
    even = pl.sum_horizontal(number // 10**place % 10 for place in range(0, 14, 2))
    return (odd * 3 + even) % 10 == 0


def is_in_store(digits: pl.Expr) -> pl.Expr:
    """Return whether a number is one a shop gave itself: GS1 prefixes 02, 04, 20-29 (GTIN-13), 0 and 2 (GTIN-8)."""
    padded = digits.str.zfill(14)
    short = digits.str.len_bytes() == 8
    return (short & digits.str.contains(r"^[02]")) | (~short & padded.str.contains(r"^0(?:0[24]|2\d)"))


def _is_placeholder(digits: pl.Expr) -> pl.Expr:
    return digits.str.contains(r"^(?:0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$") | digits.is_in(_EXAMPLES)


# --- One by one -------------------------------------------------------------------------------------------------------
def _parse(text: str) -> Parsed:
    digits = clean_digits(pl.Series([text]))[0]
    if _SCIENTIFIC.fullmatch(digits):
        return _identifier(text, "gtin.scientific")
    if re.search(r"\d{8,14}\s*[,;|/]\s*\d{8,14}", text):
        return _identifier(text, "gtin.several")
    if _ISBN_10.fullmatch(digits) and _is_isbn(digits):
        body = f"978{digits[:9]}"
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
