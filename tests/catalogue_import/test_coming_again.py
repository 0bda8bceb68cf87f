"""A source that comes again and again, changed: each time all is counted, and what is kept is what the file says now."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.engines import LocalEngine
from klaviatur.adapters.stores import StoredProducts, open_store
from klaviatur.catalogue.packing import Field
from klaviatur.chain import products
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Imported, Kind, Table

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
COLUMNS = ("sku", "name", "colour")
MAPPING = ColumnMapping(
    "goods",
    (ColumnMap("sku", "sku", Kind.IDENTIFIER), ColumnMap("name", "name", Kind.TEXT), ColumnMap("colour", "colour", Kind.TEXT)),
    key=("sku",),
)  # fmt: skip
Row = tuple[str | None, str | None, str | None]

KEYS = st.sampled_from(["A-1", "A-2", "A-3", "A-4", "B-1", "B-2", "Ü 9", None])
ROWS = st.tuples(KEYS, st.sampled_from(["Senf", "Salz", None]), st.sampled_from(["rot", "blau", None]))
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 6))  # of a chunk, and of what is worth preparing
VERSIONS = st.lists(st.tuples(st.lists(ROWS, max_size=14), SIZES), min_size=1, max_size=4)
Sizes = tuple[int, int]


def table(rows: Sequence[Row], size: int) -> Table:
    """A table in chunks of `size` rows."""

    def chunks() -> Iterator[Chunk]:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            frame = pl.DataFrame(part, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
            yield Chunk(frame, pl.Series("row", range(start + 2, start + 2 + len(part)), dtype=pl.Int64))

    return Table("goods.csv", "csv", COLUMNS, chunks())


def bring(store: StoredProducts, rows: Sequence[Row], sizes: Sizes) -> Imported:
    arriving = table(rows, sizes[0])
    with store.importing("goods", arriving, MAPPING, NOW) as importing, pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "WORTHWHILE", sizes[1])
        return products.collect(arriving, MAPPING, importing, engine=LocalEngine())


def kept(store: StoredProducts) -> dict[str, list[tuple[str, object]]]:
    """Attribute and value of every fact of every product."""
    found: dict[str, list[tuple[str, object]]] = {}
    for frame in store.packed():
        for key, facts in frame.select("key", "facts").iter_rows():
            found[key] = sorted((fact[Field.ATTRIBUTE], fact[Field.VALUE]) for fact in orjson.loads(facts))
    return found


def by_product(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows that become products, by the key a reader of the file would give them."""
    found: dict[str, list[Row]] = {}
    for sku, name, colour in rows:
        if sku or name:
            found.setdefault(sku or f"name of {name}", []).append((sku, name, colour))
    return found


@settings(max_examples=25, deadline=None)
@given(versions=VERSIONS)
def test_what_comes_again_is_counted_row_by_row_and_kept_as_if_it_came_for_the_first_time(
    new_database: Callable[[], str], versions: list[tuple[list[Row], Sizes]]
) -> None:
    store = open_store(new_database())
    earlier: dict[str, list[Row]] = {}
    for number, (rows, sizes) in enumerate(versions, start=1):
        now = by_product(rows)
        keyless = sum(not (sku or name) for sku, name, _ in rows)

        report = bring(store, rows, sizes)

        assert (report.rows, report.rejected) == (len(rows), keyless)
        assert report.written + report.unchanged == sum(map(len, now.values()))
        assert report.created == len(now.keys() - earlier.keys())
        assert report.missing == len(earlier.keys() - now.keys())
        same = sum(len(own) for key, own in now.items() if earlier.get(key) == own)
        new = sum(len(own) for key, own in now.items() if key not in earlier)
        assert same <= report.unchanged <= len(rows) - keyless - new
        assert [row.row for row in store.rejected_rows(number)] == [
            at for at, (sku, name, _) in enumerate(rows, start=2) if not (sku or name)
        ]
        earlier |= now
    store.close()


@settings(max_examples=12, deadline=None)
@given(versions=VERSIONS, sizes=SIZES)
def test_a_history_of_imports_ends_with_what_its_last_file_says(
    new_database: Callable[[], str], versions: list[tuple[list[Row], Sizes]], sizes: Sizes
) -> None:
    old, fresh = open_store(new_database()), open_store(new_database())
    for rows, cut in versions:
        bring(old, rows, cut)
    last = versions[-1][0]
    bring(fresh, last, sizes)
    expected = kept(fresh)
    found = kept(old)
    assert {key: found[key] for key in expected} == expected

    again = bring(old, last, sizes)

    assert (again.written, again.created, again.changed) == (0, 0, 0)
    assert again.unchanged == sum(map(len, by_product(last).values()))
    old.close()
    fresh.close()
