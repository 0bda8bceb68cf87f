"""What changes an output beside facts and releases: a delta knows it as well as a full run."""

from pathlib import Path

import pytest
from tests.syndicate.catalogues import ANNA, bring, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Workspace
from klaviatur.records import Actor, MemberRole
from klaviatur.wiring.members import open_members

RITA = Actor("rita", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
CALLED = "\n[[field]]\nname = 'by'\nfrom = \"marking('title', 'reviewed_by')\"\n\n[wordings]"


def chain(deep: int, **top: str) -> list[dict[str, str]]:
    """Return a product with others below it, each below the one before, and some that stand alone."""
    below = [row(at, ean="", hauptartikel=f"A{at - 1:03d}") for at in range(2, deep + 1)]
    return [row(1, **top), *below, *(row(at) for at in range(100, 300))]


@pytest.mark.parametrize("deep", [5, 6, 7, 8, 40])
def test_however_deep_variants_stand_a_delta_makes_what_a_full_run_makes(
    folder: Path, workspace: Workspace, deep: int
) -> None:
    outputs = ("google_merchant", "ucp", "woocommerce")
    cut = chain(deep)
    cut[1] |= {"hauptartikel": ""}
    bring(workspace, chain(deep, farbe="weiß"))
    with klaviatur.open_syndication(folder) as syndication:
        switch_on(syndication, *outputs)
        syndication.run(by=ANNA)
        for changed in (chain(deep, farbe="rot"), cut, chain(deep), chain(deep, hauptartikel=f"A{deep:03d}")):
            bring(workspace, changed)
            assert {run.kind for run in syndication.run(by=ANNA)} == {"delta"}
            made = [whole(syndication, output) for output in outputs]
            syndication.run(full=True, by=ANNA)
            assert made == [whole(syndication, output) for output in outputs]


def test_a_reviewer_who_is_called_otherwise_now_is_named_so_by_the_next_delta(
    folder: Path, workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, [row(1, beschreibung="Eine Leuchte mit 12 Watt aus Glas.", farbe="rot"), row(2)])
    profiles = write_profiles(tmp_path / "profiles", rows="csv")
    told = (profiles / "rows.toml").read_text(encoding="utf-8")
    (profiles / "rows.toml").write_text(told.replace("\n[wordings]", CALLED), encoding="utf-8")
    with open_members(folder) as members, klaviatur.open_desk(folder) as desk:
        members.invite("rita", "Rita Alt", ["author", "reviewer"], by=Actor("anna", frozenset(MemberRole)))
        variant = desk.play("product", "A001", channels=["shopping_title"], by=RITA)[0]
        desk.release(variant.id, wording=variant.wording, by=RITA)
        with opened(folder, profiles) as syndication:
            switch_on(syndication, "rows")
            syndication.run(by=ANNA)
            assert b"Rita Alt" in whole(syndication, "rows")
            members.change_profile("rita", shown="Rita Neu", language="de", by=RITA)
            (run,) = syndication.run(by=ANNA)
            assert (run.kind, run.changed) == ("delta", 1)
            assert b"Rita Neu" in whole(syndication, "rows")
