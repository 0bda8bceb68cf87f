"""A profile of one's own that is wrong stops its own output, and no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, SHOP, bring, opened, row, switch_on, whole, write_profiles

from klaviatur import Syndication, Workspace
from klaviatur.adapters.outputs import load_outputs
from klaviatur.errors import ProfileError, SettingError, UnknownOutput
from klaviatur.records import RunKind

RULE = """
[[rule]]
name = "dear"
holds_when = "number(price) > 1000"
shows = "color"
message = ["Teuer", "Dear"]
proposal = ["Prüfen", "Check"]
"""
OUTPUTS = {"good": "csv", "bad": "csv"}
WRONG = {
    "toml": (lambda text: text + "\n[[", "is not valid TOML"),
    "expression": (lambda text: text.replace('"key"', '"nonsense(key"', 1), "cannot be read"),
    "unknown word": (lambda text: text.replace('"money(price)"', '"monney(price)"'), "monney"),
    "key": (lambda text: text.replace("family =", "famly ="), "famly"),
    "format": (lambda text: text.replace('format = "csv"', 'format = "exel"'), "exel"),
    "shows": (lambda text: text + RULE, "which it does not read"),
    "bytes": (lambda text: text.replace("Probe", "Pr\udce4be"), "is not UTF-8"),
}


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    return write_profiles(tmp_path / "profiles", **OUTPUTS)


@pytest.fixture
def syndication(folder: Path, profiles: Path, workspace: Workspace) -> Iterator[Syndication]:
    bring(workspace, [row(1), row(2)])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        syndication.run(by=ANNA)
    with opened(folder, profiles) as syndication:
        yield syndication


def spoil(profiles: Path, how: str, name: str = "bad") -> str:
    """Make a profile wrong, and return what is said of it."""
    place = profiles / f"{name}.toml"
    spoilt, said = WRONG[how]
    place.write_bytes(spoilt(place.read_text(encoding="utf-8")).encode("utf-8", "surrogateescape"))
    return said


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_profile_is_told_and_the_others_run(
    workspace: Workspace, syndication: Syndication, profiles: Path, how: str
) -> None:
    said = spoil(profiles, how)
    bring(workspace, [row(1), row(2), row(3)])
    runs = {run.output: run for run in syndication.run(by=ANNA)}
    assert (runs["good"].state, runs["good"].kind, runs["good"].delivered) == ("done", RunKind.DELTA, 3)
    assert (runs["bad"].state, runs["bad"].items) == ("failed", 0)
    assert said in runs["bad"].message
    known = {one.name: one for one in syndication.outputs()}
    assert (known["good"].problem, known["bad"].problem) == ("", runs["bad"].message)
    assert known["bad"].on
    assert [name for name, _, _ in syndication.why("A001")] == ["good"]
    assert syndication.parity() == []
    assert syndication.check() == []
    for ask in (syndication.feed, syndication.held, lambda name: syndication.check([name])):
        with pytest.raises(ProfileError, match=said):
            ask("bad")


def test_an_output_whose_profile_is_wrong_can_be_switched_off_and_not_on(
    syndication: Syndication, profiles: Path
) -> None:
    spoil(profiles, "toml")
    with pytest.raises(ProfileError, match="not valid TOML"):
        syndication.switch("bad", on=True, by=ANNA)
    off = syndication.switch("bad", on=False, values={"texts": "released_only"}, by=ANNA)
    assert (off.on, off.values) == (False, SHOP)
    assert [run.output for run in syndication.run(by=ANNA)] == ["good"]


def test_a_profile_that_is_mended_runs_again_without_anything_else(syndication: Syndication, profiles: Path) -> None:
    before, right = whole(syndication, "good"), (profiles / "bad.toml").read_text(encoding="utf-8")
    with opened(Path(syndication.folder), profiles) as served:  # one that was opened while it was wrong
        spoil(profiles, "expression")
        assert {run.state for run in served.run(by=ANNA)} == {"done", "failed"}
        (profiles / "bad.toml").write_text(right, encoding="utf-8")
        assert {run.state for run in served.run(by=ANNA)} == {"done"}
        assert whole(served, "bad") == whole(served, "good") == before


def test_nothing_else_runs_in_the_place_of_a_profile_that_is_wrong(syndication: Syndication, profiles: Path) -> None:
    (profiles / "ours.toml").write_text('name = "google_merchant"\nlike = "google_merchant"\n[[', encoding="utf-8")
    with opened(Path(syndication.folder), profiles) as afresh:
        assert "not valid TOML" in afresh.output("google_merchant").problem
        with pytest.raises(ProfileError, match=r"ours\.toml"):
            afresh.switch("google_merchant", on=True, values=SHOP, by=ANNA)
    with pytest.raises(ProfileError, match=r"ours\.toml"):
        load_outputs(profiles)


def test_an_output_that_is_on_and_has_no_profile_any_more_says_so(syndication: Syndication, profiles: Path) -> None:
    (profiles / "bad.toml").unlink()
    runs = {run.output: run for run in syndication.run(by=ANNA)}
    assert (runs["good"].state, runs["bad"].state) == ("done", "failed")
    assert "klaviatur outputs off bad" in runs["bad"].message
    assert syndication.switch("bad", on=False, by=ANNA).on is False
    assert [run.output for run in syndication.run(by=ANNA)] == ["good"]
    with pytest.raises(UnknownOutput):
        syndication.output("bad")


def test_an_output_that_lacks_a_setting_stops_no_other(syndication: Syndication, profiles: Path) -> None:
    place = profiles / "bad.toml"
    needs = '\n[needs.seller]\nlabel = ["Anbieter", "Seller"]\nrequired = true\n'
    place.write_text(place.read_text(encoding="utf-8") + needs, encoding="utf-8")
    runs = {run.output: run for run in syndication.run(by=ANNA)}
    assert (runs["good"].state, runs["bad"].state) == ("done", "failed")
    assert "needs the setting 'seller'" in runs["bad"].message
    with pytest.raises(SettingError, match="seller"):
        syndication.preview("bad", "A001")
    assert syndication.switch("bad", on=False, by=ANNA).on is False
