"""The only place that picks real adapters: `texts` for playing texts, `workspace` for products.

Takes settings; gives what the doors and the library call. Never decides what may be said. A name is loaded with its
first use: a text needs no data frames and no database, an import no writer.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klaviatur.wiring.embedding import embedder
    from klaviatur.wiring.enriching import enrich_products
    from klaviatur.wiring.playing import play_product
    from klaviatur.wiring.proposing import proposed_mapping
    from klaviatur.wiring.texts import choose_channels, embedded_writer, known_channels, phrasebook, play

__all__ = [
    "choose_channels",
    "embedded_writer",
    "embedder",
    "enrich_products",
    "known_channels",
    "phrasebook",
    "play",
    "play_product",
    "proposed_mapping",
]

_HOMES = {
    "embedder": "embedding",
    "enrich_products": "enriching",
    "play_product": "playing",
    "proposed_mapping": "proposing",
}  # all others: texts


def __getattr__(name: str) -> Any:
    """Load a public name out of its module."""
    if name not in __all__:
        raise AttributeError(f"module 'klaviatur.wiring' has no attribute {name!r}")
    return getattr(import_module(f"klaviatur.wiring.{_HOMES.get(name, 'texts')}"), name)
