"""The key of every row and a hash of all it holds: who a row speaks of, and whether it is as it was."""

from dataclasses import dataclass
from hashlib import blake2b

import orjson
import polars as pl

from klaviatur.collect.products.findings import gather_rows
from klaviatur.collect.products.values.gtins import as_keys
from klaviatur.collect.products.values.identifiers import clean_identifiers
from klaviatur.collect.products.values.placeholders import said
from klaviatur.records import Bilingual, Chunk, ColumnMapping, Kind, Rejected, TableFinding

VERSION = "5"  # of all that turns a row into facts: raise it where the same row must give other facts
AXES = frozenset({"color", "size", "material", "pattern", "flavour", "capacity", "scent", "size_system", "size_type"})
_NAMES = ("name", "title")
_SUMS = ("summe", "zwischensumme", "gesamt", "gesamtsumme", "endsumme", "total", "subtotal", "grand total")
_SCHEMA = {"row": pl.Int64, "key": pl.String, "hash": pl.String}
_BETWEEN, _ESCAPE = "\x1f", "\x1b"


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Keys and hashes of the rows that can be products, and the rows that cannot."""

    frame: pl.DataFrame  # row Int64, key String, hash String (16 hex digits)
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[TableFinding, ...] = ()


def fingerprint(chunk: Chunk, mapping: ColumnMapping) -> Fingerprints:
    """Return key and hash of every row; the hash is the same on every machine while cells and mapping are the same."""
    frame = chunk.frame
    if not frame.height:
        return Fingerprints(pl.DataFrame(schema=_SCHEMA))
    keys, named = _keys(frame, mapping)
    sums = _sums(frame, mapping, keys)
    good = keys.is_not_null() & ~sums
    hashes = pl.Series("hash", _hashes(frame, mapping), dtype=pl.String)
    prints = pl.DataFrame({"row": chunk.rows.cast(pl.Int64), "key": keys, "hash": hashes}).filter(good)
    findings = gather_rows("row.key_from_name", None, chunk.rows.filter(good & named), keys.filter(good & named))
    return Fingerprints(prints, _rejected(chunk, ~good, sums), findings)


def digest(mapping: ColumnMapping) -> str:
    """Return what of a mapping decides which facts a row gives, as 16 hex digits; its name and confidence do not."""
    columns = sorted(
        (c.column, c.attribute, c.kind, c.locale, c.channel, c.unit, c.currency, c.separator, c.unit_of, c.currency_of)
        + ((c.decimal or c.mark,) if c.decimal or c.mark else ())
        + ((f"label {c.label}",) if c.label and c.label != c.column else ())
        for c in mapping.columns
    )
    rest = (mapping.key, mapping.decimal, mapping.day_first, mapping.locale, mapping.currency, VERSION)
    return blake2b(orjson.dumps((columns, rest)), digest_size=8).hexdigest()


def _filled(name: str) -> pl.Expr:
    return pl.col(name).str.contains(r"\S").fill_null(value=False)


def _hashes(frame: pl.DataFrame, mapping: ColumnMapping) -> list[str]:
    names = sorted(frame.columns)
    start = blake2b(digest(mapping).encode() + "\x1f".join(names).encode(), digest_size=8)
    hashes = []
    for row in _rows(frame.select(names)):
        hashed = start.copy()
        hashed.update(row)
        hashes.append(hashed.hexdigest())
    return hashes


def _rows(frame: pl.DataFrame) -> list[bytes]:
    """Return all cells of a row as one text, in which no value is another than an empty one."""
    if not frame.width:
        return []
    rows = _together(frame)
    ends = pl.DataFrame(rows).select(_count(_BETWEEN), _count(_ESCAPE)).row(0)
    if ends != ((frame.width - 1) * frame.height, sum(frame.null_count().row(0))):
        escaped = pl.all().str.replace_all(_ESCAPE, _ESCAPE * 2, literal=True)
        rows = _together(frame.select(escaped.str.replace_all(_BETWEEN, f"{_ESCAPE}.", literal=True)))
    return rows.cast(pl.Binary).to_list()


def _together(frame: pl.DataFrame) -> pl.Series:
    return frame.select(rows=pl.concat_str(pl.all().fill_null(f"{_ESCAPE}0"), separator=_BETWEEN)).to_series()


def _count(sign: str) -> pl.Expr:
    return pl.all().str.count_matches(sign, literal=True).sum().alias(sign)


# --- Keys -----------------------------------------------------------------------------------------------------------
def _keys(frame: pl.DataFrame, mapping: ColumnMapping) -> tuple[pl.Series, pl.Series]:
    """Return the key of every row, null where there is none, and whether it was made from the name."""
    keys = _first(frame, mapping, mapping.key)
    for further in (_variant_keys, _isbn_keys):
        keys = keys.zip_with(keys.is_not_null(), further(frame, mapping)) if keys.null_count() else keys
    keyless = keys.is_null()
    if not keyless.any():
        return keys.alias("key"), keyless
    names = pl.Series([_name_key(name) for name in _first(frame.filter(keyless), mapping, _NAMES)], dtype=pl.String)
    keys = keys.clone().scatter(keyless.arg_true(), names)
    return keys.alias("key"), keyless & keys.is_not_null()


def _name_key(name: str | None) -> str | None:
    return None if name is None else f"name:{blake2b(name.lower().encode(), digest_size=8).hexdigest()}"


def _isbn_keys(frame: pl.DataFrame, mapping: ColumnMapping) -> pl.Series:
    """Return the ISBN of every row as the GTIN it is, null where a row has none."""
    found = _first(frame, mapping, ("isbn",))
    return as_keys(found) if found.null_count() < len(found) else found


def _variant_keys(frame: pl.DataFrame, mapping: ColumnMapping) -> pl.Series:
    """Return parent and axes of variants, null where a row has no parent or nothing tells it from its brothers."""
    axes = [c.column for c in mapping.columns if c.attribute in AXES and c.column in frame.columns]
    parent = _first(frame, mapping, ("parent",))
    if not axes or parent.null_count() == len(parent):
        return pl.repeat(None, len(frame), dtype=pl.String, eager=True)
    values = frame.select(
        pl.concat_str([pl.col(axis).str.strip_chars() for axis in axes], separator="/", ignore_nulls=True)
    )
    told = values.to_series().set(values.to_series() == "", None)
    return pl.select(pl.concat_str([parent, told], separator="/")).to_series()


def _first(frame: pl.DataFrame, mapping: ColumnMapping, attributes: tuple[str, ...]) -> pl.Series:
    """Return the first value a row has for any of some attributes, in their order, cleaned."""
    order = [c for wanted in attributes for c in mapping.columns if c.attribute == wanted and c.column in frame.columns]
    found = [_clean(frame[c.column], c.kind) for c in order]
    return (
        pl.select(pl.coalesce(found)).to_series() if found else pl.repeat(None, len(frame), dtype=pl.String, eager=True)
    )


def _clean(cells: pl.Series, kind: Kind) -> pl.Series:
    text = said(cells.str.strip_chars(), kind)
    return as_keys(text) if kind is Kind.GTIN else clean_identifiers(text)


def _sums(frame: pl.DataFrame, mapping: ColumnMapping, keys: pl.Series) -> pl.Series:
    """Return which rows are sums among the products: the word stands for their number, and nothing has a name."""
    word = keys.str.to_lowercase().str.strip_chars(": ").is_in(_SUMS).fill_null(value=False)
    return word & _first(frame, mapping, _NAMES).is_null() if word.any() else word


# --- Rejected -------------------------------------------------------------------------------------------------------
_EMPTY = Bilingual("In der Zeile ist keine Zelle gefüllt.", "No cell of the row is filled.")
_KEYLESS = Bilingual(
    "Die Zeile hat weder Schlüssel (Artikelnummer, GTIN) noch Namen. Spalte im Mapping zuordnen oder Zelle füllen.",
    "The row has neither a key (article number, GTIN) nor a name. Map a column to one, or fill the cell.",
)


_SUM = Bilingual(
    "Die Zeile ist eine Summe zwischen den Produkten und selbst keines.",
    "The row is a sum among the products and none itself.",
)


def _rejected(chunk: Chunk, bad: pl.Series, sums: pl.Series) -> tuple[Rejected, ...]:
    if not bad.any():
        return ()
    held = chunk.frame.filter(bad)
    filled = held.select(pl.any_horizontal(_filled(name) for name in held.columns).alias("filled")).to_series()
    places = chunk.places.filter(bad) if chunk.places is not None else [""] * int(bad.sum())
    return tuple(
        Rejected(
            abs(row),
            *(("row.sum", _SUM) if is_sum else ("row.without_key", _KEYLESS) if something else ("row.empty", _EMPTY)),
            tuple((column, cell) for column, cell in cells.items() if cell),
            place or "",
        )
        for row, something, is_sum, cells, place in zip(
            chunk.rows.filter(bad), filled, sums.filter(bad), held.iter_rows(named=True), places, strict=True
        )
    )
