"""Enrichment in a workspace, by the library and by the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from klaviatur.doors.cli import cli
from klaviatur.errors import MappingError, SettingError, UnknownProduct
from klaviatur.wiring.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REVIEWS = EXAMPLES / "produkt-bewertungen.csv"
KEY = "FO-2001"  # the muesli of our examples
Run = Callable[..., Result]


def test_everything_proposed_waits_for_a_person(workspace: Workspace) -> None:
    before = workspace.product(KEY).facts
    found = workspace.enrich(reviews=[REVIEWS])
    assert found.products == 25
    assert found.reviews == 21
    assert {one.what for one in found.proposals} >= {"category", "use", "audience", "instead_of", "missing"}
    assert workspace.product(KEY).facts == before
    assert len(workspace.proposals()) == len(found.proposals)


def test_an_accepted_category_is_a_fact_of_the_product(workspace: Workspace) -> None:
    workspace.enrich([KEY], only=["categories"])
    best = workspace.proposals(product=KEY)[0]
    workspace.accept(best.id, by="Ada")
    fact = workspace.product(KEY).find("google_product_category")
    assert fact is not None
    assert fact.value == "4689"
    assert "accepted by Ada" in fact.origin.file


def test_what_a_person_refused_does_not_come_again(workspace: Workspace) -> None:
    workspace.enrich([KEY], reviews=[REVIEWS], only=["missing"])
    [vegan] = workspace.asked(product=KEY)
    workspace.refuse(vegan.id, by="Ada")
    workspace.enrich([KEY], reviews=[REVIEWS], only=["missing"])
    assert list(workspace.asked(product=KEY)) == []


def test_what_people_ask_for_is_no_fact_even_when_it_is_accepted(workspace: Workspace) -> None:
    workspace.enrich([KEY], reviews=[REVIEWS], only=["missing"])
    [vegan] = workspace.asked(product=KEY)
    assert (vegan.attribute, vegan.value) == ("vegan", "")
    workspace.accept(vegan.id, by="Ada")
    assert workspace.product(KEY).find("vegan") is None


def test_an_accepted_value_is_a_number_with_its_unit(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "lamp.csv"
    source.write_text("sku;name;description\nL-1;Stehlampe;Die Lampe wiegt 2,5 kg.\n", encoding="utf-8")
    workspace.collect([source])
    workspace.enrich(["L-1"], only=["values"])
    [value] = workspace.proposals(product="L-1")
    workspace.accept(value.id, by="Ada")
    fact = workspace.product("L-1").find("weight")
    assert fact is not None
    assert (str(fact.number), fact.unit) == ("2.5", "KGM")


def test_joined_products_go_on_as_one(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "other.csv"
    source.write_text("sku;ean;name;brand\nX-9;4012345001372;Akku-Bohrschrauber WB 18;Werkmeister\n", encoding="utf-8")
    workspace.collect([source])
    [pair] = workspace.duplicates()
    assert {pair.product, pair.value} == {"TO-1001", "X-9"}
    workspace.accept(pair.id, by="Ada")
    assert "X-9" not in list(workspace.keys())
    assert {fact.origin.file.rsplit("/", 1)[-1] for fact in workspace.product("TO-1001").facts} >= {"products.csv"}
    assert list(workspace.duplicates()) == []


def test_reviews_without_a_product_or_a_text_are_refused_in_one_sentence(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "reviews.csv"
    source.write_text("Wer;Wann\nAda;heute\nBob;gestern\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r"tells the product and the text.*Wer, Wann"):
        workspace.enrich(reviews=[source])


def test_no_name_of_a_reviewer_stands_in_the_evidence(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "reviews.csv"
    source.write_text(
        "sku,reviewer,review\n"
        f'{KEY},Petra Ohnesorg,"Ideal für Kinder, sagt auch Frau Ohnesorg (petra@example.org)."\n'
        f'{KEY},Uwe,"Ideal für Kinder. Viele Grüße, Uwe Wenzel"\n',
        encoding="utf-8",
    )
    workspace.enrich(reviews=[source], only=["contexts"])
    kept = json.dumps([one.quote for p in workspace.proposals(product=KEY) for one in p.evidence])
    assert "Ideal" in kept
    assert not any(secret in kept for secret in ("Ohnesorg", "petra", "Uwe", "Wenzel"))


def test_a_kind_or_a_product_nobody_knows_is_said_so(workspace: Workspace) -> None:
    with pytest.raises(SettingError, match="Known: categories, contexts, values, missing, duplicates"):
        workspace.enrich(only=["magic"])
    with pytest.raises(UnknownProduct, match="XX"):
        workspace.enrich(["XX"])


# --- The command line -------------------------------------------------------------------------------------------------
@pytest.fixture
def run(workspace: Workspace) -> Run:
    """Call klaviatur on the workspace."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, [*words, "--workspace", str(workspace.folder)])

    return call


def test_enrich_says_what_it_proposes_and_how_to_decide(run: Run) -> None:
    done = run("enrich", "--reviews", str(REVIEWS), "--only", "contexts,missing", "--interface-language", "de")
    assert done.exit_code == 0
    assert "25 Produkte und 21 Bewertungen gelesen" in done.stdout
    assert "gefragt, aber nirgends gesagt" in done.stdout
    assert "klaviatur accept ID --by NAME" in done.stdout


def test_enrich_gives_json_with_the_evidence(run: Run) -> None:
    done = run("enrich", KEY, "--reviews", str(REVIEWS), "--only", "missing", "--json")
    [one] = json.loads(done.stdout)["proposals"]
    assert one["attribute"] == "vegan"
    assert one["evidence"][0]["where"] == "row 6 in produkt-bewertungen.csv"


def test_duplicates_without_any_says_so(run: Run) -> None:
    done = run("duplicates", "--interface-language", "en")
    assert done.stdout == "No two products seem to be the same.\n"


def test_same_joins_two_keys(run: Run, workspace: Workspace) -> None:
    done = run("same", "EL-6004", "EL-6001", "--by", "Ada")
    assert done.exit_code == 0
    assert "EL-6004" not in list(workspace.keys())


@pytest.mark.parametrize(
    "words",
    [
        ("--only", "magic"),
        ("--taxonomy", "/no/such/file"),
        ("--writer", "nobody"),
        ("--reviews", "/no/such.csv"),
        ("XX",),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    done = run("enrich", *words)
    assert done.exit_code in {2, 3, 4}
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3
