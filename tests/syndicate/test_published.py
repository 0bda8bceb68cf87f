"""Who doubts what was published holds the files that lie there against the catalogue: every byte of them is looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, SHOP, bring, row

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.adapters.outputs.bodies import body
from klaviatur.errors import NotReady

NAMES = ("google_merchant", "shopify", "bmecat_2005", "sitemap", "acp", "woocommerce")
ROWS = [
    *(row(at, kategorie="Leuchten/Tisch") for at in range(1, 40)),
    *(
        row(40 + at, hauptartikel="A001", farbe=said, url="https://shop.example/1")
        for at, said in enumerate(("rot", "blau"))
    ),
    row(50, preis=""),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        bring(workspace, ROWS)
        yield workspace


@pytest.fixture
def syndication(workspace: Workspace) -> Iterator[Syndication]:
    with klaviatur.open_syndication(workspace.folder) as syndication:
        for name in NAMES:
            needs = {need.name for need in syndication.output(name).needs}
            values = {
                key: value for key, value in (SHOP | {"seller": "Hell", "supplier": "Hell"}).items() if key in needs
            }
            syndication.switch(name, on=True, values=values, by=ANNA)
        syndication.run(by=ANNA)
        yield syndication


def test_what_lies_there_is_what_a_run_would_write(workspace: Workspace, syndication: Syndication) -> None:
    assert syndication.parity(published=True) == []
    bring(workspace, [*ROWS[:-1], row(50)])
    assert {run.kind.value for run in syndication.run(by=ANNA)} == {"delta"}
    assert syndication.parity(published=True) == []
    assert syndication.parity(keys=["A001", "A040", "A050", "A002"], published=True) == []


def test_a_file_that_somebody_changed_is_told_with_the_place(syndication: Syndication) -> None:
    place = Path(syndication.folder) / "outputs" / "google_merchant" / body(1, 0, 0)
    place.write_bytes(place.read_bytes().replace(b"14.90 EUR", b"13.90 EUR"))
    for keys in (None, ["A005", "A006"]):
        (told,) = syndication.parity(keys=keys, published=True)
        assert (told.key, told.what) == ("A005", "file")
        (ours, wanted), (theirs, lies) = told.said
        assert (ours, theirs) == ("catalogue", "google_merchant")
        assert "14.90 EUR" in wanted
        assert "13.90 EUR" in lies
    assert syndication.parity() == []


def test_outputs_that_were_not_run_since_a_change_are_told(workspace: Workspace, syndication: Syndication) -> None:
    bring(workspace, [ROWS[0], row(2, preis="1,00 EUR"), row(3, name=""), *ROWS[3:-1], row(50)])
    syndication.run([name for name in NAMES if name != "google_merchant"], by=ANNA)
    told = {one.key: dict(one.said) for one in syndication.parity(published=True) if one.what == "file"}
    assert set(told) == {"A002", "A003", "A050"}
    assert all("google_merchant" in said for said in told.values())
    assert told["A003"]["catalogue"] == ""  # it is held now, and lies there
    assert told["A050"]["google_merchant"] == ""  # it leaves now, and does not lie there
    assert {one.key for one in syndication.parity(keys=["A002", "A004"], published=True)} == {"A002"}


def test_an_output_that_never_ran_has_nothing_to_look_at(syndication: Syndication) -> None:
    syndication.switch("llms_txt", on=True, values=SHOP | {"shop_name": "Hell", "shop_summary": "Licht"}, by=ANNA)
    with pytest.raises(NotReady, match="klaviatur syndicate llms_txt"):
        syndication.parity(published=True)


def test_files_that_were_written_somewhere_are_held_against_these(syndication: Syndication, tmp_path: Path) -> None:
    place = tmp_path / "feeds"
    syndication.write(place)
    assert syndication.parity(folder=place) == []
    (place / "shopify_products.csv").unlink()
    (place / "acp_products.jsonl").write_bytes((place / "acp_products.jsonl").read_bytes() + b"{}\n")
    text = (place / "google_merchant.xml").read_text(encoding="utf-8")
    (place / "google_merchant.xml").write_text(text.replace("14.90", "13.90"), encoding="utf-8")
    (place / "sitemap-products-part1.xml").write_text("<urlset/>", encoding="utf-8")
    told = {one.key: one.said[1][1].partition(" ")[0] for one in syndication.parity(folder=place)}
    assert told == {
        "acp_products.jsonl": "longer",
        "google_merchant.xml": "other",
        "shopify_products.csv": "missing",
        "sitemap-products-part1.xml": "no",
    }
