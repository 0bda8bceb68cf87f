"""All outputs of a run say the same of a product, or none of those that disagree leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Syndication, Workspace

SOUND = {"rows": "csv", "lines": "jsonl", "feed": "rss"}
BREAKS = {
    "price": ('from = "money(price)"', "from = \"replace(money(price), '9', '8')\""),
    "gtin": ('from = "gtin"', 'from = "sku"'),
    "availability": ("from = \"availability('google')\"", "from = \"'out_of_stock'\""),
    "title": ("first(wording('title'), name)", "first(wording('title'), name + ' ' + brand)"),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        bring(
            workspace, [row(1), row(2), row(3, name="Eine Leuchte, deren Name länger ist als 40 Zeichen, mit 12 Watt")]
        )
        yield workspace


def breaking(profiles: Path, output: str, what: str) -> None:
    place = profiles / f"{output}.toml"
    told = place.read_text(encoding="utf-8")
    assert BREAKS[what][0] in told
    place.write_text(told.replace(*BREAKS[what]), encoding="utf-8")


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    return write_profiles(tmp_path / "profiles", **SOUND)


@pytest.fixture
def syndication(workspace: Workspace, profiles: Path) -> Iterator[Syndication]:
    with opened(workspace.folder, profiles) as syndication:
        switch_on(syndication, *SOUND)
        yield syndication


def test_outputs_in_csv_json_and_xml_say_the_same_of_every_product(syndication: Syndication) -> None:
    assert {run.state for run in syndication.run(by=ANNA)} == {"done"}
    assert syndication.parity() == []


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ("rows", "title"),
        ("rows", "price"),
        ("lines", "price"),
        ("lines", "gtin"),
        ("feed", "price"),
        ("feed", "availability"),
    ],
)
def test_an_output_that_says_something_else_stops_and_the_old_one_stays(
    syndication: Syndication, workspace: Workspace, profiles: Path, output: str, what: str
) -> None:
    syndication.run(by=ANNA)
    before = {name: whole(syndication, name) for name in SOUND}
    breaking(profiles, output, what)
    with opened(workspace.folder, profiles) as broken:
        differences = broken.parity()
        assert {difference.what for difference in differences} == {what}
        assert output in {name for name, _ in differences[0].said}
        runs = {run.output: run for run in broken.run(by=ANNA)}
        assert runs[output].state == "stopped_by_parity"
        assert what in runs[output].message
        assert {name: whole(broken, name) for name in SOUND} == before


def test_a_title_that_was_cut_is_the_beginning_of_the_others_and_no_difference(
    workspace: Workspace, syndication: Syndication, profiles: Path
) -> None:
    place = profiles / "rows.toml"
    place.write_text(
        place.read_text(encoding="utf-8").replace("max_characters = 40", "max_characters = 400"), encoding="utf-8"
    )
    with opened(workspace.folder, profiles) as longer:
        assert longer.parity() == []
        longer.run(by=ANNA)
        assert "40 Zeichen, mit 12 Watt" in whole(longer, "rows").decode()
        assert "deren Name länger ist…" in whole(longer, "feed").decode()


def test_a_stopped_output_goes_on_once_it_is_right_again(
    syndication: Syndication, workspace: Workspace, profiles: Path
) -> None:
    syndication.run(by=ANNA)
    sound = (profiles / "rows.toml").read_text(encoding="utf-8")
    breaking(profiles, "rows", "price")
    with opened(workspace.folder, profiles) as broken:
        broken.run(by=ANNA)
    (profiles / "rows.toml").write_text(sound, encoding="utf-8")
    bring(workspace, [row(1, preis="77,00 EUR"), row(2), row(3)])
    with opened(workspace.folder, profiles) as mended:
        assert {run.state for run in mended.run(by=ANNA)} == {"done"}
        assert b"77.00 EUR" in whole(mended, "rows")
