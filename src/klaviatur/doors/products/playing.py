"""`klaviatur play --product KEY` and `--all`: products of the workspace instead of texts."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from rich.console import Console

from klaviatur.doors.run import Order, Result, play_products
from klaviatur.doors.terminal import show_progress
from klaviatur.errors import SettingError
from klaviatur.records import Played


def play_from_workspace(
    order: Order,
    keys: Sequence[str],
    sources: Sequence[str],
    *,
    every: bool,
    locale: str,
    folder: str | None,
    quiet: bool,
) -> list[Result]:
    """Play some products, or all. Raises SettingError where sources are named too, or there is no product."""
    if sources:
        raise SettingError(
            "Play sources or products, not both in one call: leave out the source, or --product and --all."
        )
    wiring = import_module("klaviatur.wiring.workspace")  # loads data frames and the database; no text needs them
    with wiring.open_workspace(folder, create=False, settings=order.settings) as workspace:
        chosen = list(workspace.keys()) if every else list(keys)
        if not chosen:
            raise SettingError("The workspace holds no product yet. Bring some in: klaviatur collect FILE")
        return play_products(order, chosen, lambda order, key: _play(workspace, order, key, locale), quiet=quiet)


def _play(workspace: Any, order: Order, key: str, locale: str) -> Played:
    with show_progress(Console(stderr=True), key) as progress:
        played: Played = workspace.play(
            key, channels=order.names, locale=locale, voice=order.voice, writer=order.writer, progress=progress
        )
    return played
