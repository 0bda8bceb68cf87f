"""Files of an output that were cut short, overwritten or removed: the next run makes it anew, and readers are told."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

from klaviatur import Syndication, Workspace
from klaviatur.adapters.stores.outputs import StoredOutputs
from klaviatur.errors import NotReady
from klaviatur.records import Run, RunKind, Severity

OUTPUTS = {"rows": "csv", "lines": "jsonl"}
FULL, DELTA = RunKind.FULL, RunKind.DELTA
Damage = Callable[[Path], object]


def cut(place: Path) -> None:
    os.truncate(place, place.stat().st_size // 2)


def overwrite(place: Path) -> None:
    place.write_bytes(b"x" * place.stat().st_size)


def overwrite_within(place: Path) -> None:
    """Leave only what tells that it is such a file."""
    told = place.read_bytes()
    place.write_bytes(told[:8] + b"\xff" * (len(told) - 18) + told[-10:])


WAYS: dict[str, Damage] = {"cut": cut, "overwritten": overwrite, "gone": Path.unlink}


@pytest.fixture
def syndication(folder: Path, tmp_path: Path, workspace: Workspace) -> Iterator[Syndication]:
    """Two outputs with a base and what changed since."""
    profiles = write_profiles(tmp_path / "profiles", **OUTPUTS)
    bring(workspace, [row(number) for number in range(1, 12)])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        syndication.run(by=ANNA)
        bring(workspace, [row(1, preis="99,00"), *(row(number) for number in range(2, 12))])
        assert {run.kind for run in syndication.run(by=ANNA)} == {DELTA}
        yield syndication


def lying(folder: Path, pattern: str) -> Path:
    (place,) = (folder / "outputs" / "rows").glob(pattern)
    return place


def ran(syndication: Syndication) -> dict[str, Run]:
    return {run.output: run for run in syndication.run(by=ANNA)}


def assert_made_anew(syndication: Syndication) -> None:
    runs = ran(syndication)
    assert {run.state for run in runs.values()} == {"done"}
    assert (runs["rows"].kind, runs["lines"].kind) == (FULL, DELTA)
    assert "made anew" in runs["rows"].message
    assert runs["lines"].message == ""
    assert syndication.run_of(runs["rows"].id) == runs["rows"]
    assert b"99.00" in whole(syndication, "rows")
    assert syndication.parity(published=True) == []
    assert {(run.kind, run.message) for run in ran(syndication).values()} == {(DELTA, "")}


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        *(("base-*.index", way) for way in WAYS),
        ("over-*.index", "cut"),
        ("base*.body", "cut"),
        ("base*.body", "gone"),
        ("over-*.body", "cut"),
    ],
)
def test_an_output_whose_files_are_damaged_is_made_anew_by_the_next_run_and_not_served_before(
    syndication: Syndication, folder: Path, pattern: str, way: str
) -> None:
    WAYS[way](lying(folder, pattern))
    for read in (
        lambda: syndication.feed("rows"),
        lambda: syndication.delta_feed("rows", since=1),
        lambda: syndication.files("rows"),
        lambda: syndication.write(folder / "there", ["rows"]),
        lambda: syndication.parity(published=True),
    ):
        with pytest.raises(NotReady, match="klaviatur syndicate rows --full"):
            read()
    assert whole(syndication, "lines")
    assert_made_anew(syndication)


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        *(("base-*.index", way) for way in WAYS),
        ("over-*.index", "cut"),
        ("base*.body", "gone"),
        ("over-*.body", "cut"),
        ("state.json", "cut"),
        ("state.json", "gone"),
    ],
)
def test_a_damaged_output_says_so_of_itself_and_the_others_are_shown_as_ever(
    syndication: Syndication, folder: Path, pattern: str, way: str
) -> None:
    before = {one.name: one for one in syndication.outputs()}
    WAYS[way](lying(folder, pattern))
    found = {name: (state, problems) for name, state, problems in syndication.why("A001")}
    assert found["lines"] == ("delivered", [])
    state, (problem,) = found["rows"]
    assert (state, problem.key, problem.severity) == ("damaged", "A001", Severity.WARN)
    assert all("klaviatur syndicate rows --full" in said for said in (problem.proposal.de, problem.proposal.en))
    told = {one.name: one for one in syndication.outputs()}
    assert told["lines"] == before["lines"] == syndication.output("lines")
    assert "klaviatur syndicate rows --full" in told["rows"].damaged
    assert replace(told["rows"], damaged="") == before["rows"]
    assert syndication.output("rows") == told["rows"]
    assert_made_anew(syndication)
    assert [one.damaged for one in syndication.outputs() if one.on] == ["", ""]
    assert {state for _, state, _ in syndication.why("A001")} == {"delivered"}


@pytest.mark.parametrize("way", ["cut", "gone"])
def test_behind_a_run_that_was_stopped_a_lost_state_is_told_as_behind_one_that_was_done(
    workspace: Workspace, syndication: Syndication, folder: Path, tmp_path: Path, way: str
) -> None:
    done = syndication.output("rows").last
    profile = tmp_path / "profiles" / "lines.toml"
    profile.write_text(profile.read_text(encoding="utf-8").replace('from = "gtin"', 'from = "sku"'), encoding="utf-8")
    with opened(Path(workspace.folder), profile.parent) as broken:
        assert {run.state for run in broken.run(by=ANNA)} == {"stopped_by_parity"}
    known = syndication.output("rows")
    assert (known.damaged, known.stands) == ("", done)
    assert known.last != done
    WAYS[way](lying(folder, "state.json"))
    for one in (syndication.output("rows"), next(one for one in syndication.outputs() if one.name == "rows")):
        assert "klaviatur syndicate rows --full --by NAME" in one.damaged
    found = {name: (state, problems) for name, state, problems in syndication.why("A001")}
    assert found["lines"] == ("delivered", [])
    state, (problem,) = found["rows"]
    assert (state, problem.rule) == ("damaged", "output_damaged")
    with pytest.raises(NotReady, match=r"gone or damaged.*klaviatur syndicate rows --full"):
        syndication.feed("rows")


def test_what_an_output_holds_back_it_holds_back_with_its_reason_also_where_its_files_are_damaged(
    workspace: Workspace, syndication: Syndication, folder: Path
) -> None:
    bring(workspace, [row(number, preis="" if number == 2 else "9,90") for number in range(1, 12)])
    syndication.run(by=ANNA)
    kept = syndication.why("A002")
    assert {state for _, state, _ in kept} == {"held"}
    cut(lying(folder, "base-*.index"))
    assert syndication.why("A002") == kept


def test_what_has_not_run_yet_or_is_not_in_use_is_not_damaged(
    workspace: Workspace, syndication: Syndication, folder: Path
) -> None:
    switch_on(syndication, "json_ld")
    cut(lying(folder, "base-*.index"))
    syndication.switch("rows", on=False, by=ANNA)
    assert {one.damaged for one in syndication.outputs()} == {""}
    assert {name: state for name, state, _ in syndication.why("A001")} == {"lines": "delivered", "json_ld": "not in it"}


@pytest.mark.parametrize("pattern", ["base-*.index", "over-*.index"])
def test_damage_that_is_found_only_when_an_output_is_being_made_stops_no_other(
    syndication: Syndication, folder: Path, pattern: str
) -> None:
    overwrite_within(lying(folder, pattern))
    with pytest.raises(NotReady, match="klaviatur syndicate rows --full"):
        syndication.feed("rows")
    assert {name: state for name, state, _ in syndication.why("A001")} == {"lines": "delivered", "rows": "damaged"}
    assert_made_anew(syndication)


@pytest.mark.parametrize("said", [b"", b"{", b"null", b'{"format": 2}', b'{"format": 2, "marks": 3, "totals": []}'])
def test_what_is_known_of_an_output_may_be_damaged_too(syndication: Syndication, folder: Path, said: bytes) -> None:
    lying(folder, "state.json").write_bytes(said)
    lying(folder, "state.json").with_name("withheld.json").write_bytes(said)
    with pytest.raises(NotReady, match="klaviatur syndicate rows --full"):
        syndication.feed("rows")
    assert syndication.due() == {}
    assert_made_anew(syndication)


def test_an_output_that_may_not_leave_is_made_anew_where_its_files_are_damaged(
    workspace: Workspace, folder: Path, tmp_path: Path
) -> None:
    profiles = write_profiles(tmp_path / "profiles", few='csv\n[options]\nleast = "1"\n')
    bring(workspace, [row(1, preis="")])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, "few")
        for damage in (lambda place: place.write_bytes(b"null"), cut, Path.unlink):
            assert [run.state for run in syndication.run(by=ANNA)] == ["failed"]
            damage(folder / "outputs" / "few" / "withheld.json")
            (run,) = syndication.run(by=ANNA)
            assert (run.kind, run.state, run.held) == (FULL, "failed", 1)
            assert [problem.key for problem in syndication.held("few")] == ["A001"]


class Died(BaseException):
    """The process ended here."""


def test_what_a_run_that_died_put_into_its_place_is_no_beginning_even_behind_one_that_was_stopped(
    workspace: Workspace, syndication: Syndication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(workspace, [row(number, preis="" if number == 2 else "9,90") for number in range(1, 12)])
    with monkeypatch.context() as patch:
        patch.setattr(StoredOutputs, "end", _die)
        with pytest.raises(Died):
            syndication.run(by=ANNA)
    assert syndication.held("rows") == []
    profile = tmp_path / "profiles" / "lines.toml"
    sound = profile.read_text(encoding="utf-8")
    profile.write_text(sound.replace('from = "gtin"', 'from = "sku"'), encoding="utf-8")
    with opened(Path(workspace.folder), profile.parent) as broken:
        for _ in range(2):
            assert {run.state for run in broken.run(by=ANNA)} == {"stopped_by_parity"}
    profile.write_text(sound, encoding="utf-8")
    with opened(Path(workspace.folder), profile.parent) as mended:
        assert {run.kind for run in mended.run(by=ANNA)} == {FULL}
        assert {problem.key for name in OUTPUTS for problem in mended.held(name)} == {"A002"}


def _die(*_: object) -> None:
    raise Died


def test_a_run_is_done_also_where_there_is_no_room_to_write_what_changed_and_the_rest_as_one(
    workspace: Workspace, syndication: Syndication, folder: Path
) -> None:
    shelf = folder / "outputs" / "rows"
    in_the_way = shelf / "base0-2.0.body"
    in_the_way.mkdir()
    for price, written in (("7,90", {in_the_way.name}), ("8,90", {in_the_way.name, "base-2.index"})):
        bring(workspace, [row(number, **({"preis": price} if number < 7 else {})) for number in range(1, 12)])
        assert {run.state for run in ran(syndication).values()} == {"done"}
        assert whole(syndication, "rows").count(f",{price.replace(',', '.')}".encode()) == 6
        assert {place.name for place in shelf.glob("base*-2.*")} == written
        if in_the_way.is_dir():
            in_the_way.rmdir()
