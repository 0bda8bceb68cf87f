"""Which of a product's facts speak in a locale and on a channel: each attribute's best one, prices in its currency."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from klaviatur.catalogue.prices import in_currency, price_of
from klaviatur.records import Fact, Kind, Product
from klaviatur.text.lexicon import read_table


@cache
def _duties() -> frozenset[str]:
    """Return what a text may never drop."""
    return frozenset(read_table("klaviatur.collect.products", "sheet.toml")["duties"])


def chosen(product: Product, locale: str, channel: str | None, parent: Product | None) -> tuple[list[Fact], list[Fact]]:
    """Return the facts for a locale and channel, and prices left out because others are in the locale's currency.

    What the variant does not say its parent says.
    """
    facts = list(_best(product, locale, channel, parent))
    own = in_currency(facts, locale)
    foreign = [fact for fact in facts if own and fact.currency and fact.kind is Kind.MONEY and fact not in own]
    return [fact for fact in facts if fact not in foreign], foreign


def _best(product: Product, locale: str, channel: str | None, parent: Product | None) -> Iterator[Fact]:
    """Give each attribute's best fact for locale and channel, the parent's where the variant has none.

    Allergens and warnings speak in another language rather than not at all.
    """
    seen: set[str] = set()
    for owner in (product, parent):
        if owner is None:
            continue
        names: dict[str, dict[str, None]] = {}  # of an attribute, and of its prices in other currencies
        for fact in owner.facts:
            price = price_of(fact.attribute) if fact.kind is Kind.MONEY else None
            names.setdefault(price or fact.attribute, {})[fact.attribute] = None
        for attribute in (one for one in names if one not in seen):
            said = [owner.find(name, locale, channel) for name in names[attribute]]
            told = [fact for fact in said if fact and (fact.value.strip() or fact.items)]
            if not told and attribute in _duties():
                told = [fact for fact in owner.facts if fact.attribute == attribute and fact.value.strip()]
            for fact in (*in_currency(told, locale), *told)[:1]:
                seen.add(attribute)
                yield fact if fact.attribute == attribute else replace(fact, attribute=attribute, label="")
