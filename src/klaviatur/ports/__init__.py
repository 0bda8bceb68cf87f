"""Small protocols for what is outside; implementations live in adapters (or, for the embedded writer, in compose)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klaviatur.ports.deliveries import Delivering, DeliveryStore
    from klaviatur.ports.desk import Deciding, DeskStore
    from klaviatur.ports.members import Admitting, MemberStore, PasskeyReader, Passwords, Provider
    from klaviatur.ports.outlets import Outlet, Preparing
    from klaviatur.ports.products import Engine, Importing, ProductStore
    from klaviatur.ports.writing import Clock, Embedder, Extractor, Writer

_MODULES = ("writing", "products", "desk", "members", "outlets", "deliveries")

__all__ = [
    "Admitting",
    "Clock",
    "Deciding",
    "Delivering",
    "DeliveryStore",
    "DeskStore",
    "Embedder",
    "Engine",
    "Extractor",
    "Importing",
    "MemberStore",
    "Outlet",
    "PasskeyReader",
    "Passwords",
    "Preparing",
    "ProductStore",
    "Provider",
    "Writer",
]


def __getattr__(name: str) -> Any:
    """Load the protocols a room names, and none it does not."""
    for module in _MODULES if name in __all__ else ():
        found = vars(import_module(f"{__name__}.{module}"))
        if name in found:
            globals()[name] = found[name]
            return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
