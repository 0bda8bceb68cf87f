"""Products as agents' feeds nest them (ACP, UCP), as shops do: amounts in whole cents, codes, texts and options.

Neither protocol says in a file which one it is; both have variants whose price is an amount and a currency alone, and
an availability or barcodes that are objects (ACP, schema of 2026-04-17; UCP, product.json and variant.json).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_WHOLE = re.compile(r"-?\d+")
_PRICE = frozenset({"amount", "currency"})
_NAME = "product name"  # a title of its own: what shops call the title of a variant is but its options
_TEXTS = ("plain", "html", "markdown")
_UNFOLDED = (
    "price",
    "list_price",
    "unit_price",
    "description",
    "availability",
    "barcodes",
    "variant_options",
    "title",
    "id",
)
_RECKONED = frozenset({"price_range", "list_price_range", "id", "variants"})  # made of what the variants say


def as_shops_nest(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a product of an agents' feed with the names of shops, any other record as it is."""
    variants = record.get("variants")
    if not isinstance(variants, list) or not variants or not all(map(_is_variant, variants)):
        return record
    rest = {name: value for name, value in record.items() if name not in _RECKONED}
    description, title = dict(_description(rest.pop("description", None))), rest.pop("title", None)
    said = {"sku": record.get("id"), _NAME: title, **rest, **description}
    return {**said, "variants": [dict(_variant(one)) for one in variants]}


def _is_variant(value: object) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("id"), str):
        return False
    price, available = value.get("price"), value.get("availability")
    paid = isinstance(price, Mapping) and price.keys() == _PRICE and bool(_WHOLE.fullmatch(str(price["amount"])))
    known = isinstance(available, Mapping) and not available.keys().isdisjoint({"available", "status"})
    return paid and (known or isinstance(value.get("barcodes"), list) or isinstance(value.get("description"), Mapping))


def _variant(variant: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "sku", variant.get("sku") or variant["id"]
    if variant.get("sku") not in (None, variant["id"]):
        yield "id", variant["id"]
    if variant.get("title"):
        yield _NAME, variant["title"]
    yield from _description(variant.get("description"))
    for name in ("price", "list_price", "unit_price"):
        yield from _amount(name, variant.get(name))
    yield from _available(variant.get("availability"))
    yield from _codes(variant.get("barcodes"))
    if variant.get("variant_options"):
        yield "options", variant["variant_options"]
    yield from ((name, value) for name, value in variant.items() if name not in {*_UNFOLDED, "sku"})


def _description(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        text = next((value[name] for name in _TEXTS if isinstance(value.get(name), str)), None)
        yield "description", text
    elif value is not None:
        yield "description", value


def _amount(name: str, value: object) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        return
    yield name.replace("_", " "), {"centAmount": value.get("amount"), "currencyCode": value.get("currency")}
    for part, column in (("measure", "unit pricing measure"), ("reference", "unit pricing base measure")):
        measured = value.get(part)
        if isinstance(measured, Mapping) and measured.get("value"):
            yield column, f"{measured['value']} {measured.get('unit', '')}".strip()


def _available(value: object) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        return
    said = {True: "in_stock", False: "out_of_stock"}
    yield "availability", value.get("status") or said.get(value.get("available"))  # type: ignore[arg-type]
    yield from ((f"availability.{name}", one) for name, one in value.items() if name not in {"status", "available"})


def _codes(value: object) -> Iterator[tuple[str, Any]]:
    several = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    codes = [one.get("value") for one in several if str(one.get("type", "")).upper() in {"GTIN", "EAN", "UPC", "ISBN"}]
    if codes:
        yield "gtin", codes[0]
    if len(codes) < len(several) or codes[1:]:
        yield "barcodes", value
