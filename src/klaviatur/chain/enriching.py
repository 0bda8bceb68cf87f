"""The story of an enrichment: of what is known of products, proposals are made, one kind after the other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from klaviatur.catalogue.categories import Category
from klaviatur.collect.products.enriching.asked import propose_missing
from klaviatur.collect.products.enriching.categories import propose_categories
from klaviatur.collect.products.enriching.contexts import propose_contexts
from klaviatur.collect.products.enriching.extracting import Refused, propose_values
from klaviatur.collect.products.enriching.known import Known
from klaviatur.collect.products.enriching.reviews import Review, read_reviews
from klaviatur.collect.products.matching import propose_same
from klaviatur.ports import Embedder, Extractor
from klaviatur.records import Proposal, Table

KINDS = ("categories", "contexts", "values", "missing", "duplicates")


@dataclass(frozen=True, slots=True)
class Enriched:
    """What one call of enrich proposed; nothing of it is a fact yet."""

    products: int
    reviews: int = 0
    proposals: tuple[Proposal, ...] = ()
    refused: tuple[Refused, ...] = field(default=())  # what a model said in vain, and where it failed


def enrich(
    products: Sequence[Known],
    tables: Iterable[Table],
    *,
    only: Sequence[str],
    categories: Callable[[], Sequence[Category]],
    embedder: Embedder | None,
    extractor: Extractor | None,
    wanted: frozenset[str] | None = None,
) -> Enriched:
    """Return proposals for products; `tables` hold reviews, `only` names kinds of proposals, `wanted` keys (None: all).

    Duplicates are looked for among all products, and kept where one of the two is wanted.
    """
    asked = [product for product in products if wanted is None or product.key in wanted]
    reviews: list[Review] = [review for table in tables for review in read_reviews(table, asked)]
    made: list[Proposal] = []
    refused: list[Refused] = []
    if "categories" in only:
        made += propose_categories(asked, categories(), embedder)
    if "contexts" in only:
        made += propose_contexts(asked, reviews)
    if "values" in only:
        values, refused = propose_values(asked, extractor)
        made += values
    if "missing" in only:
        made += propose_missing([*asked, *_parents(products, asked)], reviews)
    if "duplicates" in only:
        made += [one for one in propose_same(products) if wanted is None or {one.product, one.value} & wanted]
    return Enriched(len(asked), len(reviews), tuple(made), tuple(refused))


def _parents(products: Sequence[Known], asked: Sequence[Known]) -> list[Known]:
    """Return the parents of products that are not asked for themselves: what they say, their variants need not."""
    keys = {product.key for product in asked}
    wanted = {product.parent for product in asked} - keys
    return [product for product in products if product.key in wanted]
