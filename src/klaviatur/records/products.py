"""Products, their facts, and the tables they are read from.

Frames are polars frames; this module only names them, so that nobody loads polars for a text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from klaviatur.records.texts import Bilingual, Finding, Severity

if TYPE_CHECKING:
    import polars as pl


class Kind(StrEnum):
    """What a value of an attribute is."""

    TEXT = "text"
    RICH_TEXT = "rich_text"  # may hold HTML, is cleaned to plain text with line breaks
    IDENTIFIER = "identifier"  # a string, whatever it looks like: SKU, article number
    GTIN = "gtin"
    NUMBER = "number"  # with a unit or without
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    LIST = "list"  # several texts
    MEDIA = "media"  # URL or path of an image, video, document
    RELATION = "relation"  # keys of other products


# --- What a reader gives ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not become a product, with all it held: nothing is lost."""

    row: int
    rule: str  # dotted, stable: "row.ragged", "row.without_key", "row.key_twice"
    message: Bilingual
    raw: tuple[tuple[str, str], ...] = ()  # column and value as far as it could be read
    place: str = ""  # XPath or JSON pointer where the file has no rows


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table: every cell is a string as written, null where there is nothing."""

    frame: "pl.DataFrame"  # one String column per name in Table.columns, same order
    rows: "pl.Series"  # Int64, position as the file's own program shows it (spreadsheets: the header is row 1)
    places: "pl.Series | None" = None  # String, XPath or JSON pointer of each row, for files without rows
    rejected: tuple[Rejected, ...] = ()  # rows of this stretch that could not be read
    findings: tuple["TableFinding", ...] = ()  # repairs made while reading


@dataclass(frozen=True, slots=True)
class TableFinding:
    """Something a person must see about a value, column or row of product data."""

    rule: str  # "gtin.check_digit", "number.unreadable", "bmecat.namespace"
    severity: Severity
    message: Bilingual
    row: int | None = None  # None: the column, or the whole table
    column: str | None = None
    words: str = ""  # the value as written
    count: int = 1  # how many rows this speaks for, where findings of one kind were gathered
    place: str = ""


@dataclass(frozen=True, slots=True)
class ColumnHint:
    """What a format itself says of a column, stronger than any guess (Akeneo's locale in a name, BMEcat's unit)."""

    attribute: str | None = None  # of the vocabulary; None: not known, kept under its own name
    label: str = ""  # the column's human name where it differs from the header
    kind: Kind | None = None
    locale: str | None = None  # "de_DE"
    channel: str | None = None
    unit: str | None = None  # as written
    currency: str | None = None
    separator: str | None = None  # between the values of a list
    unit_of: str | None = None  # this column holds the units of the values in the column of this name
    group: str = ""  # what stands over this column and others ("Maße"); its name begins with it


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, feed or record stream. `chunks` can be walked once; only then are `rejected` rows known."""

    origin: str  # path, URL or "stdin"; a file in an archive is "shop.zip/products.csv"
    format: str  # "csv", "xlsx", "jsonl", "bmecat-2005", "merchant-rss", "json-ld", ...
    columns: tuple[str, ...]  # unique, in the file's order; a name that comes twice gets " (2)"
    chunks: Iterator[Chunk]
    sheet: str | None = None
    details: tuple[tuple[str, str], ...] = ()  # what was found out: ("delimiter", ";"), ("encoding", "cp1252"), ...
    dialect: str | None = None  # "shopify", "woocommerce", "akeneo", "merchant", "bmecat", "json-ld"; None: free table
    hints: tuple[tuple[str, ColumnHint], ...] = ()  # column and what the format says of it
    locale: str | None = None  # of the whole file where it says so
    findings: tuple[TableFinding, ...] = ()
    digest: str = ""  # sha256 of the bytes, 64 hex digits, "" for a stream that is read once


