"""What the pages of sources show."""

from dataclasses import dataclass

from klaviatur.doors.site.channels import Column, Family
from klaviatur.doors.site.leaving import InOutput
from klaviatur.records import Bilingual, DeskSource, KeptVariant, Origin, Proposal, Source, TextVersion, Work


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list was asked for; "" is all of it."""

    q: str = ""
    kind: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product in the list of the catalogue."""

    key: str
    title: str
    brand: str
    family: str
    variants: int  # products that belong to it


@dataclass(frozen=True, slots=True)
class SourcesView:
    """A stretch of the list of sources, or of the products of the catalogue."""

    sources: tuple[DeskSource, ...]
    products: tuple[ProductLine, ...]
    kind: str
    q: str
    after: str  # where the next stretch begins, "" at the end
    paged: bool  # not the first stretch
    catalogue: bool  # whether there are products at all


@dataclass(frozen=True, slots=True)
class NewView:
    """The forms that bring sources in, with what was typed where it was refused."""

    title: str = ""
    text: str = ""
    address: str = ""
    refused: tuple[tuple[str, str], ...] = ()  # name and why


@dataclass(frozen=True, slots=True)
class PlayForm:
    """What can be chosen before a source is played."""

    families: tuple[Family, ...]
    played: frozenset[str]  # channels that have a variant already
    voices: tuple[str, ...]
    locales: tuple[str, ...] = ()  # of a product


@dataclass(frozen=True, slots=True)
class Shelf:
    """The variants of one family of channels."""

    family: str
    variants: tuple[tuple[Column, KeptVariant], ...]


@dataclass(frozen=True, slots=True)
class TextView:
    """A text with what was made of it."""

    source: DeskSource
    text: Source | None
    shelves: tuple[Shelf, ...]
    play: PlayForm
    works: tuple[Work, ...] = ()
    versions: tuple[TextVersion, ...] = ()  # the newest first; none where there is only one


@dataclass(frozen=True, slots=True)
class FactLine:
    """One attribute as a product's sources state it."""

    attribute: str
    label: Bilingual | str
    value: str
    origin: str
    at: Origin
    locale: str = ""
    fact: str = ""  # Fact.id
    others: tuple[tuple[str, str, str], ...] = ()  # source, value and origin of those that say something else
    rule: str = ""  # why this one counts


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product: its facts, what machines propose, and what was made of it."""

    source: DeskSource | None
    key: str
    title: str
    version: int
    family: str
    parent: str
    variants_of: tuple[str, ...]
    facts: tuple[FactLine, ...]
    proposals: tuple[Proposal, ...]
    shelves: tuple[Shelf, ...]
    play: PlayForm
    where: tuple[InOutput, ...] = ()  # in which outputs it is, those that hold it first
    works: tuple[Work, ...] = ()
