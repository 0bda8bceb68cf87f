"""Variants of products: a release dies with any change of a fact its words state, whoever wrote them."""

from pathlib import Path

import pytest
from tests.review.samples import ANNA, BEN, edited, texts

from klaviatur.errors import UnknownProduct
from klaviatur.records import KeptVariant, State
from klaviatur.wiring.desk import Desk

HEAD = "sku;name;brand;color;weight;description;remark"
ROW = "B-18;Akkuschrauber B 18;Lindhof;Blau;1,2 kg;Der Akkuschrauber dreht Schrauben in Holz und Metall.;Werk Lohfelden"


def collect(desk: Desk, folder: Path, row: str) -> None:
    place = folder / "shop.csv"
    place.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    desk.products.collect([place], source="shop")


@pytest.fixture
def screwdriver(desk: Desk, tmp_path: Path) -> KeptVariant:
    """A released variant of a product that states its weight."""
    collect(desk, tmp_path, ROW)
    (variant,) = desk.play("product", "B-18", channels=["facebook"], by=ANNA)
    assert "1,2" in texts(desk.opened(variant.id).revision)[0], texts(desk.opened(variant.id).revision)
    desk.release(variant.id, wording=variant.wording, by=BEN)
    return variant


def test_a_release_dies_with_a_changed_fact(desk: Desk, screwdriver: KeptVariant, tmp_path: Path) -> None:
    collect(desk, tmp_path, ROW.replace("1,2 kg", "1,5 kg"))
    opened = desk.opened(screwdriver.id)
    assert (opened.variant.state, opened.release) == (State.STALE, None)
    assert opened.releases[0].ended_why
    assert desk.audit(thing=f"variant:{screwdriver.id}", limit=1000)[-1].who == "klaviatur"
    assert desk.verify_audit().whole


def test_a_release_does_not_die_with_a_fact_it_does_not_state(
    desk: Desk, screwdriver: KeptVariant, tmp_path: Path
) -> None:
    assert "Gefertigt" not in texts(desk.opened(screwdriver.id).revision)[0]
    collect(desk, tmp_path, ROW.replace("Werk Lohfelden", "Werk Kassel"))
    assert desk.opened(screwdriver.id).release is not None


def test_saving_a_released_wording_unchanged_keeps_its_release(
    desk: Desk, screwdriver: KeptVariant, tmp_path: Path
) -> None:
    collect(desk, tmp_path, ROW.replace("Werk Lohfelden", "Werk Kassel"))
    sent = texts(desk.opened(screwdriver.id).revision)
    assert desk.edit(screwdriver.id, sent, base=1, by=ANNA).release is not None


def test_the_same_file_again_ends_nothing(desk: Desk, screwdriver: KeptVariant, tmp_path: Path) -> None:
    collect(desk, tmp_path, ROW)
    assert desk.opened(screwdriver.id).release is not None


def test_an_edited_wording_dies_with_the_facts_it_states_itself(
    desk: Desk, screwdriver: KeptVariant, tmp_path: Path
) -> None:
    without = edited(desk, screwdriver.id, "\n• Gewicht: 1,2\u00a0kg", "")
    desk.release(without.id, wording=without.wording, by=BEN)
    collect(desk, tmp_path, ROW.replace("1,2 kg", "1,5 kg"))
    assert desk.opened(screwdriver.id).release is not None
    collect(desk, tmp_path, ROW.replace("1,2 kg", "1,5 kg").replace("Blau", "Rot"))
    assert desk.opened(screwdriver.id).variant.state is State.STALE


def test_a_stale_variant_of_a_product_is_written_anew(desk: Desk, screwdriver: KeptVariant, tmp_path: Path) -> None:
    collect(desk, tmp_path, ROW.replace("1,2 kg", "1,5 kg"))
    (after,) = desk.play("product", "B-18", channels=["facebook"], again=True, by=ANNA)
    assert after.state is State.DRAFT
    assert "1,5" in texts(desk.opened(after.id).revision)[0]


def test_an_edit_is_held_against_the_facts_of_this_moment(desk: Desk, screwdriver: KeptVariant, tmp_path: Path) -> None:
    collect(desk, tmp_path, ROW.replace("1,2 kg", "1,5 kg"))
    after = edited(desk, screwdriver.id, "1,2", "1,5")
    assert after.blocks == 0


def test_a_chosen_source_ends_releases_that_state_the_other_one(
    desk: Desk, screwdriver: KeptVariant, tmp_path: Path
) -> None:
    place = tmp_path / "erp.csv"
    place.write_text("sku;name;weight\nB-18;Akkuschrauber B 18;1,4 kg\n", encoding="utf-8")
    desk.products.collect([place], source="erp")
    desk.products.choose("B-18", "weight", "shop", by="ben")
    variant = desk.opened(screwdriver.id).variant
    if variant.state is State.STALE:  # the newer file had won
        (variant,) = desk.play("product", "B-18", channels=["facebook"], again=True, by=ANNA)
        desk.release(variant.id, wording=variant.wording, by=BEN)
    desk.products.choose("B-18", "weight", "erp", by="ben")
    assert desk.opened(screwdriver.id).variant.state is State.STALE
    assert desk.opened(screwdriver.id).release is None


def test_a_product_nobody_knows_is_not_played(desk: Desk) -> None:
    with pytest.raises(UnknownProduct, match="nope"):
        desk.play("product", "nope", channels=["facebook"], by=ANNA)
