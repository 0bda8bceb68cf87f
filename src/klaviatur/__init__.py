"""Klaviatur: one text plays the whole keyboard of channels, every sentence with its evidence.

import klaviatur

played = klaviatur.play("pressetext.md")
for checked in played.checked:
print(checked.variant.channel, checked.fits, checked.blocked)
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from klaviatur.errors import KlaviaturError
from klaviatur.records import (
    Channel,
    Checked,
    Evidence,
    Finding,
    Played,
    Severity,
    Source,
    Variant,
    Verdict,
    Voice,
)

if TYPE_CHECKING:
    from klaviatur.wiring import play

try:
    __version__ = version("klaviatur")
except PackageNotFoundError:  # run from an unpacked wheel
    __version__ = "0"

__all__ = [
    "Channel",
    "Checked",
    "Evidence",
    "Finding",
    "KlaviaturError",
    "Played",
    "Severity",
    "Source",
    "Variant",
    "Verdict",
    "Voice",
    "__version__",
    "play",
]


def __getattr__(name: str) -> Any:
    """Load `play` with its first use, so that a look at a record does not load writers and models."""
    if name == "play":
        return import_module("klaviatur.wiring").play
    raise AttributeError(f"module 'klaviatur' has no attribute {name!r}")
