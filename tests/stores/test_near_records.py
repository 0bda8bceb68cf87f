"""What a delta reads of products is what stands in the database, in whatever order it asks; groups are no products."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import orjson
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, select

from klaviatur.adapters.stores import StoredProducts, near_records, open_store
from klaviatur.adapters.stores.catalogue import StoredCatalogue, open_catalogue
from klaviatur.adapters.stores.database import open_database, reading
from klaviatur.adapters.stores.near_records import KINDS, NearRecords
from klaviatur.adapters.stores.schema import records
from klaviatur.catalogue.packing import GROUP_KEY
from klaviatur.ports.outputs import Marks
from klaviatur.records import Bilingual, Proposal
from klaviatur.testing.rows import bring

GROUP = f"{GROUP_KEY}1"
KEYS = [*(f"A{number:02d}" for number in range(14)), "a01", "Ä9", "GROUP:7", GROUP]
NAMED = [*KEYS, "nobody", "", "A", "A%"]  # some have no records
Asked = tuple[str, Any]


@pytest.fixture
def place(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def store(place: str) -> Iterator[StoredProducts]:
    with open_store(place) as store:
        yield store


@pytest.fixture
def engine(place: str) -> Iterator[Engine]:
    engine = open_database(place)
    yield engine
    engine.dispose()


@pytest.fixture(params=range(2))
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)  # noqa: S311 - makes a catalogue, guards nothing


def fill(store: StoredProducts, engine: Engine, random: Random) -> list[Marks]:
    """Bring what several sources say, joins, choices and what people accepted; return how far it was in between."""
    marks = []
    for day in range(6):
        told = {
            key: {"name": f"{key} {random.randrange(3)}", "parent": random.choice([*KEYS[:5], GROUP, "nobody"])}
            for key in random.sample(KEYS, 8)
        }
        rows = {key: {"name": said["name"]} if random.random() < 0.5 else said for key, said in told.items()}
        source = random.choice(["shop", "erp", "pim"])
        bring(store, rows, source=source, day=day, priority=random.randrange(2))
        decide(store, day, source, random)
        with open_catalogue(engine) as catalogue:
            marks.append(catalogue.marks())
    return marks


def decide(store: StoredProducts, day: int, source: str, random: Random) -> None:
    known = list(store.keys())
    store.join(*random.sample(known, 2), by="anna")
    said = Proposal(f"p{day}", random.choice(known), "value", "color", f"{day}", Bilingual("", ""), 1.0)
    store.propose([said])
    store.decide(said.id, state="accepted", by="anna")
    store.choose(random.choice(known), "name", source, by="anna")


def test_records_that_are_kept_are_those_of_the_database(
    store: StoredProducts, engine: Engine, monkeypatch: pytest.MonkeyPatch, random: Random
) -> None:
    fill(store, engine, random)
    monkeypatch.setattr(near_records, "MOST", random.choice([0, 5, 12, 100]))
    with reading(engine) as connection:
        near = NearRecords(connection)
        for _ in range(25):
            keys = random.choices(NAMED, k=random.randrange(9))
            columns = random.sample([*KINDS], random.randrange(1, len(KINDS) + 1))
            straight = select(*(records.c[name] for name in columns)).where(records.c.key.in_(keys))
            found = near.of(pl.Series(keys, dtype=pl.String), columns, keep=random.random() < 0.7)
            assert found.schema == {name: KINDS[name] for name in columns}
            assert sorted(map(repr, found.rows())) == sorted(repr(tuple(row)) for row in connection.execute(straight))


def answers(catalogue: StoredCatalogue, asked: Asked) -> object:
    """Return what a catalogue says to one question."""
    what, about = asked
    if what == "changed":
        return catalogue.changed(about)
    if what == "outline":
        return catalogue.outline(about).sort("key")
    rows, choices = catalogue.said(about)
    return rows, choices


def same(one: object, other: object) -> bool:
    if isinstance(one, pl.DataFrame) and isinstance(other, pl.DataFrame):
        return one.equals(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(map(same, one, other))
    return one == other


def test_what_was_asked_before_changes_no_answer(
    store: StoredProducts, engine: Engine, monkeypatch: pytest.MonkeyPatch, random: Random
) -> None:
    marks = fill(store, engine, random)
    monkeypatch.setattr(near_records, "MOST", random.choice([5, 12, 100]))
    with open_catalogue(engine) as catalogue:
        for _ in range(25):
            some = random.sample(NAMED, random.randrange(1, 7))
            asked = random.choice([("changed", random.choice(marks)), ("outline", some), ("said", some)])
            with monkeypatch.context() as plain, open_catalogue(engine) as fresh:
                plain.setattr(near_records, "MOST", 0)
                assert same(answers(catalogue, asked), answers(fresh, asked)), asked


def test_products_stand_where_they_stand_among_all(store: StoredProducts, engine: Engine, random: Random) -> None:
    fill(store, engine, random)
    with open_catalogue(engine) as catalogue:
        whole = catalogue.outline().sort("key")
        for _ in range(10):
            some = catalogue.outline(random.sample(NAMED, 3)).sort("key")
            assert_frame_equal(some, whole.filter(pl.col("key").is_in(some["key"].implode())))


def test_a_key_in_capitals_is_that_of_a_product_whatever_groups_begin_with(
    store: StoredProducts, engine: Engine
) -> None:
    bring(store, {"GROUP:7": {"name": "Lampe"}, GROUP: {"name": "Lampen"}})
    assert store.keys() == ["GROUP:7"]
    assert [key for part in store.packed() for key in part["key"]] == ["GROUP:7"]
    with open_catalogue(engine) as catalogue:
        for asked in (None, ["GROUP:7", GROUP]):
            assert catalogue.outline(asked)["key"].to_list() == ["GROUP:7"]


def test_of_two_joined_products_that_one_import_read_the_lower_key_wins_everywhere(
    store: StoredProducts, engine: Engine
) -> None:
    bring(store, {"B": {"name": "b"}})
    bring(store, {"B": {"name": "b2", "parent": "P"}, "A": {"name": "a", "parent": "Q"}}, day=1)
    store.join("B", "A", by="anna")
    product = store.product("A")
    assert (product.parent, product.facts[0].value) == ("Q", "a")
    with open_catalogue(engine) as catalogue:
        assert catalogue.outline()["parent"].to_list() == catalogue.outline(["A"])["parent"].to_list() == ["Q"]
        assert [orjson.loads(facts)[0][2] for facts in catalogue.said(["A"])[0]["facts"]] == ["a", "b2"]


def test_a_gtin_is_the_same_number_with_noughts_before_it_wherever_it_is_asked(
    store: StoredProducts, engine: Engine
) -> None:
    upc, case = "012345678905", "10012345678902"
    said = {"A": upc, "B": f"0{upc}", "C": f"00{upc}", "D": case, "E": "4006381333931"}
    bring(store, {key: {"gtin": number} for key, number in said.items()})
    with open_catalogue(engine) as catalogue:
        before = catalogue.marks()
        whole = dict(catalogue.outline().select("key", "same_gtin").iter_rows())
        assert whole == {"A": "B, C", "B": "A, C", "C": "A, B", "D": None, "E": None}
        for key in said:
            assert catalogue.outline([key])["same_gtin"].to_list() == [whole[key]]
    bring(store, {"F": {"gtin": "04006381333931"}}, source="erp", day=1)
    with open_catalogue(engine) as catalogue:
        assert catalogue.changed(before).keys == {"E", "F"}
