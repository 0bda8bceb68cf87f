"""Products as the interface of Shopware 6 gives them, with the fields its exports have.

Prices are a list by currency of which the first is that of the shop, units stand apart from the quantities they belong
to, properties name their group, and categories know their path from a root that no visitor sees.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Record = dict[str, Any]
_PRICES = {"price": "price", "purchasePrices": "purchasePrices"}
_QUANTITIES = ("purchaseUnit", "referenceUnit")
_OWN_CURRENCY = "b7d2554b0ce847cd82f3ac9bd1c0dfca"  # the id that every installation gives the currency it reckons in


def is_product(record: Mapping[str, Any]) -> bool:
    """Return whether this is a product of Shopware 6."""
    return "productNumber" in record and ("price" in record or "parentId" in record)


def as_exported(record: Mapping[str, Any]) -> Record:
    """Return a product with its prices, quantities, properties, categories and pages as one value each."""
    told = {name: value for name, value in record.items() if name not in {"translated", *_PRICES, "unit", "packUnit"}}
    told |= {name: value for name, value in _mapping(record.get("translated")).items() if not told.get(name)}
    for name, called in _PRICES.items():
        told |= dict(_prices(called, record.get(name)))
    unit = _mapping(record.get("unit"))
    symbol = unit.get("shortCode") or unit.get("name")
    if isinstance(symbol, str):
        told |= {name: f"{told[name]} {symbol}" for name in _QUANTITIES if told.get(name)}
    if record.get("packUnit"):
        told["packUnitName"] = record["packUnit"]
    delivery = _mapping(told.get("deliveryTime"))
    if isinstance(delivery.get("name"), str):
        told["deliveryTime"] = delivery["name"]
    return _with_lists(told)


def _prices(called: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the amounts of the shop's own currency under the names its exports have for them."""
    several = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    own = next((one for one in several if one.get("currencyId") == _OWN_CURRENCY), several[0] if several else None)
    if own is None or "gross" not in own:
        yield from ((called, value),) if value else ()
        return
    listed = _mapping(own.get("listPrice"))
    yield from ((f"{called}.DEFAULT.{name}", own[name]) for name in ("gross", "net") if own.get(name) is not None)
    yield from ((f"{called}.DEFAULT.listPrice.{name}", listed[name]) for name in ("gross",) if listed.get(name))


def _with_lists(told: Record) -> Record:
    """Return a product whose lists are texts: options and properties under their group, categories as paths."""
    for field in ("options", "properties"):
        found = _named_by_group(told.get(field))
        if found:
            told.pop(field)
        told = {**found, **told}
    paths = [_path(one) for one in _things(told.get("categories"))]
    if paths and all(paths):
        told["categories"] = paths
    pages = _things(told.get("seoUrls"))
    page = next((one["seoPathInfo"] for one in pages if isinstance(one.get("seoPathInfo"), str)), "")
    if page:
        told.pop("seoUrls")
        told.setdefault("url", page)
    return told


def _named_by_group(value: Any) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for one in _things(value):
        group = _name(_mapping(one.get("group")))
        if group and _name(one):
            found.setdefault(group, []).append(_name(one))
    return {group: ", ".join(names) for group, names in found.items()}


def _path(category: Mapping[str, Any]) -> str:
    crumbs = category.get("breadcrumb")
    named = [one for one in crumbs if isinstance(one, str)] if isinstance(crumbs, list) else []
    return " > ".join(named[1:]) or _name(category)


def _name(thing: Mapping[str, Any]) -> str:
    said = thing.get("name") or _mapping(thing.get("translated")).get("name")
    return said if isinstance(said, str) else ""


def _things(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
