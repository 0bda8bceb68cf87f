"""What a run of outputs promises: nothing is silently short, and a delta is what a full run would give, byte for byte."""

import csv
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.syndicate.catalogues import ANNA, bring, gtin, opened, row, switch_on, whole, write_profiles

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.adapters.outputs import load_outputs
from klaviatur.errors import NotAllowed, NotReady, SettingError, UnknownOutput
from klaviatur.ports.outputs import Totals
from klaviatur.records import Actor, RunKind
from klaviatur.wiring.running_outputs import why_wrong

PARENTS = 'group = "parent"\n'
OUTPUTS = {"rows": "csv", "lines": "jsonl", "feed": "rss", "bunches": f"csv\n{PARENTS}"}


@pytest.fixture
def syndication(folder: Path, tmp_path: Path, workspace: Workspace) -> Iterator[Syndication]:
    profiles = write_profiles(tmp_path / "profiles", **OUTPUTS)
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        yield syndication


def test_an_item_without_price_is_held_with_its_reason_and_the_rest_goes(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(workspace, [row(1), row(2, preis=""), row(3)])
    for run in syndication.run(by=ANNA):
        assert (run.items, run.delivered, run.held) == (3, 2, 1)
    assert [(one.key, one.rule, one.place) for one in syndication.held("rows")] == [
        ("A002", "rows.price_missing", "price")
    ]
    assert whole(syndication, "rows").decode().splitlines() == [
        "id,title,price,gtin,availability,color",
        "A001,Leuchte Nr. 1,10.90 EUR,4000000000013,in_stock,",
        "A003,Leuchte Nr. 3,12.90 EUR,4000000000037,in_stock,",
    ]
    assert [(problem.rule, items) for problem, items in syndication.held_counts("rows")] == [("rows.price_missing", 1)]
    assert {(output, fate) for output, fate, _ in syndication.why("A002")} == {(name, "held") for name in OUTPUTS}
    assert {(output, fate) for output, fate, _ in syndication.why("A001")} == {(name, "delivered") for name in OUTPUTS}


def test_a_changed_price_is_in_every_output_after_a_delta_that_wrote_one_item(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(workspace, [row(1), row(2), row(3)])
    syndication.run(by=ANNA)
    bring(workspace, [row(1), row(2, preis="99,00 EUR"), row(3)])
    for run in syndication.run(by=ANNA):
        assert (run.kind, run.changed, run.removed, run.delivered) == (RunKind.DELTA, 1, 0, 3)
        assert b"99.00 EUR" in whole(syndication, run.output)


def test_where_no_output_is_on_nothing_is_said_otherwise(folder: Path, tmp_path: Path, workspace: Workspace) -> None:
    bring(workspace, [row(1), row(2)])
    with opened(folder, write_profiles(tmp_path / "profiles", rows="csv")) as syndication:
        assert syndication.parity() == []
        assert syndication.run(by=ANNA) == []


def test_a_variant_says_what_its_parent_says_and_the_parent_is_no_item(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(
        workspace,
        [
            row(1, farbe="rot", ean="", preis=""),
            row(2, hauptartikel="A001", name=""),
            row(3, hauptartikel="A001", farbe="blau"),
        ],
    )
    runs = syndication.run(by=ANNA)
    assert {(run.items, run.delivered, run.held, run.grouping) for run in runs} == {(2, 2, 0, 1)}
    lines = whole(syndication, "rows").decode().splitlines()[1:]
    assert lines == [
        "A002,Leuchte Nr. 1,11.90 EUR,4000000000020,in_stock,rot",
        "A003,Leuchte Nr. 3,12.90 EUR,4000000000037,in_stock,blau",
    ]
    groups = "groups its variants"
    assert [fate for _, fate, _ in syndication.why("A001")] == ["delivered", groups, groups, groups]


def test_a_parent_that_is_for_sale_itself_is_an_item_beside_its_variants(
    workspace: Workspace, syndication: Syndication
) -> None:
    bring(workspace, [row(1), row(2, hauptartikel="A001"), row(3, ean=""), row(4, ean="", hauptartikel="A003")])
    runs = syndication.run(by=ANNA)
    assert {(run.items, run.delivered, run.grouping) for run in runs} == {(4, 4, 0)}
    assert {line.split(",")[0] for line in whole(syndication, "rows").decode().splitlines()[1:]} == {
        "A001", "A002", "A003", "A004",
    }  # fmt: skip


@pytest.mark.parametrize("apart", [{"farbe": "rot"}, {}])
def test_a_priced_parent_that_lacks_what_tells_its_variants_apart_only_groups_them(
    workspace: Workspace, syndication: Syndication, apart: dict[str, str]
) -> None:
    bring(workspace, [row(1, ean=""), row(2, hauptartikel="A001", **({"ean": ""} if apart else {}), **apart)])
    assert {(run.items, run.grouping) for run in syndication.run(by=ANNA)} == {(1, 1)}


def test_a_price_that_stands_at_the_parent_for_its_variants_makes_no_item_of_it(
    workspace: Workspace, syndication: Syndication
) -> None:
    parent, last = row(1, ean=""), row(3, hauptartikel="A001", ean="")
    bring(workspace, [parent, row(2, hauptartikel="A001", ean="", preis=""), last])
    syndication.run(by=ANNA)
    assert whole(syndication, "rows").decode().splitlines()[1:] == [
        "A002,Leuchte Nr. 2,10.90 EUR,,in_stock,",
        "A003,Leuchte Nr. 3,12.90 EUR,,in_stock,",
    ]
    bring(workspace, [parent, row(2, hauptartikel="A001", ean="", preis="5,00 EUR"), last])
    delta = {run.output: run for run in syndication.run(by=ANNA)}
    assert (delta["rows"].kind, delta["rows"].delivered, delta["rows"].grouping) == (RunKind.DELTA, 3, 0)


def test_nobody_without_the_right_runs_or_switches(syndication: Syndication) -> None:
    nobody = Actor("nina", frozenset())
    with pytest.raises(NotAllowed):
        syndication.run(by=nobody)
    with pytest.raises(NotAllowed):
        syndication.switch("rows", on=False, by=nobody)


def test_what_an_output_needs_is_asked_for_by_name(syndication: Syndication) -> None:
    with pytest.raises(SettingError, match=r"needs the setting 'base_url'.*--set base_url=VALUE"):
        syndication.switch("google_merchant", on=True, values={}, by=ANNA)
    with pytest.raises(SettingError, match="has no setting 'colour'"):
        syndication.switch("rows", on=True, values={"base_url": "x", "colour": "red"}, by=ANNA)
    with pytest.raises(UnknownOutput, match="klaviatur outputs"):
        syndication.output("gogle")
    with pytest.raises(NotReady, match="has not run yet"):
        syndication.feed("rows")


def test_a_run_and_a_switch_stand_in_the_audit(workspace: Workspace, syndication: Syndication, folder: Path) -> None:
    bring(workspace, [row(1)])
    syndication.run(by=ANNA)
    with klaviatur.open_desk(folder) as desk:
        said = [(line.who, line.entry.what) for line in desk.audit()]
        assert ("anna", "outputs.run") in said
        assert ("anna", "output.switched") in said
        assert desk.verify_audit().whole


@pytest.mark.parametrize("full", [True, False])
def test_where_one_output_cannot_be_put_into_its_place_the_others_are_whole(
    workspace: Workspace, syndication: Syndication, folder: Path, *, full: bool
) -> None:
    bring(workspace, [row(1), row(2)])
    syndication.run(by=ANNA)
    before = {name: whole(syndication, name) for name in OUTPUTS}
    bring(workspace, [row(1, preis="99,90"), row(2)])
    in_the_way = folder / "outputs" / "lines" / "state.json.new"
    in_the_way.mkdir()
    with pytest.raises(OSError, match=in_the_way.name):
        syndication.run(full=full, by=ANNA)
    assert {run.output: run.state for run in syndication.runs(limit=len(OUTPUTS))} == {
        name: "failed" if name == "lines" else "done" for name in OUTPUTS
    }
    assert {name for name in OUTPUTS if whole(syndication, name) == before[name]} == {"lines"}
    in_the_way.rmdir()
    syndication.run(by=ANNA)
    mended = {name: whole(syndication, name) for name in OUTPUTS}
    syndication.run(full=True, by=ANNA)
    assert {name: whole(syndication, name) for name in OUTPUTS} == mended
    assert mended["lines"] != before["lines"]


def test_a_run_whose_process_died_is_closed_by_the_next_one(workspace: Workspace, syndication: Syndication) -> None:
    bring(workspace, [row(1)])
    lost = syndication.store.begin({"rows": RunKind.FULL, "lines": RunKind.FULL}, by=ANNA)  # and here it died
    run = syndication.run(["rows"], by=ANNA)[0]
    assert (run.state, run.delivered) == ("done", 1)
    closed, other = (syndication.run_of(one.id) for one in lost)
    assert (closed.state, other.state) == ("failed", "running")
    assert "process" in closed.message
    assert closed.ended_at is not None


# --- a delta is a full run ------------------------------------------------------------------------------------------
KEYS = st.integers(1, 9)
SAID = st.fixed_dictionaries(
    {
        "preis": st.sampled_from(["", "5,00 EUR", "7,50 EUR"]),
        "name": st.sampled_from(
            ["", "Lampe", "Leuchte <für> & “alle”", "Eine Leuchte, deren Name viel zu lang für 40 Zeichen ist"]
        ),
        "farbe": st.sampled_from(["", "rot", "blau; grün"]),
        "ean": st.sampled_from(["", gtin(1), gtin(2)]),
        "hauptartikel": st.sampled_from(["", "A001", "A002", "G7"]),
    }
)
CATALOGUE = st.dictionaries(KEYS, SAID, min_size=1, max_size=7)


@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(["shop", "erp"]), CATALOGUE), min_size=3, max_size=4))
def test_deltas_upon_deltas_give_byte_for_byte_what_a_full_run_gives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, dict[int, dict[str, str]]]]
) -> None:
    place = tmp_path_factory.mktemp("delta")
    profiles = write_profiles(place / "profiles", **OUTPUTS)
    with klaviatur.open_workspace(place / "w") as workspace, opened(place / "w", profiles) as syndication:
        switch_on(syndication, *OUTPUTS)
        for number, (source, step) in enumerate(steps):
            bring(workspace, [row(number, **said) for number, said in sorted(step.items())], source)
            deltas = syndication.run(by=ANNA)
            told = {run.output: whole(syndication, run.output) for run in deltas}
            twin = copytree(place / "w", place / f"twin{number}")  # in full there: the next delta stands upon this one
            with opened(twin, profiles) as beside:
                for delta, full in zip(deltas, beside.run(by=ANNA, full=True), strict=True):
                    assert told[full.output].decode() == whole(beside, full.output).decode()
                    assert delta.items == delta.delivered + delta.held
                    assert (delta.digest, delta.items, delta.held) == (full.digest, full.items, full.held)
                    assert delta.bytes == len(told[full.output])


