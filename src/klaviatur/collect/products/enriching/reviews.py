"""What people write of products: reviews and comments, without what would tell who they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.language import detect_language
from klaviatur.collect.products.enriching.known import Known
from klaviatur.errors import MappingError
from klaviatur.records import Language, Table
from klaviatur.text.lexicon import read_table
from klaviatur.text.sentences import split_sentences

MASK = "[…]"
LONGEST = 20_000  # characters of one review that are read
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w{3,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d\s/().–-]{5,18}\d(?![\w%€$])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\b")
_STREET = re.compile(
    r"\b[A-ZÄÖÜ][\w.-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|street|road|avenue)\s+\d+\s?[a-z]?\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(Frau|Herrn?|Dr\.|Prof\.|Familie|Mr\.?|Mrs\.?|Ms\.?|Miss|Ihr|Ihre|Euer|Eure)\s+((?:[A-ZÄÖÜ][\w'’-]+\s?){1,3})"
)
_SELF = re.compile(
    r"\b([Ii]ch heiße|[Mm]ein Name ist|[Mm]y name is|[Ii]ch bin(?= d(?:er|ie)))\s+(?:d(?:er|ie)\s+)?"
    r"([A-ZÄÖÜ][\w'’-]+(?:\s[A-ZÄÖÜ][\w'’-]+)?)"
)
_SIGNED = re.compile(
    r"((?:(?:Viele|Liebe|Beste|Schöne|Herzliche|Freundliche)\s+Grüße|Grüße|Gruß|LG|VG|MfG|Danke|Best wishes|Regards|"
    r"Cheers|Thanks)"
    r"(?:\s+(?:aus|from)\s+\w+)?[\s,!.–-]+(?:von\s+)?)([A-ZÄÖÜ][\w'’-]+(?:\s[A-ZÄÖÜ][\w'’.-]+)?)\s*[.!]?\s*$"
)
_LEAST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Review:
    """What one person wrote of one product."""

    product: str
    text: str
    where: str  # "row 17 in reviews.csv"
    stars: float | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and who said it: a fact of the product, or a review."""

    text: str
    where: str
    language: Language
    start: int | None = None  # in the fact's value; None in a review
    end: int | None = None

    @property
    def asks(self) -> bool:
        """Return whether it is a question."""
        return self.text.rstrip(" \"'»«“”)").endswith("?")


def masked(text: str) -> str:
    """Return text without mail addresses, phone numbers, account numbers, streets and names of people.

    A name is known by what stands before it: a title, a greeting at the end, "my name is".
    """
    for pattern in (_MAIL, _ADDRESS, _IBAN, _STREET):
        text = pattern.sub(MASK, text)
    text = _PHONE.sub(lambda m: MASK if sum(c.isdigit() for c in m.group()) >= _LEAST_DIGITS else m.group(), text)
    text = _TITLED.sub(lambda m: f"{m[1]} {MASK} " if m[2].endswith(" ") else f"{m[1]} {MASK}", text)
    text = _SELF.sub(lambda m: f"{m[1]} {MASK}", text)
    return _SIGNED.sub(lambda m: m[1] + MASK, text)


def sentences(text: str, where: str, *, placed: bool = False, language: Language | None = None) -> list[Sentence]:
    """Return the sentences of a text; `placed` gives each its place in it."""
    spoken = language or detect_language(text).language
    found = split_sentences(text, spoken)
    return [
        Sentence(text[s.start : s.end], where, spoken, s.start if placed else None, s.end if placed else None)
        for s in found
    ]


# --- From a table -----------------------------------------------------------------------------------------------------
def read_reviews(table: Table, products: Sequence[Known]) -> Iterator[Review]:
    """Yield the reviews of a table that are of a product we know, with names and addresses taken out.

    Columns are found by their names: one that names the product (key, GTIN, or name), one with the text, and stars.
    Raises MappingError if there is no such column.
    """
    found = review_columns(table.columns)
    known = _keys(products)
    names = {column: table.columns[place] for column, place in found.items()}
    for chunk in table.chunks:
        for row, said in zip(chunk.rows.to_list(), _rows(chunk.frame, names), strict=True):
            key = next((known[k] for k in (_plain(said.get(n) or "") for n in _PRODUCT) if k in known), None)
            text = " ".join(filter(None, (said.get("title"), said.get("text"))))[:LONGEST]
            if key and text.strip():
                yield Review(key, masked(text), f"row {row} in {_file(table)}", _stars(said.get("stars")))


_PRODUCT = ("sku", "gtin", "mpn", "name")


def review_columns(columns: Sequence[str]) -> Mapping[str, int]:
    """Return which column holds what: sku, gtin, mpn, name, text, title, stars.

    Raises MappingError where none tells the product, or none holds the text.
    """
    names = _names()
    found: dict[str, int] = {}
    for place, column in enumerate(columns):
        meaning = names.get(_plain(column))
        if meaning and meaning not in found:
            found[meaning] = place
    lacking = [
        what
        for what, fits in (("the product", found.keys() & set(_PRODUCT)), ("the text", found.keys() & {"text"}))
        if not fits
    ]
    if lacking:
        raise MappingError(
            f"No column of these reviews tells {' and '.join(lacking)}: {', '.join(columns)}. "
            "Name them, for example, Artikelnummer and Bewertung, or sku and review."
        )
    return found


@cache
def _names() -> dict[str, str]:
    table = read_table("klaviatur.collect.products.enriching", "reviews.toml")
    own = {_plain(name): meaning for meaning, listed in table["columns"].items() for name in listed}
    others = {_plain(n): a for a in ("sku", "gtin", "mpn", "name") for n in (a, *vocabulary()[a].names)}
    return others | own


def _keys(products: Iterable[Known]) -> dict[str, str]:
    """Return the key of a product by all it is called: a name only where it is one product's alone."""
    known: dict[str, str] = {}
    twice = set()
    for product in products:
        for fact in product.all("name"):
            name = _plain(fact.value)
            twice |= {name} if known.get(name, product.key) != product.key else set()
            known[name] = product.key
    known = {name: key for name, key in known.items() if name not in twice}
    for product in products:
        known |= {_plain(fact.value): product.key for fact in product.all("gtin", "mpn", "sku")}
    return known | {_plain(product.key): product.key for product in products}


def _rows(frame: pl.DataFrame, names: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    wanted = frame.select(**{meaning: pl.col(column) for meaning, column in names.items()})
    yield from wanted.iter_rows(named=True)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum()).lstrip("0") or text


def _file(table: Table) -> str:
    name = table.origin.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{name} [{table.sheet}]" if table.sheet else name


def _stars(text: str | None) -> float | None:
    found = re.search(r"\d+(?:[.,]\d+)?", text or "")
    if found:
        return float(found.group().replace(",", "."))
    return float(text.count("★")) if text and "★" in text else None
