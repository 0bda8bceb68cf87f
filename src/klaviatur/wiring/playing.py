"""Puts together how a product is played: its facts as a sheet, the sheet as a text."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from klaviatur.chain import Progress
from klaviatur.chain.stating import stated
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.errors import SettingError, UnknownProduct
from klaviatur.ports import ProductStore, Writer
from klaviatur.records import Played, Product, Voice
from klaviatur.settings import Settings
from klaviatur.wiring.texts import play

LOCALE = re.compile(r"(?:de|en)(?:[_-][A-Z]{2})?")


def play_product(
    store: ProductStore,
    key: str,
    *,
    locale: str,
    channels: Sequence[str] | None,
    voice: str | Path | Voice | None,
    writer: str | Writer,
    progress: Progress | None,
    now: datetime,
    settings: Settings,
) -> Played:
    """Play a product on channels and keep which sentence states which fact. Raises UnknownProduct, SettingError."""
    check_locale(locale)
    product = store.product(key)
    sheet = product_sheet(product, locale=locale, parent=_parent(store, product))
    played = play(sheet, voice=voice, channels=channels, writer=writer, progress=progress, now=now, settings=settings)
    store.state(stated(key, played, locale))
    return played


def check_locale(locale: str) -> None:
    """Raise SettingError for a locale in which no product is played."""
    if not LOCALE.fullmatch(locale):
        raise SettingError(f"Products are played in German and English, not {locale!r}. Examples: de_DE, de_AT, en_GB.")


def _parent(store: ProductStore, product: Product) -> Product | None:
    """Return a variant's parent; None where no file has brought it."""
    with suppress(UnknownProduct):
        return store.product(product.parent) if product.parent else None
    return None
