"""What happens after what: `texts` plays one source on every channel, `products` brings a table into the workspace.

Takes rooms and ports from the wiring; never knows a tool, a database or HTTP. The story of a text is loaded with its
first use: a table needs no writer.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klaviatur.chain.texts import (
        MOST_ROUNDS,
        STOOD_IN,
        Asking,
        Progress,
        needs_work,
        play,
        stand_ins,
        write_embedded,
    )

__all__ = ["MOST_ROUNDS", "STOOD_IN", "Asking", "Progress", "needs_work", "play", "stand_ins", "write_embedded"]


def __getattr__(name: str) -> Any:
    """Load a public name out of the story of a text."""
    if name not in __all__:
        raise AttributeError(f"module 'klaviatur.chain' has no attribute {name!r}")
    return getattr(import_module("klaviatur.chain.texts"), name)
