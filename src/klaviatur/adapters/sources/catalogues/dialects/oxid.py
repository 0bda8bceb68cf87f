"""OXID eShop: the language of a text is a number behind its column, 0 (the shop's own) being left out."""

import re

from klaviatur.adapters.sources.catalogues.dialects.links import linked
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.adapters.sources.catalogues.dialects.suffixes import with_languages
from klaviatur.records import Table

_NUMBERED = re.compile(r"(?i)(?P<base>OX[A-Z]+)_(?P<number>\d)")


def rewrite(table: Table, known: Dialect) -> Table:
    """Return the table with its texts in their languages, and variants linked with their parents."""
    return linked(with_languages(table, _NUMBERED, known.options["texts"], known.options["usual"]))
