"""A product of schema.org as cells."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from klaviatur.adapters.sources.catalogues.jsonld.products import Found, Node, Tree, key_of, local
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

_SKIPPED = {"@type", "@context", "@id", "type", "hasVariant", "isVariantOf", "potentialAction", "mainEntityOfPage"}
_NAMED = {"brand", "manufacturer", "category", "material", "model", "color", "size", "pattern", "audience", "author"}
_MEDIA = {"image", "video", "associatedMedia", "subjectOf"}
_RELATED = {"isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor"}
_TERM = re.compile(r"https?://(?:www\.)?schema\.org/(\w+)/?")
_DEEPEST = 8  # levels of a name
_MOST_OFFERS = 20


def cells_of(found: Found, tree: Tree) -> Iterator[Cell]:
    """Yield everything a product says; `sku` is what identifies it best where it names none."""
    node = found.node
    if "sku" not in node and key_of(node):
        yield Cell("sku", key_of(node))
    if found.group is not None and key_of(found.group):
        yield Cell("isVariantOf", key_of(found.group))
    for name, value in node.items():
        if name not in _SKIPPED:
            yield from _property(local(name), value, tree)


def _property(name: str, value: Any, tree: Tree) -> Iterator[Cell]:
    values = [tree.resolved(one) for one in (value if isinstance(value, list) else [value])]
    if name == "offers":
        yield from _offers(values, tree)
    elif name in {"additionalProperty", "additionalProperties"}:
        for one in values:
            yield from _additional(one)
    elif name in {"review", "reviews"}:
        bodies = (one.get("reviewBody") or one.get("description") for one in values if isinstance(one, Mapping))
        yield from (Cell("review", _text(body)) for body in bodies if _text(body))
    elif name in _RELATED:
        keys = (key_of(one) if isinstance(one, Mapping) else _text(one) for one in values)
        yield from (Cell(name, key) for key in keys if key)
    else:
        for one in values:
            yield from _value(name, one, tree, 0)


def _value(name: str, value: Any, tree: Tree, depth: int) -> Iterator[Cell]:
    if not isinstance(value, Mapping):
        if isinstance(value, list):
            for one in value:
                yield from _value(name, tree.resolved(one), tree, depth + 1)
        elif _text(value):
            yield Cell(name, _text(value))
        return
    special = _special(name, value)
    if special is not None:
        yield special
    elif depth < _DEEPEST:
        for key, inner in value.items():
            if key not in _SKIPPED:
                yield from _value(f"{name}/{local(key)}", tree.resolved(inner), tree, depth + 1)


def _special(name: str, value: Node) -> Cell | None:
    """Return the cell of a node that stands for one value: spoken text, a quantity, a picture, a thing with a name."""
    if "@value" in value:
        language = _text(value.get("@language"))
        locale = locale_of(language) or "" if language else ""
        label = f"{name} [{language}]" if language else name
        return Cell(label, _text(value["@value"]), locale=locale, label=name if language else "")
    last = name.rpartition("/")[2]
    if last in _MEDIA:
        address = _text(value.get("contentUrl")) or _text(value.get("url")) or _text(value.get("@id"))
        return Cell(name, address) if address else None
    if last in _NAMED and _text(value.get("name")):
        return Cell(name, _text(value["name"]))
    if "value" in value and not isinstance(value["value"], dict | list):
        return Cell(name, _text(value["value"]), _unit(value))
    return None


def _offers(offers: list[Any], tree: Tree) -> Iterator[Cell]:
    offers = [one for offer in offers for one in _flat(offer, tree)]
    for number, offer in enumerate(offers[:_MOST_OFFERS], 1):
        prefix = "offers" if number == 1 else f"offers ({number})"
        for key, inner in offer.items():
            if key == "priceSpecification":
                yield from _specification(prefix, tree.resolved(inner), offer, tree)
            elif key not in {*_SKIPPED, "offers", "itemOffered"}:
                yield from _value(f"{prefix}/{local(key)}", tree.resolved(inner), tree, 1)


def _flat(offer: Any, tree: Tree) -> list[Node]:
    """Return an offer, and those an aggregate holds; these first where all have one price: it is the product's."""
    offer = tree.resolved(offer)
    if not isinstance(offer, Mapping):
        return []
    inner = offer.get("offers", ())
    inner = inner if isinstance(inner, list) else [inner]
    held: list[Node] = [one for one in map(tree.resolved, inner) if isinstance(one, Mapping)]
    prices = {_text(one.get("price")) for one in held}
    return [*held, offer] if len(prices) == 1 and "" not in prices else [offer, *held]


def _specification(prefix: str, value: Any, offer: Node, tree: Tree) -> Iterator[Cell]:
    """Yield a price that stands one level deeper; one of a kind of its own (a list price) under that kind."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, Mapping):
            continue
        kind = local(_text(one.get("priceType")))
        here = f"{prefix}/{kind}" if kind else prefix
        for key in ("price", "priceCurrency", "minPrice", "maxPrice", "validThrough"):
            if key in one and (kind or key not in offer):
                yield from _value(f"{here}/{key}", one[key], tree, 1)


def _additional(value: Any) -> Iterator[Cell]:
    """Yield a property of the shop's own under its own name."""
    if isinstance(value, Mapping):
        name = _text(value.get("name")) or _text(value.get("propertyID"))
        values = value.get("value")
        for one in values if isinstance(values, list) else [values]:
            if name and _text(one):
                yield Cell(name, _text(one), _unit(value), late=True)


def _unit(value: Node) -> str:
    return _text(value.get("unitText")) or _text(value.get("unitCode"))


def _text(value: Any) -> str:
    """Return a plain value as it is written; terms of schema.org without their address."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        term = _TERM.fullmatch(value.strip())
        return term[1] if term else value.strip()
    return str(value) if isinstance(value, int | float) else ""
