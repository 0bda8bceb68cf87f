"""How complete products are for a channel and a locale, and exactly which facts they lack.

Set-based: products of a family that say the same kinds of things are judged once. A variant has what its parent says.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product as crossed
from typing import Any

import orjson
import polars as pl

from klaviatur.catalogue.packing import Field
from klaviatur.collect.products.requirements import EVERY
from klaviatur.ports import ProductStore
from klaviatur.records import Completeness, Requirement

Shape = frozenset[
    tuple[str | None, ...]
]  # attribute, locale and channel of all facts that are asked for, cut at the end
SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "family": pl.String,
    "channel": pl.String,
    "locale": pl.String,
    "share": pl.Float64,
    "missing": pl.List(pl.String),
}
_KIND = ("family", "shape", "inherited")


def completeness(
    store: ProductStore,
    requirements: Sequence[Requirement],
    *,
    family: str = "",
    channels: Sequence[str] = (),
    locales: Sequence[str] = (),
    keys: Sequence[str] | None = None,
) -> pl.DataFrame:
    """Return one row for each product, channel and locale that something is required for.

    Columns: key, family, channel, locale, share (0-1), missing (attributes; "gtin|mpn" where one of two is missing).
    Without `channels` or `locales` all that requirements name; in locale "*" a fact counts whatever its language.
    """
    shapes = _Shapes(requirements)
    products = _with_parents(shapes, store, store.packed(family=family, keys=keys))
    places = crossed(
        channels or _named(r.channel for r in requirements), locales or _named(r.locale for r in requirements)
    )
    judged = shapes.judged(products.select(_KIND).unique(), requirements, list(places))
    return products.join(judged, on=_KIND, nulls_equal=True).select(*SCHEMA).sort("channel", "locale", "key")


def summary(complete: pl.DataFrame) -> pl.DataFrame:
    """Return for each family, channel and locale: products, how many are complete, mean share, what is missing most.

    `lacking` lists up to ten attributes with the number of products that lack them, the most frequent first.
    """
    groups = ["channel", "locale", "family"]
    shares = complete.group_by(groups).agg(
        products=pl.len(), complete=(pl.col("share") == 1).sum(), share=pl.col("share").mean()
    )
    counts = (
        complete.explode("missing", empty_as_null=True).drop_nulls("missing").group_by(*groups, "missing").len("lack")
    )
    ranked = counts.sort("lack", "missing", descending=[True, False])
    lacking = ranked.group_by(groups).agg(lacking=pl.struct(attribute="missing", products="lack").head(10))
    return shares.join(lacking, on=groups, how="left", nulls_equal=True).sort(groups)


def as_records(complete: pl.DataFrame) -> Iterator[Completeness]:
    """Yield the rows of `completeness` as records."""
    for row in complete.iter_rows(named=True):
        yield Completeness(**row | {"missing": tuple(row["missing"])})


class _Shapes:
    """What kinds of things products say, each kind once; a product has the number of its shape."""

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        names = (name for r in requirements for names in (*r.attributes, *r.when) for name in names.split("|"))
        self._wanted: dict[str, tuple[str | None, ...]] = {name: (name,) for name in names}
        self._numbers: dict[Shape, int] = {}
        self._shapes: list[Shape] = []

    def of(self, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Return key, family, parent and shape of products; what several sources say of one is united."""
        found: dict[str, tuple[str | None, str | None, int]] = {}
        for frame in frames:
            for key, family, parent, facts in frame.select("key", "family", "parent", "facts").iter_rows():
                shape = self._number(self._shape(facts))
                if before := found.get(key):
                    family, parent = before[0] or family, before[1] or parent
                    shape = self._number(self._shapes[before[2]] | self._shapes[shape])
                found[key] = (family, parent, shape)
        rows = [(key, *said) for key, said in found.items()]
        schema = {"key": pl.String, "family": pl.String, "parent": pl.String, "shape": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def judged(
        self, kinds: pl.DataFrame, requirements: Sequence[Requirement], places: Sequence[tuple[str, str]]
    ) -> pl.DataFrame:
        """Return share and missing for each kind of product, channel and locale."""
        rows = []
        for (channel, locale), (family, shape, inherited) in crossed(places, kinds.iter_rows()):
            said = self._said(shape, inherited, channel, locale)
            needed = _needed(requirements, family, channel, locale, said)
            missing = [names for names in needed if said.isdisjoint(names.split("|"))]
            if needed:
                rows.append((family, shape, inherited, channel, locale, 1 - len(missing) / len(needed), missing))
        numbers = {"shape": pl.Int64, "inherited": pl.Int64}
        schema = (
            {"family": pl.String} | numbers | {name: SCHEMA[name] for name in ("channel", "locale", "share", "missing")}
        )
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _shape(self, packed: str) -> Shape:
        wanted = self._wanted  # a list, not a generator: this runs once for every row of a catalogue
        return frozenset(
            [
                (fact[0], *fact[Field.LOCALE : Field.STEPS]) if len(fact) > Field.LOCALE else wanted[fact[0]]
                for fact in orjson.loads(packed)
                if fact[0] in wanted and fact[Field.VALUE]
            ]
        )

    def _number(self, shape: Shape) -> int:
        number = self._numbers.setdefault(shape, len(self._shapes))
        if number == len(self._shapes):
            self._shapes.append(shape)
        return number

    def _said(self, shape: int, inherited: int | None, channel: str, locale: str) -> frozenset[str]:
        """Return the attributes that are said for a channel in a locale."""
        facts = self._shapes[shape] if inherited is None else self._shapes[shape] | self._shapes[inherited]
        return frozenset(
            str(fact[0]) for fact in facts if _speaks(fact[1:2], locale) and fact[2:3] in {(), (None,), (channel,)}
        )


def _with_parents(shapes: _Shapes, store: ProductStore, frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return key, family and shape of products, and the shape of their parents as `inherited`."""
    products = shapes.of(frames)
    parents = products.select("parent").drop_nulls().unique()
    strangers = parents.join(products, left_on="parent", right_on="key", how="anti")["parent"]
    others = shapes.of(store.packed(keys=strangers.to_list()) if len(strangers) else ())
    inherited = pl.concat([products, others]).select(parent="key", inherited="shape")
    return products.join(inherited, on="parent", how="left")


def _named(names: Iterable[str]) -> list[str]:
    return sorted({*names} - {EVERY}) or [EVERY]


def _needed(
    requirements: Sequence[Requirement], family: str | None, channel: str, locale: str, said: frozenset[str]
) -> list[str]:
    """Return what is required of a product, each once, in the order of the requirements."""
    asked = (
        requirement
        for requirement in requirements
        if requirement.family in {EVERY, family}
        and requirement.channel in {EVERY, channel}
        and requirement.locale in {EVERY, locale}
        and (not requirement.when or not said.isdisjoint(requirement.when))
    )
    return list(dict.fromkeys(names for requirement in asked for names in requirement.attributes))


def _speaks(has: Sequence[str | None], locale: str) -> bool:
    return not has or has[0] is None or locale == EVERY or has[0][:2].lower() == locale[:2].lower()
