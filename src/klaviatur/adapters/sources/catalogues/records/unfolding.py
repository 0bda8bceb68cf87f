"""Products as interfaces of shops nest them, as flat records: the product, then each of its variants."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from klaviatur.adapters.sources.catalogues.records.agents import as_shops_nest
from klaviatur.adapters.sources.catalogues.records.flattening import pair_of
from klaviatur.adapters.sources.catalogues.records.money import with_prices
from klaviatur.adapters.sources.catalogues.records.plainer import Record, options_of, plain, unpacked
from klaviatur.adapters.sources.catalogues.records.shopware import as_exported, is_product
from klaviatur.adapters.sources.catalogues.records.words import WORDS

_VARIANTS, _KEYS, _TITLES = WORDS["variants"], WORDS["keys"], WORDS["titles"]
_OPTIONS, _PLACEHOLDERS = WORDS["options"], frozenset(WORDS["placeholders"])
_OF_PRODUCT = {"product_id", "productId", "product", "option1", "option2", "option3", "position"}
_PAIRS = "attributes"
_NO_OPTION = "Title"  # of a product that has none
_SLOTS = ("option1", "option2", "option3")


class Unfolded(NamedTuple):
    """One row of a nested record."""

    place: str  # behind the record's own, "" for the product itself
    record: Mapping[str, Any]


def unfolded(record: Mapping[str, Any], seen: Counter[str]) -> list[Unfolded]:
    """Return a record as rows: alone, or with its variants behind it, each with the product's key as its parent.

    A product with one variant is one row, under the variant's SKU. `seen` counts what was read another way than it is
    written.
    """
    product = _current(as_shops_nest(unpacked(record)))
    name = _name_of_variants(product)
    if name is None:
        return [Unfolded("", _plain(product, {}, seen))]
    variants = product[name]
    names = _names_of_options(product)
    above = {key: value for key, value in product.items() if key not in {name, *_slots_of(product)}}
    if len(variants) == 1:
        return [Unfolded("", _merged(_plain(above, {}, seen), _variant(variants[0], names, seen)))]
    parent = {**_plain(above, {}, seen)}
    parent["sku"] = key_of(product)
    return [Unfolded("", parent), *_below(parent["sku"], name, [_variant(one, names, seen) for one in variants])]


def key_of(record: Mapping[str, Any]) -> str:
    """Return what a product is known by: its SKU, else its handle or id."""
    return next((record[key] for key in _KEYS if isinstance(record.get(key), str) and record[key]), "")


def _current(product: Any) -> Record:
    """Return a product of commercetools as it is published, any other one as it is."""
    data = product.get("masterData")
    if isinstance(data, Mapping) and isinstance(data.get("current"), Mapping):
        rest = {name: value for name, value in data.items() if name != "current"}
        staged = {"staged": json.dumps(rest.pop("staged"), ensure_ascii=False)} if "staged" in rest else {}
        product = {**{key: value for key, value in product.items() if key != "masterData"}, **data["current"], **rest}
        product |= staged
    if isinstance(product.get("masterVariant"), Mapping):
        several = product.get("variants")
        first = product.pop("masterVariant")
        product["variants"] = [first, *(several if isinstance(several, list) else [])]
    return dict(product)


def _name_of_variants(product: Record) -> str | None:
    for name in _VARIANTS:
        several = product.get(name)
        if isinstance(several, list) and several and all(map(_is_variant, several)):
            return str(name)
    return None


def _is_variant(value: Any) -> bool:
    return isinstance(value, Mapping) and len(value) > 1 and any(key in value for key in ("sku", "id", "productNumber"))


def _below(parent: str, name: str, variants: list[Record]) -> Iterator[Unfolded]:
    for number, variant in enumerate(variants):
        said = [variant.get(key) for key in ("sku", "productNumber", "variant title", "variant_id")]
        key = next((one for one in said if isinstance(one, str) and one), str(number + 1))
        own = key if said[0] or said[1] else f"{parent}/{key}"
        yield Unfolded(f"/{name}/{number}", {**variant, "sku": own, "parent": parent})


# --- One record -------------------------------------------------------------------------------------------------------
def _plain(record: Mapping[str, Any], names: Mapping[str, str], seen: Counter[str]) -> Record:
    """Return a record without nesting that means one value; options and attributes under their own names."""
    priced = with_prices(plain(as_exported(record) if is_product(record) else record), seen)
    told = {name: value for name, value in priced.items() if not _are_options(name, value, names)}
    taken = [name for name in _OPTIONS if name in priced and name not in told]
    for called, value in chain.from_iterable(options_of(priced[name], names) for name in taken):
        free = called if called not in told else f"attribute {called}"
        if value is not None:
            told.setdefault(free, value)
    return told


def _are_options(name: str, value: Any, names: Mapping[str, str]) -> bool:
    """Whether these are options whose names and values are nested; plain pairs become columns anyway."""
    if name not in _OPTIONS or (name == _PAIRS and isinstance(value, list) and all(map(pair_of, value))):
        return False
    return len(list(options_of(value, names))) == (len(value) if isinstance(value, list) else -1)


def _variant(variant: Mapping[str, Any], names: Mapping[str, str], seen: Counter[str]) -> Record:
    own = {key: value for key, value in variant.items() if key not in _OF_PRODUCT}
    told = _plain(own, names, seen)
    for number, slot in enumerate(_SLOTS, start=1):
        value = variant.get(slot)
        if isinstance(value, str) and value not in _PLACEHOLDERS:
            told.setdefault(names.get(str(number), f"option {number}"), value)
    if "id" in told:
        told["variant_id"] = told.pop("id")
    titles = [told.pop(name) for name in _TITLES if isinstance(told.get(name), str)]
    if titles and titles[0] not in _PLACEHOLDERS:
        told["variant title"] = titles[0]
    return told


def _merged(product: Record, variant: Record) -> Record:
    """Return a product and its only variant as one record."""
    filled = {name: value for name, value in variant.items() if value not in (None, "", [], {})}
    filled.pop("variant title", None)
    key = next((filled[name] for name in ("sku", "productNumber") if isinstance(filled.get(name), str)), "")
    return {**variant, **product, **filled, "sku": key or key_of(product)}


def _slots_of(product: Record) -> set[str]:
    """Return the field in which a product names its options, where it names them only for its variants."""
    found = product.get("options")
    several = found if isinstance(found, list) and all(isinstance(one, Mapping) for one in found) else []
    silent = all(one.get("name") == _NO_OPTION for one in several)
    return {"options"} if several and (silent or _names_of_options(product)) else set()


def _names_of_options(product: Record) -> dict[str, str]:
    """Return the names of a product's options by their place and by their id."""
    entries = product.get("options")
    names: dict[str, str] = {}
    several = [one for one in entries if isinstance(one, Mapping)] if isinstance(entries, list) else []
    for number, entry in enumerate(several, start=1):
        called = next((entry[key] for key in _TITLES if isinstance(entry.get(key), str)), "")
        if called and called != _NO_OPTION:
            names[str(number)] = called
            names |= {entry["id"]: called} if isinstance(entry.get("id"), str) else {}
    return names
