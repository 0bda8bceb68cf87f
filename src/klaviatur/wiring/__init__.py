"""The only place that picks real adapters: `texts` for playing texts, `products` for the workspace.

Takes settings; gives what the doors and the library call. Never decides what may be said. `products` is imported where
it is used: a text needs no data frames and no database.
"""

from klaviatur.wiring.texts import choose_channels, embedded_writer, embedder, known_channels, phrasebook, play

__all__ = ["choose_channels", "embedded_writer", "embedder", "known_channels", "phrasebook", "play"]
