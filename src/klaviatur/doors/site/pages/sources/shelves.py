"""Variants of one source by family, and the form that makes more of them."""

from collections.abc import Iterable, Mapping, Sequence

from klaviatur.doors.site.channels import by_family, column
from klaviatur.doors.site.pages.sources.view import PlayForm, Shelf
from klaviatur.doors.words import family_rank
from klaviatur.records import Channel, KeptVariant

LOCALES = ("de_DE", "en_GB", "en_US")


def shelve(variants: Sequence[KeptVariant], known: Mapping[str, Channel]) -> tuple[Shelf, ...]:
    """Return variants by family, in the order of their channels."""
    pairs = [(column(variant.channel, known), variant) for variant in variants]
    pairs.sort(key=lambda pair: (family_rank(pair[0].family), pair[0].family, pair[0].name, pair[1].locale))
    families = dict.fromkeys(pair[0].family for pair in pairs)
    return tuple(Shelf(family, tuple(pair for pair in pairs if pair[0].family == family)) for family in families)


def text_form(variants: Iterable[KeptVariant], known: Mapping[str, Channel], voices: Iterable[str]) -> PlayForm:
    """Return what a text can be played for: every channel but those of shops."""
    names = [name for name, channel in known.items() if channel.family != "shop"]
    return PlayForm(by_family(names, known), _played(variants), tuple(voices))


def product_form(variants: Iterable[KeptVariant], known: Mapping[str, Channel], voices: Iterable[str]) -> PlayForm:
    """Return what a product can be played for: every channel, those of shops first."""
    families = sorted(by_family(known, known), key=lambda family: family.name != "shop")
    return PlayForm(tuple(families), _played(variants), tuple(voices), LOCALES)


def _played(variants: Iterable[KeptVariant]) -> frozenset[str]:
    return frozenset(variant.channel for variant in variants)
