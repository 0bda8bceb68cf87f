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

if TYPE_CHECKING:
    from klaviatur.records import (
        Actor,
        Channel,
        Checked,
        Evidence,
        Fact,
        Finding,
        Imported,
        MemberRole,
        Played,
        Product,
        Severity,
        Source,
        Variant,
        Verdict,
        Voice,
    )
    from klaviatur.wiring import play
    from klaviatur.wiring.deliveries import Deliveries, open_deliveries
    from klaviatur.wiring.desk import Desk, open_desk
    from klaviatur.wiring.syndication import Syndication, open_syndication
    from klaviatur.wiring.workspace import Workspace, open_workspace

try:
    __version__ = version("klaviatur")
except PackageNotFoundError:  # run from an unpacked wheel
    __version__ = "0"

__all__ = [
    "Actor",
    "Channel",
    "Checked",
    "Deliveries",
    "Desk",
    "Evidence",
    "Fact",
    "Finding",
    "Imported",
    "KlaviaturError",
    "MemberRole",
    "Played",
    "Product",
    "Severity",
    "Source",
    "Syndication",
    "Variant",
    "Verdict",
    "Voice",
    "Workspace",
    "__version__",
    "open_deliveries",
    "open_desk",
    "open_syndication",
    "open_workspace",
    "play",
]


def __getattr__(name: str) -> Any:
    """Load what does the work with its first use: a look at a record loads no models, a text no data frames."""
    if name == "play":
        return import_module("klaviatur.wiring").play
    if name in {"open_deliveries", "Deliveries"}:
        return getattr(import_module("klaviatur.wiring.deliveries"), name)
    if name in {"open_desk", "Desk"}:
        return getattr(import_module("klaviatur.wiring.desk"), name)
    if name in {"open_syndication", "Syndication"}:
        return getattr(import_module("klaviatur.wiring.syndication"), name)
    if name in {"open_workspace", "Workspace"}:
        return getattr(import_module("klaviatur.wiring.workspace"), name)
    if name in __all__:
        return getattr(import_module("klaviatur.records"), name)
    raise AttributeError(f"module 'klaviatur' has no attribute {name!r}")
