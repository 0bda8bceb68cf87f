"""Which attributes are for the house alone, so that no text for customers ever says them."""

import re
from functools import cache

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.text.lexicon import read_table

# ERP_GROUP_SUPPLIER, pim_status_7, Variant_ID, articleStatus, baseId.de, udf:field; one word ("IP", "Holz") is none
_CODE = re.compile(
    r"[A-Z0-9]+(?:[_.:][A-Z0-9]+)+|[a-z0-9]+(?:[_.:][a-z0-9]+)+|[A-Z][A-Za-z0-9]*(?:_[A-Z][A-Za-z0-9]*)+"
    r"|[a-z]+(?:[A-Z][a-z0-9]*)+(?:[.][a-z]{2}(?:[_-][A-Za-z]{2})?)?"
)
_NUMBER = re.compile(r" \(\d+\)$")


@cache
def is_internal(attribute: str, label: str = "") -> bool:
    """Return whether an attribute is of the house or of a system; `label`: the name of its column, where it is known.

    Of the vocabulary, the administrative ones are. Outside of it those are that are named like a code, as systems
    name their fields, and not in words, as people name what they tell customers.
    """
    known = _table()
    if attribute in vocabulary() or attribute in known["attributes"]:
        return attribute in known["attributes"]
    name = _NUMBER.sub("", (label or attribute).strip())
    if name.lower() in known["labels"] or _pattern().search(name.lower()):
        return True
    return bool(label and _CODE.fullmatch(name))


@cache
def _table() -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in read_table(__package__ or "", "internal.toml").items()}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in sorted(_table()["patterns"])))
