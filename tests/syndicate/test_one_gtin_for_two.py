"""Two products with one GTIN are told at both, in a delta as in a full run, whichever of them changed."""

from collections.abc import Sequence
from pathlib import Path

from tests.syndicate.catalogues import ANNA, bring, gtin, row, switch_on, whole

import klaviatur
from klaviatur import Workspace
from klaviatur.records import Run, RunKind

OUTPUTS = ("google_merchant", "shopify")
Told = dict[str, str]
MANY = [row(number) for number in range(60)]


def told(folder: Path, kind: RunKind = RunKind.DELTA) -> Told:
    """Run outputs as ever, then in full; say which other products are told at which, where both runs agree."""
    with klaviatur.open_syndication(folder) as syndication:
        switch_on(syndication, *OUTPUTS)
        runs = syndication.run(OUTPUTS, by=ANNA)
        assert {run.kind for run in runs} == {kind}
        found = [_kept(syndication, runs)]
        made = [whole(syndication, name) for name in OUTPUTS]
        again = syndication.run(OUTPUTS, full=True, by=ANNA)
        assert {run.kind for run in again} == {RunKind.FULL}
        assert [whole(syndication, name) for name in OUTPUTS] == made
        assert _kept(syndication, again) == found[0]
        first, *others = found[0].values()
        assert all(one == first for one in others)
        return first


def _kept(syndication: klaviatur.Syndication, runs: Sequence[Run]) -> dict[str, Told]:
    problems = syndication.check(OUTPUTS)
    assert {run.output for run in runs} == {*OUTPUTS}
    said: dict[str, Told] = {name: {} for name in OUTPUTS}
    for key in {one.key for one in problems} | {"A000", "A001", "A002"}:
        for output, _, found in syndication.why(key):
            for one in found:
                if one.rule.endswith(".gtin_twice"):
                    said[output][key] = one.value
                    assert one.severity == "warn"
                    assert one.platform_id == ("item_duplicate_by_gtin" if output == "google_merchant" else "")
    for name in OUTPUTS:
        dry = {one.key: one.value for one in problems if one.rule == f"{name}.gtin_twice"}
        assert dry == said[name]
    return said


def test_both_products_of_one_gtin_name_each_other(workspace: Workspace, folder: Path) -> None:
    bring(workspace, [*MANY, row(90, ean=gtin(3)), row(91, ean="")])
    assert told(folder, RunKind.FULL) == {"A003": "A090", "A090": "A003"}


def test_a_product_that_did_not_change_is_told_in_the_delta_in_which_another_takes_its_gtin(
    workspace: Workspace, folder: Path
) -> None:
    bring(workspace, MANY)
    assert told(folder, RunKind.FULL) == {}
    bring(workspace, [*MANY[:50], row(50, ean=gtin(3)), *MANY[51:]])
    assert told(folder) == {"A003": "A050", "A050": "A003"}
    bring(workspace, MANY)
    assert told(folder) == {}


def test_a_new_product_with_a_known_gtin_is_told_at_both(workspace: Workspace, folder: Path) -> None:
    bring(workspace, MANY)
    assert told(folder, RunKind.FULL) == {}
    bring(workspace, [row(80, ean=gtin(7))], source="other")
    assert told(folder) == {"A007": "A080", "A080": "A007"}


def test_three_of_one_gtin_name_the_others_and_one_that_leaves_is_named_no_more(
    workspace: Workspace, folder: Path
) -> None:
    bring(workspace, [*MANY, row(90, ean=gtin(3)), row(91, ean=gtin(3))])
    assert told(folder, RunKind.FULL) == {"A003": "A090, A091", "A090": "A003, A091", "A091": "A003, A090"}
    bring(workspace, [*MANY, row(90, ean=gtin(3)), row(91, ean=gtin(91))])
    assert told(folder) == {"A003": "A090", "A090": "A003"}


def test_of_many_the_first_are_named(workspace: Workspace, folder: Path) -> None:
    bring(workspace, [*MANY, *(row(number, ean=gtin(3)) for number in range(90, 99))])
    found = told(folder, RunKind.FULL)
    assert found["A003"] == "A090, A091, A092, A093, A094, …"
    assert found["A098"] == "A003, A090, A091, A092, A093, …"


def test_keys_that_are_one_product_are_no_two(workspace: Workspace, folder: Path) -> None:
    bring(workspace, [*MANY, row(90, ean=gtin(3))])
    assert set(told(folder, RunKind.FULL)) == {"A003", "A090"}
    workspace.same("A090", "A003", by="anna")
    assert told(folder) == {}


def test_two_sources_of_one_product_are_no_two(workspace: Workspace, folder: Path) -> None:
    bring(workspace, MANY)
    bring(workspace, MANY[:5], source="other")
    assert told(folder, RunKind.FULL) == {}


def test_however_many_noughts_stand_before_it_a_gtin_is_one_number(workspace: Workspace, folder: Path) -> None:
    upc, short = "012345678905", "96385074"
    bring(
        workspace,
        [*MANY, row(90, ean=upc), row(91, ean=f"0{upc}"), row(92, ean=f"00{upc}"), row(93, ean=f"0{gtin(3)}")],
    )
    expected = {
        "A003": "A093",
        "A093": "A003",
        "A090": "A091, A092",
        "A091": "A090, A092",
        "A092": "A090, A091",
    }
    assert told(folder, RunKind.FULL) == expected
    bring(workspace, [row(94, ean=short)], source="other")
    assert told(folder) == expected
    bring(workspace, [row(95, ean=f"00000{short}"), row(96, ean=f"0{upc}")], source="third")
    assert told(folder) == {
        **expected,
        "A090": "A091, A092, A096",
        "A091": "A090, A092, A096",
        "A092": "A090, A091, A096",
        "A096": "A090, A091, A092",
        "A094": "A095",
        "A095": "A094",
    }
    with klaviatur.open_syndication(folder) as syndication:
        stated = whole(syndication, "google_merchant")
        for written in (upc, f"0{upc}", f"00{upc}"):
            assert f"<g:gtin>{written}<".encode() in stated


def test_a_gtin_that_only_loses_its_nought_is_the_same_still(workspace: Workspace, folder: Path) -> None:
    bring(workspace, [*MANY, row(90, ean=f"0{gtin(3)}")])
    assert told(folder, RunKind.FULL) == {"A003": "A090", "A090": "A003"}
    bring(workspace, [*MANY, row(90)])
    assert told(folder) == {}
    bring(workspace, [*MANY, row(90, ean=gtin(3))])
    assert told(folder) == {"A003": "A090", "A090": "A003"}
    bring(workspace, [*MANY, row(90, ean=f"0{gtin(3)}")])
    assert told(folder) == {"A003": "A090", "A090": "A003"}
