"""A trade item of ETIM xChange as cells; what is known is taken out, and the rest stands under its path."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from klaviatur.adapters.sources.catalogues.markup.spooling import Cell
from klaviatur.adapters.sources.catalogues.records.flattening import flatten, text_of
from klaviatur.text.lexicon import read_table

Record = dict[str, Any]
_TEXTS = (
    "UniqueMainProductDescription", "FullProductDescription", "ProductMarketingText", "ProductApplicationInstructions",
)  # fmt: skip
_IDENTIFIED = ("ManufacturerName", "BrandName", "CustomsCommodityCode")
_NUMBERS = ("SupplierItemNumber", "SupplierAltItemNumber", "BuyerItemNumber", "DiscountGroupId")
_ORDERED = ("OrderUnit", "UseUnit", "UseUnitConversionFactor", "MinimumOrderQuantity", "OrderStepSize")
_LEGAL = ("BatteryContained", "RohsIndicator", "CeMarking", "UnNumber")
_PRICED = (
    "PriceQuantity", "GrossListPrice", "NetPrice", "RecommendedRetailPrice", "Vat", "PriceValidityDate",
    "PriceExpiryDate",
)  # fmt: skip
_MEASURED = {
    "BaseItemNetLength": "NetDimensionUnit", "BaseItemNetWidth": "NetDimensionUnit",
    "BaseItemNetHeight": "NetDimensionUnit", "BaseItemNetDiameter": "NetDimensionUnit",
    "BaseItemNetWeight": "NetWeightUnit", "BaseItemNetVolume": "NetVolumeUnit",
}  # fmt: skip
_PACKED = {
    "Length": "PackagingTypeDimensionUnit", "Width": "PackagingTypeDimensionUnit",
    "Height": "PackagingTypeDimensionUnit", "Weight": "PackagingTypeWeightUnit",
}  # fmt: skip
_PALLET, _ONE = "PF", re.compile(r"(?:1(?:[.]0*)?)?")


def item_cells(product: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[Cell]:
    """Yield everything that an item and its product say."""
    above, own = _copied({key: value for key, value in product.items() if key != "TradeItem"}), _copied(item)
    described = product.get("ProductDetails")
    yield from _numbers(above, own)
    yield from _spoken(_inner(above, "ProductDetails"))
    yield from _classified(above)
    yield from _plain(_inner(above, "Legislation"), _LEGAL)
    yield from _attached([*_list(above, "ProductAttachments"), *_list(own, "ItemAttachments")])
    yield from _plain(_inner(own, "ItemDetails"), ("ItemCondition",))
    yield from _described(_inner(own, "ItemDetails"), described if isinstance(described, Mapping) else {})
    ordering, pricing = _inner(own, "Ordering"), _first(own, "Pricing")
    if pricing.get("PriceUnit") == ordering.get("OrderUnit"):
        pricing.pop("PriceUnit", None)
    yield from _plain(ordering, _ORDERED)
    yield from _plain(pricing, _PRICED)
    yield from _measured(_first(own, "ItemLogisticDetails"))
    yield from _packed(_list(own, "PackagingUnit"))
    yield from _related(_list(own, "ItemRelations"))
    for rest in (above, {"TradeItem": own}):
        yield from (Cell(name, value, late=True) for name, value in flatten(_filled(rest))[0].items() if value)


# --- What it is -------------------------------------------------------------------------------------------------------
def _numbers(product: Record, item: Record) -> Iterator[Cell]:
    made, sold = _inner(product, "ProductIdentification"), _inner(item, "ItemIdentification")
    number, own = _taken(made, "ManufacturerProductNumber"), _taken(sold, "ManufacturerItemNumber")
    if not sold.get("SupplierItemNumber") and number:
        yield Cell("SupplierItemNumber", number)
    yield from _plain(sold, _NUMBERS)
    if own or number:
        yield Cell("ManufacturerProductNumber", own or number)
    codes = _texts(sold.pop("ItemGtin", None)) or _texts(made.get("ProductGtin"))
    made.pop("ProductGtin", None)
    yield from (Cell("Gtin", code) for code in codes[:1])
    yield from (Cell("further Gtin", code) for code in codes[1:])
    yield from _plain(made, _IDENTIFIED)
    if countries := _texts(made.pop("CountryOfOrigin", None)):
        yield Cell("CountryOfOrigin", "; ".join(countries))


def _spoken(details: Record) -> Iterator[Cell]:
    if kind := _taken(details, "ProductType"):
        yield Cell("ProductType", kind.lower())
    for said in _list(details, "ProductDescriptions"):
        language = _taken(said, "DescriptionLanguage")
        short = _taken(said, "MinimalProductDescription")
        said.setdefault("UniqueMainProductDescription", short)
        if short and short != said["UniqueMainProductDescription"] and not _is_cut(short, said):
            yield _in_language("MinimalProductDescription", short, language)
        for name in _TEXTS:
            if text := _taken(said, name):
                yield _in_language(name, text, language)
        for word in _texts(said.pop("ProductKeyword", None)):
            yield _in_language("ProductKeyword", word, language)
        for name, text in said.items():
            if told := text_of(text):
                yield _in_language(name, told, language)


def _described(details: Record, product: Mapping[str, Any]) -> Iterator[Cell]:
    """Yield how an item is called where that is not how its product is called."""
    told = product.get("ProductDescriptions")
    names = (
        {text for one in told if isinstance(one, dict) for text in one.values() if isinstance(text, str)}
        if isinstance(told, list)
        else set()
    )
    for said in _list(details, "ItemDescriptions"):
        language, text = _taken(said, "DescriptionLanguage"), _taken(said, "MinimalItemDescription")
        if text and text not in names:
            yield _in_language("MinimalItemDescription", text, language)


def _is_cut(short: str, said: Record) -> bool:
    return str(said["UniqueMainProductDescription"]).startswith(short.rstrip(" …."))


def _in_language(name: str, text: str, language: str) -> Cell:
    return Cell(f"{name} [{language}]", text, locale=language, label=name) if language else Cell(name, text)


# --- Classes ----------------------------------------------------------------------------------------------------------
def _classified(product: Record) -> Iterator[Cell]:
    for one in _list(product, "EtimClassification")[:1]:
        if code := _taken(one, "EtimClassCode"):
            yield Cell("EtimClassCode", code)
        one.pop("EtimReleaseVersion", None)
        for feature in _list(one, "EtimFeatures"):
            yield from _feature(feature)
    for other in _list(product, "OtherClassifications"):
        name, code = _taken(other, "ClassificationName"), _taken(other, "ClassificationClassCode")
        if code:
            yield Cell(name.upper().partition(" ")[0].partition("-")[0].replace("@", "A") or "Classification", code)
        for feature in _list(other, "ClassificationFeatures"):
            unit = _taken(feature, "ClassificationFeatureUnit")
            called = _taken(feature, "ClassificationFeatureName")
            for part in ("ClassificationFeatureValue1", "ClassificationFeatureValue2"):
                if called and (value := _taken(feature, part)):
                    yield Cell(called, value, unit, late=True)


def _feature(feature: Record) -> Iterator[Cell]:
    code = _taken(feature, "EtimFeatureCode")
    for part in ("EtimValueCode", "EtimValueNumeric", "EtimValueRangeLower", "EtimValueRangeUpper", "EtimValueLogical"):
        value = text_of(feature.pop(part, None))
        if code and value:
            yield Cell(code, value, late=True)
    for detail in _list(feature, "EtimValueDetails"):
        if code and (said := _taken(detail, "EtimValueDetails")):
            yield Cell(f"{code} EtimValueDetails", said, late=True)


# --- Pictures, sizes, packages, relations ----------------------------------------------------------------------------
def _attached(attachments: list[Record]) -> Iterator[Cell]:
    shown: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for one in sorted(attachments, key=lambda one: one.get("AttachmentType") != "ATX015"):
        kind = _table()["attachments"].get(text_of(one.get("AttachmentType")) or "", "media")
        for detail in _list(one, "AttachmentDetails"):
            if source := _taken(detail, "AttachmentUri"):
                kind = "document" if kind == "media" and source.lower().endswith(".pdf") else kind
                (shown if kind == "image" else others).append((kind, source))
    for at, (_, source) in enumerate(shown):
        yield Cell("additional_image" if at else "image", source)
    yield from (Cell(kind, source) for kind, source in dict.fromkeys(others))


def _measured(sizes: Record) -> Iterator[Cell]:
    units = {name: text_of(sizes.pop(name, None)) or "" for name in sorted({*_MEASURED.values()})}
    for name, unit in _MEASURED.items():
        if value := _taken(sizes, name):
            yield Cell(name, value, units[unit])


def _packed(units: list[Record]) -> Iterator[Cell]:
    known: set[str] = set()
    for unit in units:
        said = _inner(unit, "PackagingIdentification")
        quantity, code = _taken(said, "PackagingQuantity"), _taken(said, "PackagingTypeCode")
        kind = "pallet" if code == _PALLET else "one" if _ONE.fullmatch(quantity) else "case"
        if kind in known:
            yield Cell("PackagingUnit", " ".join(word for word in (quantity, code) if word), late=True)
            continue
        known.add(kind)
        if kind != "one":
            yield Cell(f"packed {kind} Quantity", quantity or "1")
            yield from (Cell(f"packed {kind} Gtin", code) for code in _texts(said.pop("PackagingGtin", None))[:1])
        start = "packed " if kind == "one" else f"packed {kind} "
        sizes = _first(unit, "PackagingLogisticDetails")
        for name, measure in _PACKED.items():
            if value := _taken(sizes, f"PackagingType{name}"):
                yield Cell(f"{start}{name}", value, text_of(sizes.get(measure)) or "")


def _related(relations: list[Record]) -> Iterator[Cell]:
    for one in relations:
        kind = _taken(one, "RelationType") or "OTHER"
        told = (_taken(one, "RelatedSupplierItemNumber"), _taken(one, "RelatedManufacturerItemNumber"))
        target = next((number for number in (*told, *_texts(one.get("RelatedItemGtin"))) if number), "")
        if target:
            yield Cell(f"relation {kind}", target)
            quantity = _taken(one, "RelatedItemQuantity")
            if quantity not in {"", "1"} and kind in _table()["called"]:
                yield Cell("reference_quantity", f"{_table()['called'][kind]} {target}: {quantity}")


# --- JSON -------------------------------------------------------------------------------------------------------------
def _copied(record: Mapping[str, Any]) -> Record:
    return deepcopy(dict(record))


def _inner(record: Record, name: str) -> Record:
    """Return an object in another one, and leave it there; an empty one where there is none."""
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _first(record: Record, name: str) -> Record:
    """Return the first object of a list; the others stay in it."""
    found = record.get(name)
    several = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return several[0] if several else {}


def _list(record: Record, name: str) -> list[Record]:
    """Take a list of objects out of a record."""
    found = record.pop(name, None)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _taken(record: Record, name: str) -> str:
    """Take a text out of a record, "" for none."""
    return (text_of(record.pop(name, None)) or "").strip()


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


def _plain(record: Record, names: tuple[str, ...]) -> Iterator[Cell]:
    yield from (Cell(name, value) for name in names if (value := _taken(record, name)))


def _filled(record: Record) -> Record:
    """Return a record without objects and lists from which everything was taken."""
    kept: Record = {}
    for name, value in record.items():
        if isinstance(value, dict):
            value = _filled(value)
        elif isinstance(value, list):
            value = [one for one in (_filled(one) if isinstance(one, dict) else one for one in value) if one]
        if value not in ({}, [], "", None):
            kept[name] = value
    return kept


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return read_table(__package__ or "", "columns.toml")
