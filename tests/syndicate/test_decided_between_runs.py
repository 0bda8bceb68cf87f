"""Whatever is brought, joined, chosen, accepted or moved between runs: a delta makes what a full run makes."""

from pathlib import Path
from random import Random
from shutil import copytree

from tests.syndicate.catalogues import ANNA, bring, gtin, opened, row, switch_on, whole, write_profiles

from klaviatur import Workspace
from klaviatur.records import Bilingual, Proposal

OWN = {"rows": "csv", "bunches": 'csv\ngroup = "parent"\n'}
SHIPPED = ("ucp", "woocommerce", "sitemap")
SAID = {
    "preis": ["", "5,00 EUR", "ab 9,90", "12 USD"],
    "name": ["", "Leuchte <für> & “alle”", "Eine Leuchte, deren Name viel zu lang für 40 Zeichen ist"],
    "farbe": ["", "rot", "blau; grün"],
    "ean": ["", gtin(1), "123"],
    "url": ["https://shop.example/lampe"],
    "hauptartikel": ["", "A001", "A002", "A005", "G7"],
}
Rows = dict[int, dict[str, str]]


def told(random: Random, number: int) -> dict[str, str]:
    wrong = random.sample([*SAID], random.randrange(4))
    return row(number, **{name: random.choice(SAID[name]) for name in wrong})


def bring_some(workspace: Workspace, random: Random, held: dict[str, Rows]) -> None:
    source = random.choice(["shop", "erp"])
    rows = held.setdefault(source, {})
    rows |= {number: told(random, number) for number in random.sample(range(1, 9), 3)}
    bring(workspace, [rows[number] for number in sorted(rows)], source)


def decide(workspace: Workspace, random: Random, step: int) -> None:
    key, other = random.sample([*workspace.keys()], 2)
    said = Proposal(f"p{step}", key, "value", "color", "grün", Bilingual("", ""), 1.0)
    workspace.store.propose([said])
    what = random.choice(["join", "join", "part", "choose", "accept"])
    if what == "join":
        workspace.same(key, other, by="anna")
    elif what == "part":
        workspace.store.part(f"A{random.randrange(1, 9):03d}", by="anna")
    elif what == "choose":
        workspace.choose(key, random.choice(["name", "price"]), "shop", by="anna")
    else:
        workspace.accept(said.id, by="anna")


def test_a_delta_makes_what_a_full_run_makes(folder: Path, workspace: Workspace, tmp_path: Path) -> None:
    random, profiles = Random(4), write_profiles(tmp_path / "profiles", **OWN)  # noqa: S311 - guards nothing
    held: dict[str, Rows] = {"shop": {number: told(random, number) for number in range(1, 9)}}
    bring(workspace, [*held["shop"].values()])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *OWN, *SHIPPED)
        syndication.run(by=ANNA)
        for step in range(8):
            for _ in range(random.randint(1, 2)):
                bring_some(workspace, random, held) if random.random() < 0.5 else decide(workspace, random, step)
            deltas = syndication.run(by=ANNA)
            assert {run.kind for run in deltas} == {"delta"}
            twin = copytree(folder, tmp_path / f"twin{step}")  # in full there: the next delta stands upon this one
            with opened(twin, profiles) as beside:
                for delta, full in zip(deltas, beside.run(by=ANNA, full=True), strict=True):
                    assert (delta.output, delta.digest, delta.held) == (full.output, full.digest, full.held), step
                    assert whole(syndication, delta.output) == whole(beside, full.output), step
                    problems = syndication.held(delta.output, limit=999)
                    assert problems == beside.held(full.output, limit=999), step