def test_a_delta_makes_brothers_and_sisters_anew_where_one_changes_what_tells_them_apart(folder: Path) -> None:
    parent, red, blue = row(1, ean="", preis=""), row(2, hauptartikel="A001", farbe="rot"), row(3, hauptartikel="A001")
    steps = [
        ([parent, red, {**blue, "farbe": "blau"}], {"A001": "variable", "A002": "variation", "A003": "variation"}),
        ([parent, red, {**blue, "farbe": "rot"}], {"A002": "simple", "A003": "simple"}),
        ([{**parent, "name": ""}, red, {**blue, "farbe": "blau"}], {}),
        ([parent, red, {**blue, "hauptartikel": ""}], {"A001": "variable", "A002": "variation", "A003": "simple"}),
    ]
    with klaviatur.open_workspace(folder) as workspace, klaviatur.open_syndication(folder) as syndication:
        syndication.switch("woocommerce", on=True, values={"base_url": "https://shop.example"}, by=ANNA)
        for number, (said, types) in enumerate(steps):
            bring(workspace, [*said, *(row(at) for at in range(4, 40))])
            (run,) = syndication.run(by=ANNA)
            assert (run.kind == RunKind.DELTA) == (number > 0)
            told = whole(syndication, "woocommerce").decode()
            told_of = {
                line[1]: line[0] for line in csv.reader(told.splitlines()) if line[1] in {"A001", "A002", "A003"}
            }
            assert told_of == types
            syndication.run(by=ANNA, full=True)
            assert whole(syndication, "woocommerce").decode() == told


