"""Generated products of a shop: 20 facts each with texts, prices, units, a GTIN, half of them variants of a parent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl

from klaviatur.adapters.stores.importing import OpenImport
from klaviatur.adapters.stores.products import StoredProducts
from klaviatur.records import ColumnMapping, Imported, Table

CHUNK = 50_000
FAMILIES = ("Leuchten", "Bohrer", "Schuhe", "Käse", "Regale")
COLOURS = ("rot", "blau", "grün", "schwarz & weiß", "natur")
NOTHING = pl.lit(None, pl.String)


def fill(store: StoredProducts, products: int) -> None:
    """Bring that many products into an empty store."""
    _bring(store, products, lambda importing: [importing.write(part) for part in parts(range(products))])


def change(store: StoredProducts, products: int, one_in: int, revision: int = 1) -> int:
    """Give one product in so many another price, another one in each revision; return how many."""
    rows = pl.concat(parts(range(0, products, one_in), revision=revision))

    def work(importing: OpenImport) -> None:
        for keys in importing.known().join(rows, on="key", how="anti").iter_slices(CHUNK):
            importing.touch(keys["key"])
        importing.write(rows)

    _bring(store, products, work)
    return rows.height


def parts(numbers: range, revision: int = 0) -> Iterator[pl.DataFrame]:
    """Yield products as an import writes them."""
    for start in range(0, len(numbers), CHUNK):
        yield prepared(numbers[start : start + CHUNK], revision)


def prepared(numbers: range, revision: int = 0) -> pl.DataFrame:
    """Return products as an import writes them."""
    row = pl.col("row")
    frame = pl.DataFrame({"row": pl.Series(numbers, dtype=pl.Int64)})
    key = pl.format("P{}", row.cast(pl.String).str.zfill(8))
    parent = pl.when(row % 8 < 4).then(pl.format("M{}", (row // 8).cast(pl.String).str.zfill(7)))
    title = pl.format("{} Modell {} in <{}> mm", _one_of(FAMILIES), row % 9973, row % 390 + 10)
    said = {
        "sku": ("identifier", key, ""),
        "gtin": ("gtin", pl.col("gtin"), ""),
        "name": ("text", title, ""),
        "description": ("rich_text", pl.format(_TEXT, title, row % 390 + 10, row % 50 + 1), ""),
        "brand": ("text", pl.format("Marke {}", row % 500), ""),
        "price": (
            "money",
            pl.format("{}.{}", row % 900 + 5 + 1000 * revision, row % 90 + 10),
            ',"Preis",null,null,"EUR"',
        ),
        "sale_price": (
            "money",
            pl.when(row % 10 == 0).then(pl.format("{}.49", row % 5 + 1)),
            ',"Angebot",null,null,"EUR"',
        ),
        "availability": ("text", pl.when(row % 17 == 0).then(pl.lit("ausverkauft")).otherwise(pl.lit("auf Lager")), ""),
        "image": ("media", pl.format("https://bild.example/{}.jpg", key), ""),
        "url": ("media", pl.format("https://shop.example/p/{}", key), ""),
        "color": ("text", _one_of(COLOURS), ""),
        "size": ("text", pl.format("{}", row % 12 + 36), ""),
        "weight": ("number", pl.format("{}.{}", row % 20, row % 9 + 1), ',"Gewicht",null,"KGM"'),
        "width": ("number", pl.format("{}", row % 300 + 1), ',"Breite",null,"CMT"'),
        "material": ("text", pl.lit('Eiche \\"natur\\", geölt'), ""),
        "condition": ("text", pl.lit("neu"), ""),
        "product_type": ("text", pl.format("Haus > {}", _one_of(FAMILIES)), ""),
        "stock": ("number", pl.format("{}", row % 80), ""),
        "origin_country": ("text", pl.lit("DE"), ""),
        "delivery_time": ("text", pl.lit("2-3 Tage"), ""),
        "parent": ("relation", parent, ""),
    }
    frame = frame.with_columns(gtin=_gtin(row))
    facts = [_fact(name, *one) for name, one in said.items()]
    inside = pl.concat_str(facts, separator=",", ignore_nulls=True)
    return frame.with_columns(
        place=NOTHING,
        key=key,
        hash=pl.format("{}-{}", (row * 977).cast(pl.String).str.zfill(14), pl.lit(revision)),
        title=title,
        brand=pl.format("Marke {}", row % 500),
        family=NOTHING,
        parent=parent,
        facts=pl.concat_str(pl.lit("["), inside, pl.lit("]")),
    )


_TEXT = "{}: gefertigt in Handarbeit, {} mm lang, mit {} Jahren Garantie & allem, was dazu gehört.\\nFür drinnen und draußen."


def _fact(name: str, kind: str, value: pl.Expr, behind: str) -> pl.Expr:
    form = f'["{name}","{kind}",["{{}}"]{behind}]' if kind == "relation" else f'["{name}","{kind}","{{}}"{behind}]'
    return pl.when(value.is_not_null()).then(pl.format(form, value))


def _one_of(words: tuple[str, ...]) -> pl.Expr:
    return (pl.col("row") % len(words)).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def _gtin(row: pl.Expr) -> pl.Expr:
    digits = [(400_000_000_000 + row) // 10**at % 10 for at in range(12)]
    total = sum((digit * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits)), pl.lit(0))
    return pl.format("{}{}", 400_000_000_000 + row, (10 - total % 10) % 10)


def _bring(store: StoredProducts, products: int, work: object) -> None:
    table = Table("bench.csv", "csv", (), iter(()))
    with store.importing("bench", table, ColumnMapping("bench", ()), datetime.now(UTC)) as importing:
        work(importing)  # type: ignore[operator]
        importing.finish(Imported("bench.csv", "csv", products, products, 0, 0))
