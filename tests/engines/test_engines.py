"""Work gives the same results in the same order, wherever it runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import klaviatur
from klaviatur.adapters.engines import LocalEngine
from klaviatur.adapters.engines.ray import RayEngine
from klaviatur.errors import SettingError

ROWS = "\n".join(f"A-{n};Lampe {n};{n},50 €" for n in range(1, 121))
TABLE = f"Artikelnummer;Bezeichnung;Preis\n{ROWS}\n"


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayEngine]:
    """A Ray of our own on this machine."""
    engine = RayEngine()
    yield engine
    engine.close()


@given(st.lists(st.integers(), max_size=30))
def test_local_results_come_in_the_order_of_the_chunks(numbers: list[int]) -> None:
    assert list(LocalEngine().map(abs, numbers)) == [abs(n) for n in numbers]


def test_a_local_fault_comes_out_where_the_results_are_read() -> None:
    results = LocalEngine().map(int, ["1", "no number"])
    assert next(results) == 1
    with pytest.raises(ValueError, match="no number"):
        next(results)


def test_a_cluster_gives_its_results_in_the_order_of_the_chunks(cluster: RayEngine) -> None:
    assert list(cluster.map(abs, range(-40, 0))) == list(range(40, 0, -1))


def test_an_import_on_a_cluster_is_the_import_on_this_machine(cluster: RayEngine, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(TABLE, encoding="utf-8")
    facts = []
    for name, engine in (("here", "local"), ("cluster", cluster)):
        with klaviatur.open_workspace(tmp_path / name) as workspace:
            report = workspace.collect([file], engine=engine).imports[0]
            assert (report.rows, report.written, report.created) == (120, 120, 120)
            facts.append(
                [
                    [(f.id, f.value, f.raw, f.steps, f.origin.row) for f in workspace.product(k).facts]
                    for k in workspace.keys("")
                ]
            )
    assert facts[0] == facts[1]


def test_an_unknown_engine_is_named_with_those_there_are(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path) as workspace, pytest.raises(SettingError, match="Known: local, ray"):
        workspace.collect(["x.csv"], engine="spark")