def test_a_file_that_is_not_valid_without_products_is_not_written_without_any(
    folder: Path, workspace: Workspace
) -> None:
    with klaviatur.open_syndication(folder) as syndication:
        syndication.switch("etim_xchange", on=True, values={"supplier": "Hell"}, by=ANNA)
        bring(workspace, [row(1, name="")])
        (run,) = syndication.run(by=ANNA)
        assert (run.state, run.delivered) == ("failed", 0)
        assert "klaviatur outputs held etim_xchange" in run.message
        assert {one.key for one in syndication.held("etim_xchange")} == {"A001"}
        with pytest.raises(NotReady):
            syndication.feed("etim_xchange")
        bring(workspace, [row(1)])
        (run,) = syndication.run(by=ANNA)
        assert (run.state, run.kind, run.delivered) == ("done", RunKind.DELTA, 1)
        before = whole(syndication, "etim_xchange")
        bring(workspace, [row(1, name="")])
        assert [run.state for run in syndication.run(by=ANNA)] == ["failed"]
        assert whole(syndication, "etim_xchange") == before


def test_a_sitemap_without_any_address_is_not_written(folder: Path, workspace: Workspace) -> None:
    with klaviatur.open_syndication(folder) as syndication:
        switch_on(syndication, "sitemap")
        (run,) = syndication.run(by=ANNA)  # an empty catalogue
        assert (run.state, run.items, run.delivered) == ("failed", 0, 0)
        assert run.message.startswith("No product may leave, and a file without any is not valid")
        with pytest.raises(NotReady):
            syndication.feed("sitemap")
        bring(workspace, [row(1)])
        (run,) = syndication.run(by=ANNA)
        assert (run.state, run.delivered) == ("done", 1)
        assert whole(syndication, "sitemap").count(b"<loc>") == 1


