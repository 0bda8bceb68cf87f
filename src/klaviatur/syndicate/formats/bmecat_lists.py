"""Lists of a BMEcat product: media, references, tier prices, states and countries, each item an element."""

import re
from collections.abc import Sequence

import polars as pl

from klaviatur.catalogue.prices import TIER
from klaviatur.records import OutputField
from klaviatur.syndicate.formats.xml_tree import escaped

QUANTITIES = "REFERENCE#quantity"  # the field that says how many of a product belong to another one: "sparepart E-1: 2"
TIERS = "PRODUCT_PRICE_DETAILS/tiers"  # the field of all prices that hold for a quantity or a country alone
TAX = "PRODUCT_PRICE_DETAILS/tax"  # the field of the tax that goes with each of them
KEYWORD_LENGTH = 50
STATES = "bargain|core_product|new|new_product|old_product|refurbished|used|others"
SECRET = "net_customer"  # noqa: S105 (what one customer pays is nobody else's business)
ORIGIN = '<REMARKS type="origincountry">'
_OURS = "udp_tierprice"  # a tier price of which nobody said from how many on
_QUANTITY = re.compile(r"(\w+) (.+): (\d{1,9})")
_TYPES = {  # the standard knows jpeg and gif alone as image/...; names of others have no slash
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "png": "image-png", "webp": "image-webp",
    "tif": "image-tiff", "tiff": "image-tiff", "svg": "image-svg", "pdf": "application/pdf",
}  # fmt: skip


def listed(field: OutputField, cells: pl.DataFrame, currency: str) -> pl.Series | pl.Expr | None:
    """Return the elements of a field that is a list, None for any other field."""
    options = field.options
    if "reference" in options:
        return _references(field, cells)
    if "purpose" in options:
        return _each(field, _media(pl.element(), field))
    if "states" in options:
        return _each(field, _state(pl.element()))
    if "countries" in options:
        return _countries(field, listed=True)
    if field.name == TIERS:
        return _tiers(cells.select(TIERS, TAX), currency)
    return None


def _each(field: OutputField, one: pl.Expr) -> pl.Expr:
    return pl.col(field.name).list.eval(one).list.join("")


def _media(source: pl.Expr, field: OutputField) -> pl.Expr:
    """Return a MIME element; its type is what the address's ending says, else the kind in the options."""
    ending = source.str.extract(r"\.([0-9A-Za-z]{2,5})(?:[?#].*)?$").str.to_lowercase()
    kind = ending.replace_strict(_TYPES, default=field.options.get("kind", "url"), return_dtype=pl.String)
    return pl.concat_str(
        pl.lit("<MIME><MIME_TYPE>"), kind, pl.lit("</MIME_TYPE><MIME_SOURCE>"), escaped(source),
        pl.lit(f"</MIME_SOURCE><MIME_PURPOSE>{field.options['purpose']}</MIME_PURPOSE></MIME>"),
    )  # fmt: skip


def _state(said: pl.Expr) -> pl.Expr:
    """Return the state of a product: its kind, and what is said of it; without words the kind says it."""
    kind = said.str.extract(f"^({STATES})(?:: |$)")
    words = pl.when(kind.is_null()).then(said).otherwise(pl.coalesce(said.str.extract(r"(?s)^\w+: (.+)$"), kind))
    start = pl.format('<PRODUCT_STATUS type="{}">', kind.fill_null("others"))
    return pl.concat_str(start, escaped(words.str.head(250)), pl.lit("</PRODUCT_STATUS>"))


def unlisted_countries(field: OutputField) -> pl.Expr:
    """Return a remark for each country of origin that has no code."""
    return _countries(field, listed=False)


def _countries(field: OutputField, *, listed: bool) -> pl.Expr:
    said = pl.element()
    start, end = ("<COUNTRY_OF_ORIGIN>", "</COUNTRY_OF_ORIGIN>") if listed else (ORIGIN, "</REMARKS>")
    one = pl.concat_str(pl.lit(start), escaped(said), pl.lit(end))
    is_code = said.str.contains(f"^(?:{field.options['countries']})(?:-[A-Z0-9]{{1,3}})?$")
    return pl.col(field.name).str.split("; ").list.eval(pl.when(is_code == listed).then(one)).list.join("")


# --- references -------------------------------------------------------------------------------------------------------
def _references(field: OutputField, cells: pl.DataFrame) -> pl.Series | pl.Expr:
    kind = field.options["reference"]
    start = pl.lit(f'<PRODUCT_REFERENCE type="{kind}"><PROD_ID_TO>')
    plain = _each(field, pl.concat_str(start, escaped(pl.element()), pl.lit("</PROD_ID_TO></PRODUCT_REFERENCE>")))
    if QUANTITIES not in cells.columns or cells[QUANTITIES].null_count() == cells.height:
        return plain
    written = cells.select(plain).to_series()
    counted = [_counted(kind, text, said) for text, said in zip(written, cells[QUANTITIES].to_list(), strict=True)]
    return pl.Series(field.name, counted, dtype=pl.String)


