"""The whole catalogue as outputs read it: in one state of the database, and what changed since an earlier one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Engine, Select, func, or_, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.database import reading
from klaviatur.adapters.stores.desk.auditing import released, sealed_end
from klaviatur.adapters.stores.desk.following import BEGINNING, Followed, follow, proved
from klaviatur.adapters.stores.documents import NO_FACTS
from klaviatur.adapters.stores.frames import read_columns, read_frame
from klaviatur.adapters.stores.near_records import KINDS, NearRecords
from klaviatur.adapters.stores.packing import packed_proposal
from klaviatur.adapters.stores.relabelling import relabelled
from klaviatur.adapters.stores.releasing import keys_of, standing_releases, variants_of, wordings_of
from klaviatur.adapters.stores.same_gtins import keys_with, shared_gtins, with_same_gtin, without_gtin
from klaviatur.adapters.stores.schema import (
    changes,
    choices,
    imports,
    no_group,
    proposals,
    records,
    same_products,
    sources,
    whole,
)
from klaviatur.catalogue.packing import GROUP_KEY
from klaviatur.ports.outputs import Changed, Marks

DEEPEST = 32  # steps above or below a product
RECENT = 1_000  # imports by number that are told apart; older ones have all been seen
OUTLINE = {
    "key": pl.String,
    "parent": pl.String,
    "changed": pl.String,
    "gone": pl.Boolean,
    "same_gtin": pl.String,
}
_OF_RECORDS = {name: kind for name, kind in KINDS.items() if name != "facts"}
_r, _same = records.c, same_products.c


@contextmanager
def open_catalogue(engine: Engine, audit_key: bytes = b"") -> Iterator["StoredCatalogue"]:
    """Give the catalogue as it is now."""
    with reading(engine) as connection:
        yield StoredCatalogue(connection, audit_key)


class StoredCatalogue:
    """See `ports.outputs.Catalogue`."""

    def __init__(self, connection: Connection, audit_key: bytes) -> None:
        self._connection, self._key = connection, audit_key
        self._near = NearRecords(connection)
        self._followed = False  # whether the audit was, up to now: then its lines on releases are all there

    # --- how far it is ----------------------------------------------------------------------------------------------
    def marks(self) -> Marks:
        """Return how far the catalogue is."""
        return self._marks

    @cached_property
    def _marks(self) -> Marks:
        newest = select(imports.c.id).where(whole).order_by(imports.c.id.desc()).limit(RECENT)
        accepted = select(proposals.c.id, proposals.c.product).where(*_holding())
        chosen = select(choices.c.key, choices.c.attribute, sources.c.name).join(
            sources, sources.c.id == choices.c.source
        )
        ranked = select(sources.c.name, sources.c.priority).order_by(sources.c.name)
        return Marks(
            imports=tuple(self._connection.execute(newest).scalars()),
            sources=self._rows(ranked),
            accepted=self._rows(accepted),
            choices=self._rows(chosen),
            joins=self._rows(select(_same.key, _same.main)),
            releases=self._rows(standing_releases()),
            audit=sealed_end(self._connection, self._key),
        )

    def decided(self, since: Marks | None) -> Changed:
        """Return the products of which the audit says since then that a release was given or ended; None: ever.

        Raises AuditBroken where a line since then was cut out or changed, or its seal does not hold.
        """
        begun = since.audit if since and since.releases else BEGINNING
        found = follow(self._connection, self._key, begun) if begun else None
        if found is None:
            return replace(self.decided(None), all_of_them=True)
        if since:
            self._insist_on_new(since, found)
        self._followed = True
        return Changed(keys_of(self._connection, found.moved) if since else frozenset())

    def _insist_on_new(self, since: Marks, found: Followed) -> None:
        """Raise AuditBroken where a release stands that did not then, and a line behind its own one is gone.

        The audit says nothing of it since then: it had ended before, and somebody revived it.
        """
        new = {one[0] for one in self.marks().releases} - {one[0] for one in since.releases}
        proved(self._connection, self._key, variants_of(self._connection, new) - found.given.keys())

    def any_released(self) -> bool:
        """Return whether a release of a product stands."""
        return self._connection.execute(standing_releases().limit(1)).first() is not None

    def changed(self, since: Marks) -> Changed:
        """Return what changed since then."""
        now = self.marks()
        before = dict(since.sources)
        ranked_anew = any(before.get(name, priority) != priority for name, priority in now.sources)
        if ranked_anew or relabelled(self._connection, self._newer(since)):
            return Changed(all_of_them=True)
        decided = {product for _, product in {*now.accepted} ^ {*since.accepted}}
        chosen = {key for key, _, _ in {*now.choices} ^ {*since.choices}}
        joined = {key for pair in {*now.joins} ^ {*since.joins} for key in pair}
        released = {one[1] for one in {*now.releases} ^ {*since.releases}}
        keys = self._mains({*self._imported(since), *decided, *chosen, *joined, *released})
        asked = self._with_joined(keys)
        own = self._near.of(asked, ("key", "parent", "gtin"))
        return Changed(frozenset(keys | self._contested(asked, own) | self._alike(since, own, joined)))

    def stamp(self) -> datetime | None:
        """Return the moment of the newest import that changed something."""
        newest = self._connection.execute(select(func.max(imports.c.at)).where(whole)).scalar()
        return datetime.fromisoformat(newest) if newest else None

    def _rows(self, query: Select[Any]) -> tuple[tuple[Any, ...], ...]:
        return tuple(sorted(tuple(row) for row in self._connection.execute(query)))

    def _imported(self, since: Marks) -> set[str]:
        """Return the products that imports changed which had not been seen, and the parents that they had."""
        numbers = self._newer(since)
        if not self._connection.execute(numbers.limit(1)).first():
            return set()
        c = changes.c
        keys = set(self._connection.execute(select(c.key).where(c.import_.in_(numbers)).distinct()).scalars())
        left = select(c.before).where(c.import_.in_(numbers), c.attribute == "parent", c.before.is_not(None))
        return keys | {*self._connection.execute(left).scalars()} | self._created(numbers)

    @staticmethod
    def _newer(since: Marks) -> Select[tuple[int]]:
        """Return a query for the imports that had not been seen."""
        last, first = max(since.imports, default=0), min(since.imports, default=0)
        newer = or_(imports.c.id > last, imports.c.id.not_in(since.imports) & (imports.c.id > first))
        return select(imports.c.id).where(newer)

    def _created(self, numbers: Select[tuple[int]]) -> set[str]:
        lowest = select(func.min(imports.c.records_before)).where(imports.c.id.in_(numbers)).scalar_subquery()
        new = select(_r.key).where(_r.id > lowest, _r.created.in_(numbers))
        return {*self._connection.execute(new).scalars()}

    def _alike(self, since: Marks, own: pl.DataFrame, joined: Iterable[str]) -> set[str]:
        """Return the products that say a GTIN which one of these records says newly, or does not say any more.

        Of a product that several records make another one may win now.
        """
        numbers, c = self._newer(since), changes.c
        told = select(c.key, c.before).where(c.import_.in_(numbers), c.attribute == "gtin")
        before = self._connection.execute(told).all()
        new = {*joined, *(key for key, _ in before), *self._joins, *self._joins.values(), *self._created(numbers)}
        several = pl.col("key").is_duplicated()
        asked = own.filter(pl.col("key").is_in(list(new)) | several if new else several)["gtin"].drop_nulls()
        gone = pl.Series("gtin", [gtin for _, gtin in before if gtin], dtype=pl.String)
        gtins = pl.concat([shared_gtins(self._connection, asked), gone]).unique()
        return self._mains(keys_with(self._connection, gtins))

    def _contested(self, asked: pl.Series, own: pl.DataFrame) -> set[str]:
        """Return the parents of products of which sources name several: another one may have won before."""
        named = own.select("key", "parent").unique().drop_nulls("parent")["key"]
        joined = {*asked} & {*self._joins, *self._joins.values()}
        contested = {*named.filter(named.is_duplicated())} | joined
        return self._mains(self._above(pl.Series(sorted(contested), dtype=pl.String))) if contested else set()

    # --- products ---------------------------------------------------------------------------------------------------
    def outline(self, keys: Iterable[str] | None = None) -> pl.DataFrame:
        """Return key, parent, changed, gone and same_gtin of all products, or of these and all above and below them."""
        wanted = None if keys is None else self._family(set(keys))
        if wanted is None:
            products = no_group(_r.key)
            columns = [_r[name] for name in _OF_RECORDS]
            return with_same_gtin(self._outlined(read_columns(self._connection, _OF_RECORDS, columns, products)))
        found = self._near.of(self._with_joined(wanted), tuple(_OF_RECORDS))
        here = self._outlined(found.filter(~pl.col("key").str.starts_with(GROUP_KEY)))
        shared = shared_gtins(self._connection, here["gtin"].drop_nulls())
        return with_same_gtin(here, self._others(here, shared)) if shared.len() else without_gtin(here)

    def _others(self, products: pl.DataFrame, shared: pl.Series) -> pl.DataFrame:
        """Return key and gtin of other products of which a record has one of these GTINs."""
        others = self._mains(keys_with(self._connection, shared)) - {*products["key"]}
        found = self._near.of(self._with_joined(others), tuple(_OF_RECORDS), keep=False)
        return self._outlined(found).select("key", "gtin")

    def _outlined(self, found: pl.DataFrame) -> pl.DataFrame:
        ranked = self._ranked(found.rename({"key": "own", "source": "number"}))
        alone = ranked["key"].is_unique().all()
        said = ranked.select("key", "parent", "gtin", changed=pl.col("at"), gone=pl.col("missing").is_not_null())
        if alone:
            return said
        first = (pl.col(name).filter(pl.col(name).is_not_null()).first() for name in ("parent", "gtin"))
        return said.group_by("key", maintain_order=True).agg(*first, pl.col("changed").max(), pl.col("gone").all())

    def said(self, keys: Sequence[str]) -> tuple[pl.DataFrame, Mapping[str, Mapping[str, str]]]:
        """Return what sources say of products, and which sources people chose."""
        own = self._with_joined(keys)
        found = self._near.of(own, ("key", "source", "read", "facts"), keep=False)
        ranked = self._ranked(found.rename({"key": "own", "source": "number"})).select("key", "source", "facts")
        people = self._accepted(own)
        both = pl.concat([people, ranked]) if people.height else ranked
        order = pl.DataFrame({"key": pl.Series(keys, dtype=pl.String)})
        rows = order.join(both, on="key", how="inner", maintain_order="left_right")
        return rows, self._chosen(keys)

    def wordings(self, channels: Iterable[str], keys: Iterable[str] | None = None) -> pl.DataFrame:
        """Return released wordings of products that hold. Raises AuditBroken where nobody can know which do."""
        prove = partial(released if self._followed else proved, self._connection, self._key)
        return wordings_of(self._connection, channels, keys, prove)

    def _ranked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows of records under the keys their products go on under, the winning ones of a product first.

        Of two that were joined and that one import read, the lower key wins, as in `merge`.
        """
        rows = (
            rows.with_columns(key=pl.col("own").replace(self._joins)) if self._joins else rows.with_columns(key="own")
        )
        rows = rows.join(self._sources, on="number", how="left", maintain_order="left")
        rows = rows.join(self._imports, on="read", how="left", maintain_order="left")
        if rows["key"].is_unique().all():
            return rows
        return rows.sort("priority", "at", "source", "own", descending=[True, True, True, False])

    def _accepted(self, own: pl.Series) -> pl.DataFrame:
        """Return what people accepted, the newest first, as a source of its own that wins over all others."""
        c = proposals.c
        query = select(c.product, c.attribute, c.value).where(*_holding()).order_by(c.decided_at.desc())
        asked = query.where(c.product.in_(listed(self._connection, own)))
        found = [
            (self._joins.get(key, key), "people", packed_proposal(*said))
            for key, *said in self._connection.execute(asked)
        ]
        return pl.DataFrame(found, schema={"key": pl.String, "source": pl.String, "facts": pl.String}, orient="row")

    def _chosen(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        c = choices.c
        query = select(c.key, c.attribute, sources.c.name).join(sources, sources.c.id == c.source)
        asked = query.where(c.key.in_(listed(self._connection, pl.Series(keys, dtype=pl.String))))
        found: dict[str, dict[str, str]] = {}
        for key, attribute, name in self._connection.execute(asked):
            found.setdefault(key, {})[attribute] = name
        return found

    # --- keys -------------------------------------------------------------------------------------------------------
    @cached_property
    def _joins(self) -> dict[str, str]:
        return {key: main for key, main in self._connection.execute(select(_same.key, _same.main))}  # noqa: C416

    @cached_property
    def _sources(self) -> pl.DataFrame:
        kinds = {"number": pl.Int64, "source": pl.String, "priority": pl.Int64}
        return read_frame(self._connection, select(sources.c.id, sources.c.name, sources.c.priority), kinds)

    @cached_property
    def _imports(self) -> pl.DataFrame:
        return read_frame(self._connection, select(imports.c.id, imports.c.at), {"read": pl.Int64, "at": pl.String})

    def _mains(self, keys: Iterable[str]) -> set[str]:
        """Return keys with those that their products go on under."""
        both = {one for key in keys for one in (key, self._joins.get(key, key))}
        return {key for key in both if not key.startswith(GROUP_KEY)}

    def _with_joined(self, keys: Iterable[str]) -> pl.Series:
        """Return keys with those that were joined with them, and without those that go on under another one."""
        wanted = set(keys)
        joined = {key for key, main in self._joins.items() if main in wanted}
        return pl.Series(sorted((wanted - {*self._joins}) | joined), dtype=pl.String)

    def _family(self, keys: set[str]) -> set[str] | None:
        """Return keys with all that stand above them, and all that stand below those; None where that has no end."""
        above = self._walk(keys, self._above)
        return above and self._walk(above, self._below)

    def _walk(self, keys: set[str], step: Any) -> set[str] | None:
        """Return keys and all that steps lead to: only the whole chain tells who stands too deep.

        None where that takes so many steps that all products are read sooner.
        """
        found, edge = set(keys), set(keys)
        for _ in range(DEEPEST):
            edge = self._mains(step(self._with_joined(edge))) - found
            if not edge:
                return found
            found |= edge
        return None

    def _above(self, keys: pl.Series) -> Iterable[str]:
        return self._near.of(keys, ("parent",))["parent"].drop_nulls().unique()

    def _below(self, keys: pl.Series) -> Iterable[str]:
        below = select(_r.key).where(_r.parent.in_(listed(self._connection, keys))).distinct()
        return self._connection.execute(below).scalars().all()


def _holding() -> tuple[ColumnElement[bool], ...]:
    return proposals.c.state == "accepted", proposals.c.what.not_in(NO_FACTS)


__all__ = ["OUTLINE", "StoredCatalogue", "open_catalogue"]
