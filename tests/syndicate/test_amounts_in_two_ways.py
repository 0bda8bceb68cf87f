"""An amount that can be read in two ways ("1,999" in a column of "12,50" and "12.50") never leaves as if it were sure."""

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from tests.syndicate.catalogues import ANNA, bring, row, switch_on, whole

import klaviatur
from klaviatur import Workspace
from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.records import Problem, RunKind
from klaviatur.wiring import importing
from klaviatur.wiring.importing import SAMPLE_ROWS

MIXED = ("12,50", "12.50", "1,999")
FIX = 'decimal = "{}"\n'


def priced(*prices: str, **said: str) -> list[dict[str, str]]:
    return [row(number, preis=price, **said) for number, price in enumerate(prices)]


def ambiguous(folder: Path, output: str = "google_merchant", **values: str) -> dict[str, Problem]:
    """Run an output and return what `why` says of each product whose amount can be read in two ways."""
    with klaviatur.open_syndication(folder) as syndication:
        switch_on(syndication, output, **values)
        (run,) = syndication.run([output], by=ANNA)
        assert run.items == run.delivered + run.held
        told = [one for one in syndication.check([output]) if one.rule == "catalogue.price_ambiguous"]
        for one in told:
            ((_, _, problems),) = [each for each in syndication.why(one.key) if each[0] == output]
            assert one in problems
        return {one.key: one for one in told}


def say_mark(workspace: Workspace, mark: str, column: str = "preis") -> None:
    """Write the decimal mark of a column into the mapping file, as a person does."""
    file = Path(workspace.folder) / "mappings" / "shop.toml"
    head = f'[columns."{column}"]\n'
    text = file.read_text(encoding="utf-8")
    assert head in text
    file.write_text(text.replace(head, head + FIX.format(mark)), encoding="utf-8")


def prices(folder: Path, output: str = "google_merchant") -> Mapping[str, str]:
    with klaviatur.open_syndication(folder) as syndication:
        said = whole(syndication, output).decode()
    items = said.split("<item>")[1:]
    return {_between(one, "<g:id>"): _between(one, "<g:price>") for one in items}


def _between(text: str, begin: str) -> str:
    return text.partition(begin)[2].partition("<")[0]


def test_an_amount_in_a_column_of_both_marks_is_held_with_its_place_and_what_is_written(
    workspace: Workspace, folder: Path
) -> None:
    bring(workspace, priced(*MIXED))
    (found,) = ambiguous(folder).values()
    assert (found.key, found.severity, found.platform_id) == ("A002", "block", "price_out_of_range")
    assert (found.place, found.value) == ("price", "1,999")
    assert "decimal" in found.proposal.en
    assert "klaviatur mapping" in found.proposal.de
    assert prices(folder) == {"A000": "12.50 EUR", "A001": "12.50 EUR"}


def test_the_fact_says_that_it_can_be_read_in_two_ways(workspace: Workspace) -> None:
    bring(workspace, priced(*MIXED))
    facts = {key: workspace.product(key).find("price") for key in ("A000", "A002")}
    assert facts["A002"] is not None
    assert "ambiguous" in facts["A002"].steps
    assert facts["A002"].raw == "1,999"
    assert facts["A000"] is not None
    assert "ambiguous" not in facts["A000"].steps


@pytest.mark.parametrize(
    "prices_said",
    [
        ("12,50", "7,90", "1,999"),
        ("12.50", "7.90", "1,999"),
        ("12.50", "1,999.00", "2,500"),
        ("12,50", "1.999,00", "2.500"),
        ("12,50", "12.50", "1999"),
        ("12,50", "12.50", "1,999.00"),
        ("12,50", "12.50", "0,999"),
    ],
)
def test_a_column_whose_format_is_clear_is_left_alone(
    workspace: Workspace, folder: Path, prices_said: tuple[str, ...]
) -> None:
    bring(workspace, priced(*prices_said))
    assert not ambiguous(folder)


