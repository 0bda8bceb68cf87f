"""The groups of a BMEcat: a tree in its head of all products that leave, whoever changed last."""

from dataclasses import replace
from pathlib import Path

from lxml import etree
from tests.syndicate.catalogues import ANNA, bring, row, whole

import klaviatur
from klaviatur import Syndication
from klaviatur.records import RunKind
from klaviatur.settings import Settings

SPACE = "{http://www.bmecat.org/bmecat/2005fd}"
LAMPS, READING, TEA = "Wohnen > Lampen", "Wohnen > Lampen > Leselampen", "Tee & Kräuter"
LONG = "Wohnen > " + "sehr " * 12 + "lange Namen"


def tree(said: bytes) -> dict[str, str]:
    """Return the names of groups, each with that of the group above."""
    groups = etree.fromstring(said).iter(f"{SPACE}CATALOG_STRUCTURE")
    told = [{part.tag.removeprefix(SPACE): part.text or "" for part in group} for group in groups]
    names = {one["GROUP_ID"]: one["GROUP_NAME"] for one in told}
    assert len(names) == len(told)
    return {one["GROUP_NAME"]: names.get(one["PARENT_ID"], "") for one in told}


def run(syndication: Syndication, *, full: bool = False) -> bytes:
    [made] = syndication.run(full=full, by=ANNA)
    assert made.kind is (RunKind.FULL if full else RunKind.DELTA)
    return whole(syndication, "bmecat_2005")


def test_the_tree_holds_the_groups_of_all_products_that_leave_after_a_delta_too(tmp_path: Path) -> None:
    alone = Settings(output_processes=1)
    with klaviatur.open_workspace(tmp_path / "w", settings=alone) as workspace:
        rows = [
            row(1, kategorie=READING),
            row(2, kategorie=LAMPS),
            row(3, kategorie=TEA),
            row(4),
            row(5, kategorie=LONG),
        ]
        bring(workspace, rows)
        with klaviatur.open_syndication(tmp_path / "w", settings=alone) as syndication:
            syndication.switch("bmecat_2005", on=True, values={"supplier": "Hell", "catalog_name": "Alles"}, by=ANNA)
            first = run(syndication, full=True)
            assert tree(first) == {
                "Alles": "", "Wohnen": "Alles", "Lampen": "Wohnen", "Leselampen": "Lampen", "Tee & Kräuter": "Alles",
            }  # fmt: skip
            assert first.count(b"<PRODUCT_TO_CATALOGGROUP_MAP ") == 3
            assert LONG.replace(">", "&gt;").encode() in first  # no group may be called that: it stays with its product
            bring(
                workspace, [rows[0], row(2, kategorie="Garten"), row(3, kategorie=TEA, ean="4000000000030"), *rows[3:]]
            )
            delta = run(syndication)
            assert tree(delta).keys() == {"Alles", "Wohnen", "Lampen", "Leselampen", "Garten"}  # the tea is held now
            assert delta == run(syndication, full=True)
        with klaviatur.open_syndication(tmp_path / "w", settings=replace(alone, output_processes=2)) as syndication:
            assert delta == run(syndication, full=True)


def test_groups_come_back_as_the_categories_they_were(tmp_path: Path) -> None:
    said = {"A001": [READING, TEA], "A002": [LAMPS], "A003": [LONG, "Wohnen"], "A004": ["Tee>Kräuter"]}
    with klaviatur.open_workspace(tmp_path / "w") as workspace:
        bring(workspace, [row(int(key[1:]), kategorie="|".join(paths)) for key, paths in said.items()])
        before = {key: workspace.product(key).find("category") for key in said}
        assert before["A001"]
        assert before["A001"].items == (READING, TEA)
    with klaviatur.open_syndication(tmp_path / "w") as syndication:
        syndication.switch("bmecat_2005", on=True, values={"supplier": "Hell"}, by=ANNA)
        (tmp_path / "katalog.xml").write_bytes(run(syndication, full=True))
    with klaviatur.open_workspace(tmp_path / "other") as workspace:
        workspace.collect([tmp_path / "katalog.xml"])
        after = {key: workspace.product(key).find("category") for key in said}
    assert {key: fact and (fact.items or (fact.value,)) for key, fact in after.items()} == {
        key: fact and (fact.items or (fact.value,)) for key, fact in before.items()
    }