# --- Mapping: columns to the model ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where the values of one column go."""

    column: str
    attribute: str  # of the vocabulary, or the column's own name in snake_case
    kind: Kind
    known: bool = True  # False: not in the vocabulary, kept as it is
    confidence: float = 1.0  # 0-1
    why: str = "person"  # "format", "name", "pattern", "meaning", "person", "kept"
    locale: str | None = None
    channel: str | None = None
    unit: str | None = None  # UN/ECE code of a column whose values carry none
    currency: str | None = None  # ISO 4217
    separator: str | None = None
    unit_of: str | None = None  # attribute whose unit this column holds
    currency_of: str | None = None  # attribute whose currency this column holds
    label: str = ""
    decimal: str | None = None  # "," or "." of its numbers, as a person says it; None: as `mark`, else as the table
    mark: str | None = None  # of a column of prices, as its cells say: ",", ".", "mixed" for both; None: none tells


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one kind of table becomes products; a person may correct it once, it is a file."""

    name: str
    columns: tuple[ColumnMap, ...]
    key: tuple[str, ...] = ("sku", "gtin", "mpn")  # the first of these attributes a row has is its key
    decimal: str | None = None  # "," or "." where a column does not say; None: nothing does
    day_first: bool = True  # 03/04/2026 is the 3rd of April
    locale: str | None = None  # of texts whose column names none
    currency: str | None = None  # of prices that carry none
    priority: int = 0  # where sources contradict each other, the higher one wins


# --- The model ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str = ""
    place: str = ""  # XPath or JSON pointer


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute value with its origin."""

    attribute: str
    kind: Kind
    value: str  # canonical: numbers with a point, ISO dates, "true"/"false", plain text
    origin: Origin
    raw: str  # as written
    read: datetime
    number: Decimal | None = None  # of NUMBER and MONEY
    unit: str | None = None  # UN/ECE code ("KGM"), or as written where it has none
    currency: str | None = None
    items: tuple[str, ...] = ()  # of LIST and RELATION
    locale: str | None = None
    channel: str | None = None
    steps: tuple[str, ...] = ()  # what was done to `raw`, in order: "trimmed", "decimal comma", "HTML removed"
    label: str = ""  # the column's name, shown for attributes outside the vocabulary
    id: str = ""  # stable while product, attribute, locale, channel and source stay: "SKU/weight/de_DE//shop"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that say different things of one attribute; the first fact wins by `rule`."""

    attribute: str
    facts: tuple[Fact, ...]
    rule: str  # "priority", "newest", "person"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as all sources together know it; a variant names its parent."""

    key: str
    facts: tuple[Fact, ...]
    version: int = 1
    parent: str | None = None
    family: str | None = None
    variants: tuple[str, ...] = ()  # keys of its variants
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()

    def find(self, attribute: str, locale: str | None = None, channel: str | None = None) -> Fact | None:
        """Return the fact that answers best: same locale and channel, then same language, then one without."""
        found = [f for f in self.facts if f.attribute == attribute and _speaks(f.locale, locale)]
        found = [f for f in found if f.channel in {channel, None}] or found
        return max(found, key=lambda f: _nearness(f, locale, channel), default=None)


def _speaks(has: str | None, wanted: str | None) -> bool:
    return has is None or wanted is None or has[:2].lower() == wanted[:2].lower()


def _nearness(fact: Fact, locale: str | None, channel: str | None) -> tuple[bool, bool, bool]:
    return fact.channel == channel, fact.locale == locale, fact.locale is not None


# --- What came of it --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Imported:
    """One table's import. `rows` is always written + unchanged + rejected."""

    origin: str
    format: str
    rows: int
    written: int
    unchanged: int
    rejected: int
    created: int = 0  # of the written: new products
    changed: int = 0  # of the written: products that have a new version
    missing: int = 0  # products of this source that this time did not come
    sheet: str | None = None
    id: int | None = None  # of the import in the workspace; None: a dry run
    details: tuple[tuple[str, str], ...] = ()
    mapping: ColumnMapping | None = None
    findings: tuple[TableFinding, ...] = ()
    rejections: tuple[Rejected, ...] = ()  # the first ones; all are in the workspace
    stale: int = 0  # statements that a changed fact made stale
    duration_s: float = 0.0
    skipped: str = ""  # why the whole table was not read again ("not modified")


@dataclass(frozen=True, slots=True)
class Change:
    """One attribute of one product that is not as it was."""

    key: str
    attribute: str
    before: str | None
    after: str | None
    version: int
    at: datetime
    locale: str | None = None
    channel: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a variant that states a fact; it is stale once the fact has changed."""

    product: str
    fact: str  # Fact.id
    value: str  # what the fact said when the sentence was written
    variant: str  # sha256 of the wording
    channel: str
    sentence: str
    locale: str | None = None
    released: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """Facts a family must have for a channel and locale."""

    family: str  # "*": every family
    channel: str  # "*": every channel
    locale: str  # "*": every locale
    attributes: tuple[str, ...]  # "gtin|mpn": one of the two
    when: tuple[str, ...] = ()  # only for products that say one of these; empty: for all


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete one product is for one channel and locale."""

    key: str
    family: str | None
    channel: str
    locale: str
    share: float  # 0-1
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something a machine found that a person accepts or refuses."""

    id: str
    product: str
    what: str  # "category", "audience", "use", "instead_of", "limit", "value", "missing" (has no value), "same_product"
    attribute: str
    value: str
    label: Bilingual
    confidence: float  # 0-1
    evidence: tuple["ProposalEvidence", ...] = ()
    by: str = "embedded"  # or the model's name
    state: str = "open"  # "accepted", "refused"


@dataclass(frozen=True, slots=True)
class ProposalEvidence:
    """The words a proposal rests on."""

    quote: str
    where: str  # Fact.id, or "review 17 in reviews.csv"
    start: int | None = None  # code points in the fact's value
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """A value that a model says a text holds, with the words it read it from; nobody has checked it yet."""

    attribute: str
    value: str
    unit: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """One call of collect: every table with its report."""

    imports: tuple[Imported, ...] = ()
    failures: tuple[tuple[str, str], ...] = field(default=())  # place and message of what could not be read at all
