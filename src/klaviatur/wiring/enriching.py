"""Picks the adapters for enrichment: taxonomies, the model that reads values out of texts."""

from collections.abc import Sequence
from importlib import import_module

from klaviatur.adapters.taxonomies import own_categories, read_taxonomies
from klaviatur.catalogue.categories import Category
from klaviatur.chain.enriching import KINDS
from klaviatur.errors import SettingError
from klaviatur.ports import Extractor
from klaviatur.settings import Settings, pick_writer


def categories(places: Sequence[str], settings: Settings) -> Sequence[Category]:
    """Return the categories of some files or addresses, ours without any. Raises SettingError."""
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
