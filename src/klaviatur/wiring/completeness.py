"""Puts together how complete products are: what is required in this workspace, and what its store knows."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from klaviatur.collect.products.completeness import completeness
from klaviatur.collect.products.requirements import own_requirements, read_requirements
from klaviatur.errors import WorkspaceError
from klaviatur.ports import ProductStore
from klaviatur.records import Requirement


def judge_products(
    store: ProductStore,
    requirements: Path,
    *,
    family: str = "",
    channels: Sequence[str] = (),
    locales: Sequence[str] = (),
    keys: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return how complete products are; without the file `requirements` ours hold.

    Raises WorkspaceError for a channel for which nothing is required, and UnknownProduct.
    """
    wanted = _required(requirements)
    known = {one.channel for one in wanted}
    for channel in channels:
        if channel not in known:
            raise WorkspaceError(f"Nothing is required for a channel {channel!r}. Known: {', '.join(sorted(known))}.")
    for key in keys or ():
        store.product(key)
    return completeness(store, wanted, family=family, channels=channels, locales=locales, keys=keys)


def _required(file: Path) -> Sequence[Requirement]:
    return read_requirements(file.read_text(encoding="utf-8"), str(file)) if file.is_file() else own_requirements()
