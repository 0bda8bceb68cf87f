"""Puts enrichment together: products, reviews, taxonomies, the model that reads values out of texts."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.adapters.taxonomies import own_categories, read_taxonomies
from klaviatur.catalogue.categories import Category
from klaviatur.chain.enriching import KINDS, Enriched, enrich
from klaviatur.collect.products.enriching.known import known_products
from klaviatur.collect.products.matching import MATCHED
from klaviatur.errors import SettingError
from klaviatur.ports import Extractor, ProductStore
from klaviatur.settings import Settings, pick_writer
from klaviatur.wiring.embedding import embedder


def enrich_products(
    store: ProductStore,
    settings: Settings,
    keys: Sequence[str] | None,
    *,
    reviews: Sequence[str | Path],
    taxonomies: Sequence[str],
    writer: str | Extractor,
    only: Sequence[str],
) -> Enriched:
    """Propose what could be said of products, of all without keys, and keep the proposals in the store."""
    wanted = kinds(only)
    products = known_products(store.packed(), MATCHED if set(wanted) == {"duplicates"} else None)
    found = enrich(
        products,
        (table for place in reviews for table in read_tables(place, max_bytes=settings.table_max_bytes)),
        only=wanted,
        categories=lambda: categories(taxonomies, settings),
        embedder=embedder() if "categories" in wanted else None,
        extractor=extractor(writer, settings) if isinstance(writer, str) else writer,
        wanted=frozenset(store.product(key).key for key in keys) if keys else None,
    )
    store.propose(found.proposals)
    return found


def categories(places: Sequence[str], settings: Settings) -> Sequence[Category]:
    """Return the categories of some files or addresses, else of the settings, else ours. Raises SettingError."""
    places = places or [place.strip() for place in settings.taxonomies.split(",") if place.strip()]
    return read_taxonomies(places, timeout_s=settings.fetch_timeout_s) if places else own_categories()


def extractor(writer: str, settings: Settings) -> Extractor | None:
    """Return the model that reads values, None for "embedded". Raises SettingError."""
    if writer in {"", "embedded"}:
        return None
    if writer == "local":
        raise SettingError(
            "The writer 'local' reads no values out of texts. Start its model behind a server and use --writer model."
        )
    writers = import_module("klaviatur.adapters.writers")
    model = writers.OpenAICompatibleWriter.from_settings(pick_writer(settings, writer))
    reader: Extractor = writers.ModelExtractor(model)
    return reader


def kinds(only: Sequence[str]) -> Sequence[str]:
    """Return the kinds of proposals to make, all without a name. Raises SettingError for a kind nobody knows."""
    wrong = [name for name in only if name not in KINDS]
    if wrong:
        raise SettingError(f"There is no kind of proposals {wrong[0]!r}. Known: {', '.join(KINDS)}.")
    return only or KINDS
