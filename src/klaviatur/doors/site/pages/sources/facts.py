"""A product's facts as lines of a page."""

from klaviatur.catalogue.vocabulary import label_of
from klaviatur.doors.site.pages.sources.view import FactLine, ProductLine
from klaviatur.doors.site.rendering import file_name
from klaviatur.records import Conflict, Fact, Product

SHOWN = 400  # characters of a long text


def name_of(product: Product) -> str:
    """Return what a product is called, its key where nothing says so."""
    named = product.find("name") or product.find("title")
    return named.value if named else product.key


def product_line(product: Product) -> ProductLine:
    """Return a product as a list shows it."""
    brand = product.find("brand")
    return ProductLine(
        product.key, name_of(product), brand.value if brand else "", product.family or "", len(product.variants)
    )


def fact_lines(product: Product) -> tuple[FactLine, ...]:
    """Return every fact with its origin, and beside it what other sources say instead."""
    disputed = {conflict.facts[0].id: conflict for conflict in product.conflicts if conflict.facts}
    return tuple(_line(fact, disputed.get(fact.id)) for fact in product.facts)


def source_of(fact: Fact) -> str:
    """Return the name of the source a fact comes from, as its id ends."""
    return fact.id.rpartition("/")[2]


def _line(fact: Fact, conflict: Conflict | None) -> FactLine:
    others = conflict.facts[1:] if conflict else ()
    return FactLine(
        attribute=fact.attribute,
        label=label_of(fact.attribute, fact.label),
        value=_shown(fact),
        origin=_origin(fact),
        at=fact.origin,
        locale=fact.locale or "",
        fact=fact.id,
        others=tuple((source_of(other), _shown(other), _origin(other)) for other in others),
        rule=conflict.rule if conflict else "",
    )


def _shown(fact: Fact) -> str:
    value = ", ".join(fact.items) if fact.items else fact.raw if fact.number is not None else fact.value
    return value if len(value) <= SHOWN else value[:SHOWN].rstrip() + " …"


def _origin(fact: Fact) -> str:
    place = fact.origin
    row = f"{place.sheet or ''}:{place.row}" if place.row is not None else place.place
    return " · ".join(piece for piece in (file_name(place.file), row.lstrip(":"), place.column) if piece)
