"""A DATANORM file as a Table.

Order of fields: DATANORM 4 and 5, as makers of trade software document and write it (read 2026-11-22).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from klaviatur.adapters.sources.catalogues.chunks import Part, chunked
from klaviatur.adapters.sources.catalogues.findings import note
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Bilingual, ColumnHint, Kind, Rejected, Table, TableFinding
from klaviatur.text.lexicon import read_table

_TABLE = read_table(__package__ or "", "fields.toml")
_COLUMNS: dict[str, dict[str, str]] = _TABLE["columns"]
_FIELDS: dict[str, list[str]] = _TABLE["fields"]
_PER = {"": "1", "0": "1", "1": "10", "2": "100", "3": "1000"}  # in version 4 a code, in version 5 the amount itself
_NET = "2"
_CURRENCY = re.compile(r"(?:04|050?)([A-Z]{3})\s*$|^V;0[45]0?;[ANX];[^;]*;([A-Z]{3});")
_FIFTH = re.compile(r"^V;050;|^V.{122}05", re.DOTALL)
_TEXTS = {"T", "D"}
_END = "E"  # in version 5; in version 4 texts to be put into others
_MOST_BYTES = 500_000_000


@dataclass(slots=True)
class _Catalogue:
    """What was read of one file."""

    fifth: bool
    articles: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    refused: list[Rejected] = field(default_factory=list)
    others: int = 0
    currency: str = "EUR"


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table of the articles. Raises TableUnreadable for what is too large, TableEmpty for no article."""
    if stream.size > _MOST_BYTES:
        raise TableUnreadable(f"{origin!r} has more than {_MOST_BYTES / 1e6:.0f} MB of DATANORM. Split it.")
    text = _decoded(b"".join(stream.blocks()))
    found = _Catalogue(fifth=bool(_FIFTH.match(text.lstrip())))
    for number, line in enumerate(text.splitlines(), start=1):
        _take(found, number, line)
    if not found.articles:
        raise TableEmpty(f"{origin!r} is DATANORM without an article (record A). Give the file DATANORM.001.")
    version = "5" if found.fifth else "4"
    yield Table(
        origin=origin,
        format=f"datanorm-{version}",
        columns=tuple(_COLUMNS),
        chunks=chunked([_part(found)], options.chunk_rows, footer=False),
        details=(("version", version), ("decimal", "."), ("currency", found.currency)),
        dialect="datanorm",
        hints=tuple((name, _hint(entry, found.currency)) for name, entry in _COLUMNS.items()),
        locale="de",
        findings=_findings(found),
        digest=stream.digest,
    )


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8 where it is, else the one of DOS or Windows code pages whose umlauts come out."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        page = max(("cp850", "cp1252"), key=lambda page: sum(data.count(one.encode(page)) for one in "äöüßÄÖÜ"))
        return data.decode(page, errors="replace")


def _take(found: _Catalogue, number: int, line: str) -> None:
    kind, cells = line[:1], [cell.strip() for cell in line.split(";")]
    if kind == "V":
        currency = _CURRENCY.search(line)
        found.currency = (currency[1] or currency[2]) if currency else found.currency
    elif kind in {*_FIELDS, *_TEXTS} and (len(cells) < 3 or not cells[2]):
        found.refused.append(_rejected(number, line))
    elif kind in _FIELDS:
        fields = _FIELDS[f"{kind} 5" if found.fifth else kind]
        said = {name: value for name, value in zip(fields, cells[1:], strict=False) if value}
        found.rows.setdefault(cells[2], number)
        found.articles.setdefault(cells[2], {}).update(_priced(said, fifth=found.fifth) if kind == "A" else said)
    elif kind in _TEXTS:
        lines = cells[5:6] if found.fifth else _lines_of(cells[3:])
        found.texts.setdefault(f"{kind} {cells[2]}", []).extend(lines)
    elif line.strip(" \x1a") and not (found.fifth and kind == _END):
        found.others += 1


def _priced(said: dict[str, str], *, fifth: bool) -> dict[str, str]:
    """Return the fields of record A, its price in cents as an amount for the number of pieces it holds for."""
    told = dict(said)
    cents, per = told.pop("Preis", ""), told.pop("Preiseinheit", "")
    if cents.isdecimal() and int(cents):
        padded = cents.zfill(3)
        name = "Nettopreis" if told.get("Preiskennzeichen") == _NET else "Listenpreis"
        pieces = (per.lstrip("0") or "1") if fifth else _PER.get(per, "1")
        told |= {name: f"{padded[:-2]}.{padded[-2:]}", "Preiseinheit": pieces}
    return told


def _lines_of(cells: Sequence[str]) -> list[str]:
    """Return the lines of a text record: every longer cell that is no number of a line."""
    return [cell for cell in cells if cell and not cell.isdecimal()]


def _part(found: _Catalogue) -> Part:
    for number, article in found.articles.items():
        long = found.texts.get(f"T {article.get('Langtextschlüssel', '')}", [])
        own = found.texts.get(f"D {number}", [])
        article["Langtext"] = "\n".join([*own, *long])
        article["Bezeichnung"] = " ".join(filter(None, (article.get("Kurztext 1"), article.get("Kurztext 2"))))
    frame = pl.DataFrame(
        [[article.get(name) or None for name in _COLUMNS] for article in found.articles.values()],
        schema=dict.fromkeys(_COLUMNS, pl.String),
        orient="row",
    )
    rows = pl.Series("row", [found.rows[number] for number in found.articles], dtype=pl.Int64)
    return Part(frame, rows, tuple(found.refused))


def _hint(entry: dict[str, str], currency: str) -> ColumnHint:
    kind = Kind(entry["kind"])
    return ColumnHint(entry["attribute"], kind=kind, currency=currency if kind is Kind.MONEY else None)


def _findings(found: _Catalogue) -> tuple[TableFinding, ...]:
    if not found.others:
        return ()
    de = "Sätze anderer Art (Warengruppen, Rabatte, Sets) wurden übergangen."
    en = "Records of other kinds (groups, discounts, sets) were passed over."
    return (note("datanorm.other_records", de, en, count=found.others),)


def _rejected(number: int, line: str) -> Rejected:
    message = Bilingual("Dem Satz fehlt die Artikelnummer.", "The record lacks the number of its article.")
    return Rejected(number, "row.broken", message, (("record", line),))
