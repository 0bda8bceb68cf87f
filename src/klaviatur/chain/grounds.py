"""What a variant is held against now: the newest version of its text, or its product's data sheet as of this moment."""

from collections.abc import Callable
from dataclasses import dataclass

from klaviatur.collect.products.sheet import product_sheet
from klaviatur.errors import Conflict, UnknownProduct, UnknownSource
from klaviatur.ports import Deciding, DeskStore
from klaviatur.records import Checked, DeskSource, Opened, Product, Source, SourceKind, Variant

ProductOf = Callable[[str], Product]
TRIES = 3  # a source that changes more often than this while a variant is written is being worked on


class GroundMoved(Conflict):
    """The source changed while a variant was written or verified; it is done once more."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the story needs: where things are kept, how products are read, and what verifies."""

    store: DeskStore
    product: ProductOf
    check: Callable[[Variant, Source, str], Checked]  # the last is the voice's name


def ground_of(tools: Tools, kind: SourceKind, key: str, locale: str) -> Source:
    """Return what variants of a source are made of now. Raises UnknownSource, UnknownProduct."""
    if kind == "product":
        return sheet_of(tools.product, key, locale)
    text = tools.store.source(kind, key)[1]
    if text is None:
        raise UnknownSource(f"Text {key!r} has no words kept. Add it again: klaviatur desk add FILE --by NAME")
    return text


def ground_under(tools: Tools, opened: Opened) -> Source:
    """Return what an opened variant is held against now; the text it was checked against where that is the newest."""
    source = opened.source
    if source.kind == "text" and source.source == opened.text.id:
        return opened.text
    return ground_of(tools, source.kind, source.key, opened.variant.locale)


def insist_on_ground(deciding: Deciding, source: DeskSource, ground: Source, locale: str) -> None:
    """Raise GroundMoved unless, in this transaction, a source still says what `ground` says."""
    product = source.kind == "product"
    now = sheet_of(deciding.product, source.key, locale).id if product else source.source
    if now != ground.id:
        raise GroundMoved(
            f"{source.title or source.key!r} was changed while a variant of it was being written. Nothing was kept; "
            "open it again and repeat what you did."
        )


def sheet_of(product_of: ProductOf, key: str, locale: str) -> Source:
    """Return a product's data sheet for a locale, with what its parent says. Raises UnknownProduct."""
    product = product_of(key)
    return product_sheet(product, locale=locale, parent=_parent(product_of, product))


def _parent(product_of: ProductOf, product: Product) -> Product | None:
    """Return a variant's parent; None where no file has brought it."""
    try:
        return product_of(product.parent) if product.parent else None
    except UnknownProduct:
        return None
