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


# --- the outputs that ship ------------------------------------------------------------------------------------------
SHOP = {"link_start": "https://shop.example/p/", "seller": "Haus", "supplier": "Haus", "seller_id": "A1"}
SHOP |= {"shop_name": "Haus", "shop_summary": "Lampen", "feed_title": "Neues", "base_url": "https://shop.example"}
ETIM = {"etim klasse": "EC001679", "EF000136": "EV000154"}
LONG = "Ein Satz mit 12,5 Watt & <b>3</b> Stufen. " * 200
STATED = {
    "meta_catalog": ('"text(described)"', "\"text(name + '7')\""),
    "shopify": ('"html(described)"', "\"html(name + '7')\""),
    "markdown_pages": ('"described"', "\"name + '7'\""),
    "llms_txt": ("else None, money(price))", "else None, money(list_price, price.currency), '1.00 EUR')"),
    "json_ld_html": ("text(first(wording('title'), name))", "text(first(wording('title'), name + ' 7'))"),
}


def all_on(syndication: Syndication) -> Syndication:
    for known in syndication.outputs():
        needs = {need.name for need in known.needs}
        given = {name: value for name, value in SHOP.items() if name in needs}
        syndication.switch(known.name, on=True, values=given, by=ANNA)
    return syndication


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a workspace with a parent and its variants, texts in paragraphs, and one that is too long."""
    folder = tmp_path / "mixed"
    shirt = row(1, ean="", preis="", name="Hemd", beschreibung="Ein Hemd mit 3 Taschen.")
    red = row(2, hauptartikel="A001", name="Hemd rot", farbe="rot", beschreibung="Rot, mit 4 Taschen.")
    blue = row(3, hauptartikel="A001", name="Hemd blau", farbe="blau", beschreibung="")
    with klaviatur.open_workspace(folder) as workspace:
        bring(
            workspace,
            [shirt, red, blue, row(4, beschreibung=LONG), row(5, beschreibung="3 < 5 und 7 > 6 | 8*9", **ETIM)],
        )
    return folder


def test_all_outputs_that_ship_say_the_same_of_variants_their_parents_and_long_texts(mixed: Path) -> None:
    with klaviatur.open_syndication(mixed) as syndication:
        runs = all_on(syndication).run(by=ANNA)
        assert {run.state for run in runs} == {"done"}
        assert syndication.parity() == []


@pytest.mark.parametrize("output", STATED)
def test_a_figure_that_one_text_or_page_states_otherwise_stops_it(mixed: Path, tmp_path: Path, output: str) -> None:
    shipped = Path(klaviatur.__file__).parent / "adapters/outputs/profiles"
    own = tmp_path / "own"
    own.mkdir()
    base = "json_ld" if output == "json_ld_html" else output
    told = (shipped / f"{base}.toml").read_text(encoding="utf-8")
    assert STATED[output][0] in told
    told = told.replace(*STATED[output])
    if output != base:
        told = told.replace('name = "json_ld"', f'name = "{output}"').replace(
            'format = "jsonl"', f'format = "{output}"'
        )
    (own / f"{output}.toml").write_text(told, encoding="utf-8")
    with opened(mixed, own) as syndication:
        all_on(syndication)
        assert output in {name for one in syndication.parity() for name, _ in one.said}


def test_an_output_that_states_nothing_to_compare_is_compared_with_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    profiles = write_profiles(tmp_path / "keys", keys="csv", rows="csv")
    told = (profiles / "keys.toml").read_text(encoding="utf-8")
    head, first = told.partition("[[field]]")[0], "[[field]]\nname = 'id'\nfrom = 'key'\nparity = 'key'\n"
    (profiles / "keys.toml").write_text(head + first, encoding="utf-8")
    with opened(workspace.folder, profiles) as syndication:
        switch_on(syndication, "keys", "rows")
        assert [run.state for run in syndication.run(by=ANNA)] == ["done", "done"]
        assert whole(syndication, "keys") == b"id\nA001\nA002\nA003\n"