def test_other_columns_do_not_make_a_column_of_both_marks_clear(workspace: Workspace, folder: Path) -> None:
    rows = [row(number, preis=f"{number},50", EF000136=f"{number},5") for number in range(60)]
    bring(workspace, [*rows, row(90, preis="12.50"), row(91, preis="1,999")])
    assert list(ambiguous(folder)) == ["A091"]


def test_other_columns_do_not_make_a_clear_column_doubtful(workspace: Workspace, folder: Path) -> None:
    bring(workspace, [row(n, preis=p, EF000136="1.5") for n, p in enumerate(("12,50", "1.999"))])
    assert not ambiguous(folder)
    assert prices(folder)["A001"] == "1999.00 EUR"


@pytest.mark.parametrize(("mark", "price"), [(".", "1999.00 EUR"), (",", "1.999 EUR")])
def test_a_word_in_the_mapping_settles_it_in_the_next_delta(
    workspace: Workspace, folder: Path, mark: str, price: str
) -> None:
    rows = priced(*MIXED, *(f"{number},10" for number in range(80)))
    bring(workspace, rows)
    assert list(ambiguous(folder)) == ["A002"]
    say_mark(workspace, mark)
    bring(workspace, rows)
    assert not ambiguous(folder)
    assert prices(folder)["A002"] == price
    bring(workspace, rows)  # the word stays where it was written
    assert not ambiguous(folder)
    with klaviatur.open_syndication(folder) as syndication:
        newest, *_ = syndication.runs(output="google_merchant")
        assert newest.kind is RunKind.DELTA
        delta = whole(syndication, "google_merchant")
        syndication.run(["google_merchant"], full=True, by=ANNA)
        assert whole(syndication, "google_merchant") == delta


def test_what_becomes_doubtful_later_is_held_in_the_next_delta(workspace: Workspace, folder: Path) -> None:
    rows = priced("1,999", "12.50", *(f"{number}.10" for number in range(80)))
    bring(workspace, rows)
    assert not ambiguous(folder)
    bring(workspace, [*rows, row(99, preis="7,90")])
    assert list(ambiguous(folder)) == ["A000"]


def test_a_file_in_another_format_than_before_is_read_as_it_says_itself(workspace: Workspace, folder: Path) -> None:
    bring(workspace, priced("12,50", "7,90", "1.999"))
    bring(workspace, priced("12.50", "7.90", "1,999"))
    assert not ambiguous(folder)
    assert prices(folder)["A002"] == "1999.00 EUR"


def test_a_mapping_file_says_which_columns_have_both_marks(workspace: Workspace) -> None:
    bring(workspace, priced(*MIXED))
    text = (Path(workspace.folder) / "mappings" / "shop.toml").read_text(encoding="utf-8")
    assert '# decimal = ","  # some cells say 12,50 and some 12.50' in text


def test_a_variant_that_takes_the_price_of_its_parent_is_held_with_it(workspace: Workspace, folder: Path) -> None:
    variants = [row(5, preis="", hauptartikel="A002", farbe="rot"), row(6, preis="3,50", hauptartikel="A002")]
    bring(workspace, [*priced(*MIXED), *variants])
    assert set(ambiguous(folder)) == {"A002", "A005"}


@pytest.mark.parametrize(
    ("output", "id_"),
    [
        ("meta_catalog", "PROPERTY_VALUE_FORMAT"),
        ("pinterest", "PRODUCT_PRICE_INVALID"),
        ("idealo", ""),
        ("shopify", ""),
    ],
)
def test_every_platform_holds_it_in_its_own_words(workspace: Workspace, folder: Path, output: str, id_: str) -> None:
    bring(workspace, priced(*MIXED))
    values = {"delivery_cost": "4.90", "delivery_time": "1-3 Tage"} if output == "idealo" else {}
    found = ambiguous(folder, output, **values)
    assert {key: (one.severity, one.platform_id) for key, one in found.items()} == {"A002": ("block", id_)}


