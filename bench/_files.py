"""Small product files of every kind we read, made here or kept with the tests, and ways to break them."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from openpyxl import Workbook

FORMATS = Path(__file__).parent.parent / "tests" / "catalogue_import" / "formats"  # of shops, GDSN, DATANORM ...

HEADER = ("Artikelnummer", "Bezeichnung", "EAN", "Preis (EUR)", "Gewicht in kg", "Beschreibung", "Lieferbar")
ROWS = tuple(
    (
        f"KV-{n}",
        f"Stehlampe Modell {n}, höhenverstellbar",
        f"400638133393{n % 10}",
        f"1.{n:03d},50",
        f"{n},75",
        f"<p>Leuchtet <b>hell</b> &amp; sparsam; {n} Stufen.</p>",
        "ja" if n % 2 else "nein",
    )
    for n in range(1, 13)
)


def csv_file(delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return the rows as CSV; text with the delimiter in it is quoted."""
    lines = [HEADER, *ROWS]
    quoted = [delimiter.join(f'"{c}"' if delimiter in c or '"' in c else c for c in line) for line in lines]
    return "\r\n".join(quoted).encode(encoding)


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADER, *ROWS):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def json_file() -> bytes:
    records = [{**dict(zip(HEADER, row, strict=True)), "maße": {"höhe": 12, "tags": ["a", "b"]}} for row in ROWS]
    return json.dumps({"version": 1, "produkte": records}, ensure_ascii=False).encode()


def json_lines() -> bytes:
    return "\n".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS).encode()


def xml_file() -> bytes:
    items = "".join(
        f'<artikel nr="{r[0]}"><name lang="de">{r[1]}</name><ean>{r[2]}</ean><preis waehrung="EUR">{r[3]}</preis>'
        f"<bild>a.jpg</bild><bild>b.jpg</bild></artikel>"
        for r in ROWS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><katalog><kopf><stand>2026</stand></kopf>{items}</katalog>'.encode()


def merchant_feed() -> bytes:
    items = "".join(
        f"<item><g:id>{r[0]}</g:id><g:title>{r[1]}</g:title><g:gtin>{r[2]}</g:gtin><g:price>19.99 EUR</g:price>"
        f"<g:availability>in_stock</g:availability><link>https://shop.example.org/{r[0]}</link></item>"
        for r in ROWS
    )
    head = '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>'
    return f'<?xml version="1.0"?>{head}{items}</channel></rss>'.encode()


def bmecat() -> bytes:
    items = "".join(
        f'<ARTICLE mode="new"><SUPPLIER_AID>{r[0]}</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>{r[1]}</DESCRIPTION_SHORT>'
        f"<EAN>{r[2]}</EAN></ARTICLE_DETAILS><ARTICLE_FEATURES><FEATURE><FNAME>Gewicht</FNAME><FVALUE>{r[4]}</FVALUE>"
        f"<FUNIT>KGM</FUNIT></FEATURE></ARTICLE_FEATURES><ARTICLE_ORDER_DETAILS><ORDER_UNIT>PCE</ORDER_UNIT></ARTICLE_ORDER_DETAILS>"
        f'<ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>12.50</PRICE_AMOUNT></ARTICLE_PRICE>'
        f"</ARTICLE_PRICE_DETAILS></ARTICLE>"
        for r in ROWS
    )
    head = "<HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CATALOG_ID>K1</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG></HEADER>"
    return f'<?xml version="1.0" encoding="UTF-8"?><BMECAT version="1.2">{head}<T_NEW_CATALOG>{items}</T_NEW_CATALOG></BMECAT>'.encode()


def product_page() -> bytes:
    products = [
        {"@context": "https://schema.org", "@type": "Product", "sku": r[0], "name": r[1], "gtin13": r[2]} for r in ROWS
    ]
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(p)}</script>' for p in products)
    return f"<!doctype html><html><head><title>Shop</title>{scripts}</head><body><h1>Lampen</h1></body></html>".encode()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("produkte.csv", csv_file())
        archive.writestr("feed.xml", merchant_feed())
    return out.getvalue()


@cache
def seeds() -> dict[str, bytes]:
    """Return the files made here and those kept with the tests, by names with their endings."""
    return {**made(), **{path.name: path.read_bytes() for path in sorted(FORMATS.iterdir())}}


@cache
def made() -> dict[str, bytes]:
    """Return one sound file of each kind, by a name with its ending; each holds the same twelve products."""
    return {
        "komma.csv": csv_file(","),
        "semikolon.csv": csv_file(encoding="cp1252"),
        "tab.tsv": csv_file("\t", "utf-16"),
        "mappe.xlsx": workbook(),
        "liste.json": json_file(),
        "zeilen.jsonl": json_lines(),
        "katalog.xml": xml_file(),
        "feed.xml": merchant_feed(),
        "bmecat.xml": bmecat(),
        "seite.html": product_page(),
        "tabelle.csv.gz": gzip.compress(csv_file(), mtime=0),
        "paket.zip": zipped(),
    }


# --- Breaking them --------------------------------------------------------------------------------------------------
def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flipped(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def wrongly_encoded(data: bytes, chance: random.Random) -> bytes:
    source, target = chance.sample(["utf-8", "cp1252", "utf-16", "cp850", "utf-7", "shift_jis"], 2)
    return data.decode(source, errors="replace").encode(target, errors="replace")


def mixed(data: bytes, chance: random.Random) -> bytes:
    """Return the file with a stretch of another one, or of itself, put somewhere into it."""
    other = chance.choice([*seeds().values(), data])
    start = chance.randrange(len(other))
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[start : start + chance.randrange(1, 4_000)] + data[at:]


def other_types(data: bytes, chance: random.Random) -> bytes:
    """Return the file with some of its figures and words replaced by what does not belong there."""
    words = [
        b"NaN",
        b"null",
        b"1e999",
        b"-",
        b"",
        b'"',
        b"<",
        b"\x00",
        b"\xff\xfe",
        b"9" * 400,
        b"=cmd()",
        "٣٤".encode(),
        b"\r",
    ]
    parts = data.split(b" ") if chance.random() < 0.5 else data.split(b"0")
    joint = b" " if b" " in data else b"0"
    return joint.join(chance.choice(words) if chance.random() < 0.05 else part for part in parts)


def deep(data: bytes, chance: random.Random) -> bytes:
    """Return the file with XML or JSON nested far deeper than anybody means it."""
    depth = chance.choice([50, 300, 5_000])
    at = chance.randrange(len(data) + 1)
    pair = chance.choice([(b"<a>", b"</a>"), (b"[", b"]"), (b'{"a":', b"}"), (b"<!--", b"-->")])
    return data[:at] + pair[0] * depth + pair[1] * depth + data[at:]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    truncated,
    flipped,
    wrongly_encoded,
    mixed,
    other_types,
    deep,
)


def broken(data: bytes, chance: random.Random) -> bytes:
    """Return the file broken in one to three ways."""
    for way in chance.choices(WAYS, k=chance.randint(1, 3)):
        data = way(data, chance) or b"\x00"
    return data
