"""Further languages of an output in a workspace: made anew where they changed, released or gone, and served no longer."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, row, whole

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.errors import Overtaken
from klaviatur.records import Actor, MemberRole
from klaviatur.settings import Settings

RITA = Actor("rita", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
ALONE = Settings(output_processes=1)


def bring(workspace: Workspace, rows: Sequence[Mapping[str, str]]) -> None:
    place, said = Path(workspace.folder) / "shop.csv", StringIO()
    writer = csv.DictWriter(said, list(dict.fromkeys(name for one in rows for name in one)), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    place.write_text(said.getvalue(), encoding="utf-8")
    assert workspace.collect([place], source="shop").failures == ()


def spoken(number: int, **said: str) -> dict[str, str]:
    english = {"name (en)": f"Lamp No. {number}", "farbe (en)": "red", "farbe": "rot"}
    return {**row(number), **english, **said}


def run(syndication: Syndication, *, full: bool = False) -> str:
    [done] = syndication.run(full=full, by=ANNA)
    assert done.state == "done"
    return whole(syndication, "bmecat_2005").decode()


def switch(syndication: Syndication, **values: str) -> None:
    syndication.switch("bmecat_2005", on=True, values={"supplier": "Hell", **values}, by=ANNA)


def test_a_delta_says_in_every_language_what_a_full_run_says(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w", settings=ALONE) as workspace:
        bring(workspace, [spoken(number) for number in range(1, 7)])
        with klaviatur.open_syndication(tmp_path / "w", settings=ALONE) as syndication:
            switch(syndication)
            plain = run(syndication, full=True)
            assert "Lamp No." not in plain
            switch(syndication, languages="de, en")
            first = run(syndication)
            assert first.count('<DESCRIPTION_SHORT lang="eng">Lamp No.') == 6
            assert first.count('<FVALUE lang="deu">rot</FVALUE><FVALUE lang="eng">red</FVALUE>') == 6
            bring(workspace, [spoken(1, **{"name (en)": "Reading lamp"}), *(spoken(number) for number in range(2, 6))])
            delta = run(syndication)
            assert '<DESCRIPTION_SHORT lang="eng">Reading lamp<' in delta
            assert delta == run(syndication, full=True)
            assert syndication.parity(published=True) == []
            switch(syndication, languages="")
            assert run(syndication) == run(syndication, full=True)
            assert "lang=" not in whole(syndication, "bmecat_2005").decode()


@pytest.mark.parametrize("processes", [2])
def test_several_processes_write_all_languages(tmp_path: Path, processes: int) -> None:
    with klaviatur.open_workspace(tmp_path / "w", settings=ALONE) as workspace:
        bring(workspace, [spoken(number) for number in range(1, 9)])
    with klaviatur.open_syndication(tmp_path / "w", settings=ALONE) as syndication:
        switch(syndication, languages="en")
        one = run(syndication, full=True)
    with klaviatur.open_syndication(tmp_path / "w", settings=Settings(output_processes=processes)) as syndication:
        assert run(syndication, full=True) == one


def test_a_wording_in_a_further_language_enters_with_its_release_and_goes_with_it(tmp_path: Path) -> None:
    with klaviatur.open_workspace(tmp_path / "w", settings=ALONE) as workspace:
        bring(workspace, [spoken(1, **{"beschreibung (en)": "A glass lamp with 12 watts."}), spoken(2)])
    with klaviatur.open_syndication(tmp_path / "w", settings=ALONE) as syndication:
        switch(syndication, languages="en")
        before = run(syndication)
        with klaviatur.open_desk(tmp_path / "w") as desk:
            variant = desk.play("product", "A001", channels=["shopping_title"], locale="en_GB", by=RITA)[0]
            desk.release(variant.id, wording=variant.wording, by=RITA)
            parts = desk.opened(variant.id).revision.checked.variant.parts
            title = next(part.text for part in parts if part.name == "title")
            said = run(syndication)
            assert f'<DESCRIPTION_SHORT lang="eng">{" ".join(title.split())}<' in said
            assert title != "Lamp No. 1"
            assert "shopping_title:title@en" in syndication.markings("bmecat_2005", "A001")
            desk.withdraw(variant.id, "not ours", by=RITA)
            with pytest.raises(Overtaken):
                syndication.feed("bmecat_2005")
        assert run(syndication) == before
