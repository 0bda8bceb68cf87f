"""Whatever comes in whatever order, the store knows what a plain dictionary of versions knows."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from klaviatur.adapters.stores import StoredProducts, open_store
from klaviatur.records import ColumnMapping, Table
from klaviatur.testing.rows import BEGIN, bring, prepared

SOURCES = ("erp", "shop")
PRIORITY = {"erp": 5, "shop": 0}
keys = st.sampled_from([f"K-{n}" for n in range(6)] + ["ß/ö", "4006381333931", "'; DROP TABLE records; --", "x,y\n"])
values = st.sampled_from(["rot", "blau", "1,5", "Käse", "line\nbreak", '"quoted" \\ back', "\u202eرق", "🧀"])
facts = st.dictionaries(st.sampled_from(["name", "colour", "size"]), values, min_size=1)
rows = st.dictionaries(keys, facts, max_size=5)

Facts = dict[str, str]


class StoreMachine(RuleBasedStateMachine):
    """The model: for each source what it says now and how often that changed."""

    new_database: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.place = self.new_database()
        self.store: StoredProducts = open_store(self.place)
        self.said: dict[str, dict[str, Facts]] = {source: {} for source in SOURCES}
        self.versions: dict[tuple[str, str], int] = {}
        self.missing: dict[str, set[str]] = {source: set() for source in SOURCES}
        self.past: list[tuple[int, dict[str, dict[str, Facts]]]] = []
        self.day = 0

    @rule(source=st.sampled_from(SOURCES), rows=rows)
    def import_rows(self, source: str, rows: dict[str, Facts]) -> None:
        said = self.said[source]
        new = set(rows) - set(said)
        changed = {key for key in rows if key in said and said[key] != rows[key]}
        report = bring(self.store, rows, source=source, day=self.day, priority=PRIORITY[source])
        self.day += 1
        for key in new | changed:
            self.versions[source, key] = self.versions.get((source, key), 0) + 1
        said |= rows
        self.missing[source] = set(said) - set(rows)
        assert (report.created, report.changed) == (len(new), len(changed))
        assert report.missing == len(self.missing[source])
        assert {c.key for c in self.store.changes((report.id or 0) - 1) if c.attribute} == changed
        self.past.append((report.id or 0, {name: dict(known) for name, known in self.said.items()}))

    @rule(source=st.sampled_from(SOURCES), rows=rows)
    def import_breaks(self, source: str, rows: dict[str, Facts]) -> None:
        table, mapping = Table("t", "csv", (), iter(())), ColumnMapping(source, (), priority=99)
        with suppress(ZeroDivisionError), self.store.importing(source, table, mapping, BEGIN) as importing:
            if rows:
                importing.write(prepared(rows))
            raise ZeroDivisionError

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.place)

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        number, then = data.draw(st.sampled_from(self.past))
        for key in {key for known in then.values() for key in known}:
            found = {f.attribute: f.value for f in self.store.product(key, at=number).facts}
            assert found == expected(then, key)

    @invariant()
    def products_are_those_of_the_model(self) -> None:
        known = {key for said in self.said.values() for key in said}
        assert list(self.store.keys()) == sorted(known)
        for key in known:
            product = self.store.product(key)
            assert {f.attribute: f.value for f in product.facts} == expected(self.said, key)
            assert product.version == sum(self.versions.get((source, key), 0) for source in SOURCES)
            assert len(product.findings) == sum(key in missing for missing in self.missing.values())

    @invariant()
    def the_search_finds_what_is_there_now(self) -> None:
        named = {key for said in self.said.values() for key, facts in said.items() if facts.get("name") == "Käse"}
        assert set(self.store.keys(search="kase")) == named

    def teardown(self) -> None:
        self.store.close()


def expected(said: dict[str, dict[str, Facts]], key: str) -> Facts:
    """What wins: the source with the higher priority for every attribute it has."""
    return said["shop"].get(key, {}) | said["erp"].get(key, {})


def test_the_store_knows_what_a_dictionary_of_versions_knows(new_database: Callable[[], str]) -> None:
    machine = type("Machine", (StoreMachine,), {"new_database": staticmethod(new_database)})
    quick = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=quick)
