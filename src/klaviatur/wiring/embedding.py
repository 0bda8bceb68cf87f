"""Picks the model that turns sentences into vectors."""

from functools import cache

from klaviatur.adapters.embedders.use import UseEmbedder


@cache
def embedder() -> UseEmbedder:
    """Return the one embedder of this process; it loads its weights with the first sentence."""
    return UseEmbedder()