def test_an_output_without_prices_takes_the_product(workspace: Workspace, folder: Path) -> None:
    bring(workspace, priced(*MIXED))
    assert not ambiguous(folder, "sitemap")


def test_a_sale_price_that_can_be_read_in_two_ways_is_left_out_with_a_warning(
    workspace: Workspace, folder: Path
) -> None:
    lines = ["sku;name;beschreibung;preis;aktionspreis;ean;marke;verfügbarkeit;bild;url"]
    for number, sale in enumerate(("9,50", "8.50", "1,999")):
        said = row(number)
        told = (said["beschreibung"], "2500,00 EUR", sale, said["ean"], "Hell", "auf Lager", said["bild"], said["url"])
        lines.append(";".join((said["sku"], said["name"], *told)))
    place = Path(workspace.folder) / "shop.csv"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    workspace.collect([place], source="shop")
    (found,) = ambiguous(folder).values()
    assert (found.key, found.severity, found.place, found.value) == ("A002", "warn", "sale_price", "1,999")
    with klaviatur.open_syndication(folder) as syndication:
        said = whole(syndication, "google_merchant").decode()
    assert [_between(one, "<g:sale_price>") for one in said.split("<item>")[1:]] == ["9.50 EUR", "8.50 EUR", ""]


def many(*prices: str) -> list[dict[str, str]]:
    """Return products of these prices behind more than a mapping is proposed from."""
    return [*priced("1,999", *["12,50"] * (SAMPLE_ROWS + 10)), *(row(9_000 + n, preis=p) for n, p in enumerate(prices))]


def doubtful(workspace: Workspace) -> set[str]:
    found = {key: workspace.product(key).find("price") for key in ("A000", "A001", "A9000", "A9001")}
    return {key for key, fact in found.items() if fact and "ambiguous" in fact.steps}


def test_a_column_that_turns_mixed_late_is_mixed_from_its_first_row(workspace: Workspace) -> None:
    bring(workspace, many("12.50", "2,499"))
    assert doubtful(workspace) == {"A000", "A9001"}
    proposed, file = workspace.propose_mapping(Path(workspace.folder) / "shop.csv")
    assert {column.mark for column in proposed.columns if column.attribute == "price"} == {"mixed"}
    assert "# some cells say 12,50 and some 12.50" in file.read_text(encoding="utf-8")
    bring(workspace, many("12,50", "2,499"))
    assert doubtful(workspace) == set()
    bring(workspace, many("12.50", "2,499"))  # rows above are as they were, but can be read in two ways now
    assert doubtful(workspace) == {"A000", "A9001"}


@pytest.mark.parametrize("rows", [1_000, 2_015])
def test_it_does_not_matter_in_which_chunk_a_column_turns(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: int
) -> None:
    meanwhile = tmp_path / "meanwhile"
    meanwhile.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(meanwhile))
    monkeypatch.setattr(importing, "read_tables", partial(read_tables, chunk_rows=rows))
    bring(workspace, many("12.50", "2,499"))
    assert doubtful(workspace) == {"A000", "A9001"}
    assert len(workspace.keys()) == len(many("", ""))
    assert not [*meanwhile.iterdir()]


def test_where_rows_find_no_room_to_wait_the_file_is_told_and_nothing_is_brought_in(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device (os error 28)")

    monkeypatch.setattr(importing, "read_tables", partial(read_tables, chunk_rows=1))
    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    file = tmp_path / "prices.csv"
    file.write_text("sku;preis\nA;12,50\nB;7,90\n", encoding="utf-8")
    found = workspace.collect([file])
    assert [place for place, _ in found.failures] == [str(file)]
    assert "No space left" in found.failures[0][1]
    assert "Make room" in found.failures[0][1]
    assert list(workspace.keys()) == []
