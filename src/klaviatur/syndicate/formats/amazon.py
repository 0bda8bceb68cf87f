"""Messages of Amazon's listings feed: what the marketplace wants in every attribute is put into each by itself."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.columns import silent_columns
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
        silent = silent_columns(frame)
        spoken = [one for one in _spoken(fields) if one.name not in silent]
        market, said = setup.values.get("marketplace", ""), _named(fields, silent)
        cells = frame.with_columns(
            *(_where_any(names, market).alias(_MARKET + attribute) for attribute, names in said.items()),
            *(_where(one.name, setup.locale).alias(_LANGUAGE + one.name) for one in spoken),
        )
        cells = cells.with_columns(pl.Series(_NUMBER, [_number(key) for key in frame["key"]], dtype=pl.Int64))
        leaves = [Leaf("messageId", _NUMBER, "integer"), *leaves]
        leaves += [Leaf(f"{_attribute(one)}.language_tag", _LANGUAGE + one.name) for one in spoken]
        leaves += [Leaf(f"{attribute}.marketplace_id", _MARKET + attribute) for attribute in said]
        return pl.DataFrame({"record": frame["key"], "text": json_rows(cells, leaves)})


def _number(key: str) -> int:
    """Return the number of a product's message: always the same, so that a change of one moves no other.

    It has to be unique in a feed: of a million keys two share a number in one catalogue of 18,000.
    """
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) % _MOST + 1


def _named(fields: Sequence[OutputField], silent: Collection[str]) -> dict[str, list[str]]:
    """Return the fields that say something, by their attributes, of those that name their marketplace."""
    first: dict[str, OutputField] = {}
    saying: dict[str, list[str]] = {}
    for one in fields:
        if one.name.startswith(_ATTRIBUTES):
            attribute = _attribute(one)
            first.setdefault(attribute, one)
            if one.name not in silent:
                saying.setdefault(attribute, []).append(one.name)
    return {
        name: saying[name] for name, one in first.items() if one.options.get("market") != "false" and name in saying
    }


def _spoken(fields: Sequence[OutputField]) -> list[OutputField]:
    return [one for one in fields if one.options.get("language") == "true"]


def _attribute(field: OutputField) -> str:
    """Return the way to the attribute a field belongs to: "attributes.color[0]"."""
    return ".".join(field.name.split(".")[:2])


def _where(column: str, text: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(text))


def _where_any(names: Sequence[str], text: str) -> pl.Expr:
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).then(pl.lit(text))
