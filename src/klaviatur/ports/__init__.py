"""Small protocols for what is outside; implementations live in adapters (or, for the embedded writer, in compose)."""

from klaviatur.ports.deliveries import Delivering, DeliveryStore
from klaviatur.ports.desk import Deciding, DeskStore
from klaviatur.ports.members import Admitting, MemberStore, PasskeyReader, Passwords, Provider
from klaviatur.ports.outlets import Outlet, Preparing
from klaviatur.ports.products import Engine, Importing, ProductStore
from klaviatur.ports.writing import Clock, Embedder, Extractor, Writer

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
