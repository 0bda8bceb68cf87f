"""Messages of Amazon's listings feed: what the marketplace wants in every attribute is put into each by itself."""

from collections.abc import Sequence
from hashlib import blake2b

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats.json_records import JsonArray
from klaviatur.syndicate.formats.json_tree import Leaf, json_rows
from klaviatur.syndicate.formats.writing import Setup

_MARKET = "\x00market"
_LANGUAGE = "\x00language"
_ATTRIBUTES = "attributes."
_NUMBER = "\x00number"
_MOST = (1 << 53) - 1  # the largest number that every reader of JSON takes as it is


class AmazonListings(JsonArray):
    """One message a product. A field's option language = "true" says in which language it is; market = "false" that
    its attribute names no marketplace. Options: head, tail. Settings: marketplace, locale.
    """  # noqa: D205

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a message each."""
        fields = setup.profile.fields
        leaves = [Leaf(one.name, one.name, "string" if one.type == "list" else one.type) for one in fields]
        said = [(f"{_MARKET}{at}", one) for at, one in enumerate(_firsts(fields))]
        cells = frame.with_columns(
            *(_where_said(one, fields, setup.values.get("marketplace", "")).alias(name) for name, one in said),
            *(_where(one.name, setup.locale).alias(_LANGUAGE + one.name) for one in _spoken(fields)),
        )
        cells = cells.with_columns(pl.Series(_NUMBER, [_number(key) for key in frame["key"]], dtype=pl.Int64))
        leaves = [Leaf("messageId", _NUMBER, "integer"), *leaves]
        leaves += [Leaf(f"{_attribute(one)}.language_tag", _LANGUAGE + one.name) for one in _spoken(fields)]
        leaves += [Leaf(f"{_attribute(one)}.marketplace_id", name) for name, one in said]
        return pl.DataFrame({"record": frame["key"], "text": json_rows(cells, leaves)})


def _number(key: str) -> int:
    """Return the number of a product's message: always the same, so that a change of one moves no other.

    It has to be unique in a feed: of a million keys two share a number in one catalogue of 18,000.
    """
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) % _MOST + 1


def _firsts(fields: Sequence[OutputField]) -> list[OutputField]:
    """Return the first field of each attribute that names its marketplace."""
    found: dict[str, OutputField] = {}
    for one in fields:
        if one.name.startswith(_ATTRIBUTES):
            found.setdefault(_attribute(one), one)
    return [one for one in found.values() if one.options.get("market") != "false"]


def _spoken(fields: Sequence[OutputField]) -> list[OutputField]:
    return [one for one in fields if one.options.get("language") == "true"]


def _attribute(field: OutputField) -> str:
    """Return the way to the attribute a field belongs to: "attributes.color[0]"."""
    return ".".join(field.name.split(".")[:2])


def _where(column: str, text: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(text))


def _where_said(first: OutputField, fields: Sequence[OutputField], text: str) -> pl.Expr:
    names = [one.name for one in fields if _attribute(one) == _attribute(first)]
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).then(pl.lit(text))
