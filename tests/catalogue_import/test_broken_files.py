"""Files broken in every way end in a report that adds up or in one clear sentence; bench/fuzz.py does 10,000 of them."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench._files import broken, made, seeds
from bench.fuzz import collected

import klaviatur

KINDS = seeds()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[klaviatur.Workspace]:
    with klaviatur.open_workspace(tmp_path_factory.mktemp("broken")) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(made()))
def test_a_sound_file_of_each_kind_gives_its_twelve_products(name: str, tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path) as opened:
        done = opened.collect_from(io.BytesIO(made()[name]), name=name)
        products = [key for key in opened.keys("") if key.startswith("KV-")]
        names = {opened.product(key).find("name").value for key in products}  # type: ignore[union-attr]
    assert products == sorted(f"KV-{n}" for n in range(1, 13))
    assert names == {f"Stehlampe Modell {n}, höhenverstellbar" for n in range(1, 13)}
    assert all(one.rejected == 0 for one in done.imports)


@pytest.mark.parametrize("number", range(300))
def test_a_broken_file_is_refused_in_one_sentence_or_adds_up(number: int, workspace: klaviatur.Workspace) -> None:
    chance = random.Random(number)  # noqa: S311 - breaks files, guards nothing
    name = chance.choice(sorted(KINDS))
    assert collected(workspace, broken(KINDS[name], chance), name) in {"read", "refused"}