def test_variants_that_share_a_page_name_it_once_after_a_delta_too(folder: Path, workspace: Workspace) -> None:
    page = "https://shop.example/lampe"
    variants = [row(2, hauptartikel="A001", url=page), row(3, hauptartikel="A001", url=page)]
    others = [row(at) for at in range(4, 20)]
    with klaviatur.open_syndication(folder) as syndication:
        switch_on(syndication, "sitemap")
        for number, url in enumerate((page, "https://shop.example/1", page)):
            bring(workspace, [row(1, url=url), *variants, *others])
            (run,) = syndication.run(by=ANNA)
            assert (run.kind == RunKind.DELTA, run.delivered, run.held) == (number > 0, 19, 0)
            told = whole(syndication, "sitemap")
            assert told.count(page.encode()) == 1
            assert {fate for _, fate, _ in syndication.why("A003")} == {"delivered"}
            syndication.run(by=ANNA, full=True)
            assert whole(syndication, "sitemap") == told


def test_a_sitemap_that_search_engines_would_not_read_is_not_written() -> None:
    sitemap = load_outputs()["sitemap"]
    assert why_wrong(sitemap, Totals(records=50_000, bytes=52_428_800)) == ""
    assert "50001 records" in why_wrong(sitemap, Totals(records=50_001))
    assert "52428801 bytes" in why_wrong(sitemap, Totals(records=1, bytes=52_428_801))


@pytest.mark.parametrize("joined", [False, True])
def test_a_group_loses_a_variant_that_another_source_puts_below_another_parent(
    folder: Path, workspace: Workspace, syndication: Syndication, *, joined: bool
) -> None:
    parents = [row(1, ean="", preis=""), row(2, ean="", preis="")]
    rest = [row(number) for number in range(10, 40)]
    bring(workspace, [*parents, row(3, hauptartikel="A001"), row(4, hauptartikel="A001"), *rest])
    if joined:
        bring(workspace, [row(5, hauptartikel="A002")], source="erp")
    syndication.run(by=ANNA)
    if joined:
        workspace.same("A005", "A003", by="anna")
    else:
        bring(workspace, [row(3, hauptartikel="A002")], source="erp")  # the shop's row stays as it is
    deltas = {run.output: (run, whole(syndication, run.output)) for run in syndication.run(by=ANNA)}
    for full in syndication.run(by=ANNA, full=True):
        delta, told = deltas[full.output]
        assert delta.kind is RunKind.DELTA
        assert (delta.digest, delta.items) == (full.digest, full.items)
        assert told == whole(syndication, full.output)