def _counted(kind: str, text: str | None, quantities: Sequence[str] | None) -> str | None:
    for said in quantities or ():
        found = _QUANTITY.fullmatch(said)
        if text and found and found[1] == kind:
            key = pl.select(escaped(pl.lit(found[2]))).item()
            before = f'<PRODUCT_REFERENCE type="{kind}"><PROD_ID_TO>{key}<'
            text = text.replace(before, before.replace("><", f' quantity="{found[3]}"><', 1))
    return text


# --- tier prices ------------------------------------------------------------------------------------------------------
def _tiers(cells: pl.DataFrame, currency: str) -> pl.Series:
    """Return the prices of products that hold for a quantity or a country alone, in their order."""
    if cells[TIERS].null_count() == cells.height:
        return pl.Series(TIERS, [None] * cells.height, dtype=pl.String)
    rows = _priced(cells, currency).filter(pl.col("start").is_null() & pl.col("end").is_null())
    return _by_row(rows.select("row", "text"), cells.height)


def of_other_times(cells: pl.DataFrame, currency: str, *, dated: bool) -> pl.Series:
    """Return the prices of products that hold at another time, a PRODUCT_PRICE_DETAILS for each period.

    `dated` as ETIM BMEcat has it: each begins with a DATETIME, so what has no beginning cannot be said.
    """
    rows = _priced(cells.select(TIERS, TAX), currency).filter(
        pl.col("start").is_not_null() | pl.col("end").is_not_null()
    )
    written = _moment if dated else _day
    head = pl.concat_str(written("start"), written("end"))
    said = rows.filter(pl.col("start").is_not_null()) if dated else rows
    blocks = said.group_by("row", "start", "end", maintain_order=True).agg(pl.col("text").str.join(""))
    whole = pl.concat_str(pl.lit("<PRODUCT_PRICE_DETAILS>"), head, pl.col("text"), pl.lit("</PRODUCT_PRICE_DETAILS>"))
    return _by_row(blocks.select("row", text=whole), cells.height)


def _day(name: str) -> pl.Expr:
    return _element(f"VALID_{name.upper()}_DATE", pl.col(name)).fill_null("")


def _moment(name: str) -> pl.Expr:
    tag = pl.lit(f'<DATETIME type="valid_{name}_date">')
    moment = pl.concat_str(tag, _element("DATE", pl.col(name)), pl.lit("</DATETIME>"))
    return pl.when(pl.col(name).is_not_null()).then(moment).otherwise(pl.lit(""))


def _by_row(rows: pl.DataFrame, height: int) -> pl.Series:
    joined = rows.drop_nulls("text").group_by("row", maintain_order=True).agg(pl.col("text").str.join(""))
    every = pl.DataFrame({"row": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return every.join(joined, on="row", how="left", maintain_order="left")["text"].alias(TIERS)


def _priced(cells: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Return further prices as elements, with the row of their product and the time in which they hold."""
    rows = cells.with_row_index("row").explode(TIERS).drop_nulls(TIERS)
    said = rows.select("row", tax=pl.col(TAX).cast(pl.String), item=pl.col(TIERS).cast(pl.String)).with_columns(
        pl.col("item").str.extract_groups(TIER).struct.unnest()
    )
    bare = pl.col("item").str.extract(r"^(-?[0-9]+(?:\.[0-9]+)?)$")
    said = said.with_columns(
        pl.coalesce("amount", bare).alias("amount"),
        pl.coalesce("currency", pl.lit(currency or None)).alias("currency"),
        pl.when(bare.is_not_null()).then(pl.lit(_OURS)).otherwise("type").alias("type"),
        pl.col("territories").str.strip_chars().str.split(" "),
    )
    kind = pl.concat_str(pl.col("type").str.extract("^(udp_)").fill_null(""), _bare_type())
    may = pl.col("amount").is_not_null() & ~pl.col("type").str.starts_with(SECRET)
    return said.select("row", "start", "end", text=pl.when(may).then(_tier(kind)))


def _bare_type() -> pl.Expr:
    """Return a price type without udp_; one of the standard as it is, all else without signs, as its XSD has it."""
    name = pl.col("type").str.replace("^udp_", "")
    standard = pl.col("type").is_in(["net_list", "gros_list", "nrp"])
    return pl.when(standard).then(name).otherwise(name.str.replace_all(r"[\W_]", "").str.head(16))


def _tier(kind: pl.Expr) -> pl.Expr:
    places = pl.col("territories").list.eval(_element("TERRITORY", pl.element())).list.join("")
    bound = pl.when(pl.col("bound") != "1").then("bound")
    return pl.concat_str(
        pl.format('<PRODUCT_PRICE price_type="{}">', kind), _element("PRICE_AMOUNT", pl.col("amount")),
        _element("PRICE_CURRENCY", pl.col("currency")), _element("TAX", pl.col("tax")),
        _element("PRICE_FACTOR", pl.col("factor")), _element("LOWER_BOUND", bound), places.fill_null(""),
        pl.lit("</PRODUCT_PRICE>"),
    )  # fmt: skip


def _element(name: str, text: pl.Expr) -> pl.Expr:
    written = pl.concat_str(pl.lit(f"<{name}>"), text, pl.lit(f"</{name}>"))
    return pl.when(text != "").then(written).otherwise(pl.lit(""))
