"""What is asked wrongly is told, with what to write instead."""

from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, write_profiles

import klaviatur
from klaviatur.adapters.outputs import load_outputs
from klaviatur.errors import NotReady, ProfileError, SettingError, UnknownProduct

WRONG = [
    ("base_url", "shop.example"),
    ("base_url", "https://"),
    ("locale", "deutsch"),
    ("currency", "EURO"),
]


@pytest.mark.parametrize(("name", "said"), WRONG)
def test_a_setting_that_would_hold_all_products_is_refused(tmp_path: Path, name: str, said: str) -> None:
    klaviatur.open_workspace(tmp_path / "w").close()
    with klaviatur.open_syndication(tmp_path / "w") as syndication:
        values = {"base_url": "https://shop.example", name: said}
        with pytest.raises(SettingError, match=rf"setting '{name}' is '{said}'. Write it like"):
            syndication.switch("google_merchant", on=True, values=values, by=ANNA)


def test_a_product_that_is_none_is_not_said_to_be_left_out(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w") as workspace:
        bring(workspace, [row(1)])
    with opened(tmp_path / "w", write_profiles(tmp_path / "profiles", rows="csv")) as syndication:
        switch_on(syndication, "rows")
        syndication.run(by=ANNA)
        assert [fate for _, fate, _ in syndication.why("A001")] == ["delivered"]
        assert syndication.held("rows", limit=0) == []
        with pytest.raises(UnknownProduct, match="klaviatur products 'A002'"):
            syndication.why("A002")


def test_an_output_whose_run_failed_says_why_it_has_no_file(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w") as workspace:
        bring(workspace, [row(1, name="")])
    with klaviatur.open_syndication(tmp_path / "w") as syndication:
        syndication.switch("etim_xchange", on=True, values={"supplier": "Hell"}, by=ANNA)
        syndication.run(by=ANNA)
        with pytest.raises(NotReady, match=r"last run was stopped. No product may leave"):
            syndication.write(tmp_path / "feeds")


def test_a_profile_names_a_file_and_no_place_elsewhere(tmp_path: Path) -> None:
    profiles = write_profiles(tmp_path / "profiles", rows="csv")
    whole = (profiles / "rows.toml").read_text(encoding="utf-8")
    for file in ("../rows.csv", "/etc/rows.csv", "a\\\\rows.csv", ".rows"):
        (profiles / "rows.toml").write_text(whole.replace('"rows.csv"', f'"{file}"'), encoding="utf-8")
        with pytest.raises(ProfileError, match="must be the name of a file alone"):
            load_outputs(profiles)


def test_an_output_whose_file_was_cut_short_does_not_leave(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w") as workspace:
        bring(workspace, [row(1), row(2)])
    with opened(tmp_path / "w", write_profiles(tmp_path / "profiles", rows="csv")) as syndication:
        switch_on(syndication, "rows")
        syndication.run(by=ANNA)
        (body,) = (tmp_path / "w" / "outputs" / "rows").glob("*.body")
        body.write_bytes(body.read_bytes()[:20])
        with pytest.raises(NotReady, match="rows --full"):
            syndication.write(tmp_path / "feeds")
        syndication.run(full=True, by=ANNA)
        assert syndication.write(tmp_path / "feeds")
