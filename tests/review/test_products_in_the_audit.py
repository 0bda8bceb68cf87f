"""What people decide about products, and what they import, has its line in the audit, in the same transaction."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.review.samples import ANNA, BEN, LEA

from klaviatur.errors import NotAllowed, UnknownProduct, UnknownProposal, UnknownSource
from klaviatur.records import AuditLine, Proposal
from klaviatur.records.texts import Bilingual
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.work import Works

COLOUR = Proposal("p1", "A-1", "value", "color", "rot", Bilingual("Farbe", "Colour"), 0.9)


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with two products of two sources."""
    for source in ("shop", "erp"):
        collect(desk, tmp_path, source)
    return desk


def collect(desk: Desk, folder: Path, source: str, **told: str) -> None:
    place = folder / f"{source}.csv"
    place.write_text(f"sku;name;weight\nA-1;Bohrer {source};2 kg\nB-1;Säge;1 kg\n", encoding="utf-8")
    desk.products.collect([place], source=source, **told)  # type: ignore[arg-type]


def decided(desk: Desk) -> list[AuditLine]:
    return [line for line in desk.audit(limit=1000) if line.entry.what == "product.decided"]


def test_an_import_has_one_line_with_who_and_what(desk: Desk, tmp_path: Path) -> None:
    collect(desk, tmp_path, "shop", by="anna", via="cli")
    (line,) = desk.audit()
    assert (line.who, line.via, line.entry.what) == ("anna", "cli", "products.collected")
    assert (line.entry.thing, line.entry.why) == ("import:1", "2 rows, 2 written")
    assert line.entry.details == (("source", "shop"),)
    collect(desk, tmp_path, "shop")
    assert (desk.audit()[1].who, desk.audit()[1].entry.why) == ("unknown", "2 rows, 0 written, 2 unchanged")
    assert desk.verify_audit().whole


def test_a_try_leaves_no_line(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "shop.csv"
    place.write_text("sku;name\nA-1;Bohrer\n", encoding="utf-8")
    desk.products.collect([place], dry_run=True, by="anna")
    assert list(desk.audit()) == []


def test_an_import_by_the_worker_names_the_member_and_the_work(desk: Desk) -> None:
    works = Works(desk)
    work = works.order_collect(io.BytesIO(b"sku;name\nA-1;Bohrer\n"), "shop.csv", source="shop", by=ANNA)
    assert not works.advance(work.id)
    (line,) = [line for line in desk.audit() if line.entry.what == "products.collected"]
    assert (line.who, line.via) == ("anna", "worker")
    assert dict(line.entry.details) == {"source": "shop", "work": work.id}


DECISIONS: dict[str, Callable[[Desk], object]] = {
    "proposal accepted": lambda desk: desk.accept("p1", by=BEN),
    "proposal refused": lambda desk: desk.refuse("p1", by=BEN),
    "source chosen": lambda desk: desk.choose("A-1", "weight", "erp", by=BEN),
    "joined": lambda desk: desk.same("B-1", "A-1", by=BEN),
}


@pytest.mark.parametrize("why", DECISIONS)
def test_a_decision_has_its_line(shop: Desk, why: str) -> None:
    shop.products.store.propose([COLOUR])
    DECISIONS[why](shop)
    (line,) = decided(shop)
    assert (line.who, line.via, line.entry.why) == ("ben", "library", why)
    assert line.entry.thing == ("product:B-1" if why == "joined" else "product:A-1")
    assert shop.verify_audit().whole


@pytest.mark.parametrize("why", DECISIONS)
def test_who_may_not_decide_changes_nothing(shop: Desk, why: str) -> None:
    shop.products.store.propose([COLOUR])
    ways: dict[str, Callable[[], object]] = {
        "proposal accepted": lambda: shop.accept("p1", by=LEA),
        "proposal refused": lambda: shop.refuse("p1", by=LEA),
        "source chosen": lambda: shop.choose("A-1", "weight", "erp", by=LEA),
        "joined": lambda: shop.same("B-1", "A-1", by=LEA),
    }
    before = shop.products.product("A-1")
    with pytest.raises(NotAllowed):
        ways[why]()
    assert (decided(shop), shop.products.product("A-1")) == ([], before)


def test_what_was_joined_can_be_parted_again(shop: Desk) -> None:
    before = shop.products.product("B-1")
    assert shop.same("B-1", "A-1", by=BEN).key == "A-1"
    assert shop.part_product("B-1", by=BEN).facts == before.facts
    assert [line.entry.why for line in decided(shop)] == ["joined", "parted"]
    shop.part_product("B-1", by=BEN)  # there is nothing to part any more, and nothing to note
    assert len(decided(shop)) == 2
    with pytest.raises(NotAllowed):
        shop.part_product("B-1", by=LEA)


def test_a_decision_that_fails_leaves_no_line(shop: Desk) -> None:
    with pytest.raises(UnknownProposal):
        shop.accept("nope", by=BEN)
    with pytest.raises(UnknownSource):
        shop.choose("A-1", "weight", "nope", by=BEN)
    with pytest.raises(UnknownProduct):
        shop.same("nope", "A-1", by=BEN)
    assert decided(shop) == []
    assert shop.verify_audit().whole
