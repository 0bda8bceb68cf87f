"""How right proposals are: categories, values read out of texts, duplicates; and how fast whole catalogues are judged."""

import csv
import gzip
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from bench._common import ROOT, data, verdict
from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.adapters.taxonomies import own_categories
from klaviatur.catalogue import units
from klaviatur.catalogue.categories import STEP, Category
from klaviatur.collect.products.enriching.categories import Categoriser, propose_categories
from klaviatur.collect.products.enriching.extracting import Found, find_values, same
from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.matching import propose_same
from klaviatur.records import Kind

GOLD = ROOT / "tests" / "enriching"
# What the families of the Akeneo demo are in Google's taxonomy: ids of ours.
FAMILIES = {
    "camcorders": "155", "digital_cameras": "152", "headphones": "505771", "loudspeakers": "249",
    "mp3_players": "233", "mugs": "674", "multifunctionals": "500106", "pc_monitors": "305", "scanners": "306",
    "webcams": "312", "led_tvs": "404", "tshirts": "212", "tablets": "4745", "laser_led_printers": "500106", "shoes": "187", "clothing": "1604", "accessories": "167",
}  # fmt: skip
# Which attributes of the Akeneo demo our patterns read out of its German texts.
STATED = {
    "display_diagonal": "display_diagonal",
    "weight": "weight",
    "power": "power",
    "storage_capacity": "storage_capacity",
    "megapixels": "total_megapixels",
    "optical_zoom": "optical_zoom",
}
MANY_CATEGORIES, MANY_DUPLICATES = 10_000, 100_000
CATEGORIES_S, DUPLICATES_S = 120, 60

Guesser = Callable[[Sequence[Known]], Iterator[Sequence[str]]]


def main() -> int:
    embedder = UseEmbedder()
    missed = print_categories(embedder) + print_pairs() + print_speed(embedder)
    print_akeneo(embedder)
    return missed


def product(key: str, **facts: str) -> Known:
    return Known(key, facts=[Stated(f"{key}/{n}///bench", n, Kind.TEXT, v) for n, v in facts.items()])


def gold() -> list[tuple[Known, str]]:
    table = tomllib.loads((GOLD / "categories_gold.toml").read_text(encoding="utf-8"))
    return [(product(str(n), name=name), str(right)) for n, (name, right) in enumerate(table["products"])]


# --- Categories -------------------------------------------------------------------------------------------------------
def print_categories(embedder: UseEmbedder) -> int:
    rows = gold()
    print(f"categories of {len(rows)} invented products among {len(own_categories())}   exact  top-5  level 2")
    for name, guesser in guessers(embedder).items():
        exact, five, branch = accuracy(guesser, rows)
        print(f"  {name:<30} {exact:6.1%} {five:6.1%} {branch:6.1%}")
    return 0


def guessers(embedder: UseEmbedder) -> dict[str, Guesser]:
    categories = own_categories()

    def ours(with_embedder: UseEmbedder | None) -> Guesser:
        return lambda rows: (
            [guess.category.id for guess in found] for found in Categoriser(categories, with_embedder).guess(rows)
        )

    return {
        "words and meaning": ours(embedder),
        "words alone": ours(None),
        "rapidfuzz with all names": fuzzy(categories),
    }


def fuzzy(categories: Sequence[Category]) -> Guesser:
    """Return the peer: the best partial match of a name with names and words of categories."""
    names = {f"{c.id}": f"{c.leaf.de} {c.leaf.en} {c.words}" for c in categories}

    def guess(rows: Sequence[Known]) -> Iterator[Sequence[str]]:
        for row in rows:
            text = row.facts[0].value
            found = process.extract(text, names, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=5)
            yield [number for _, _, number in found]

    return guess


def accuracy(guesser: Guesser, rows: Sequence[tuple[Known, str]]) -> tuple[float, float, float]:
    second = {c.id: c.path.en.split(STEP)[:2] for c in own_categories()}
    found = list(zip(guesser([known for known, _ in rows]), (right for _, right in rows), strict=True))
    exact = sum(ids[:1] == [right] for ids, right in found)
    five = sum(right in ids[:5] for ids, right in found)
    branch = sum(bool(ids) and second[ids[0]] == second[right] for ids, right in found)
    return exact / len(found), five / len(found), branch / len(found)


# --- Duplicates -------------------------------------------------------------------------------------------------------
def print_pairs() -> int:
    table = tomllib.loads((GOLD / "pairs_gold.toml").read_text(encoding="utf-8"))
    found = {
        kind: [bool(propose_same([pair_side("A", *a), pair_side("B", *b)])) for a, b in table[kind]] for kind in table
    }
    right, wrong, all_same = sum(found["same"]), sum(found["other"]), len(found["same"])
    print(
        f"duplicates, {all_same + len(found['other'])} invented pairs: precision {right / (right + wrong):.1%}, recall {right / all_same:.1%}"
    )
    return 0


def pair_side(key: str, brand: str, name: str, more: str) -> Known:
    facts = {"name": name} | ({"brand": brand} if brand else {})
    extra = dict(part.split("=") for part in more.split(";") if part)
    parent = extra.pop("parent", None)
    known = product(key, **facts, **extra)
    known.parent = parent
    return known


# --- Speed ------------------------------------------------------------------------------------------------------------
def print_speed(embedder: UseEmbedder) -> int:
    names = [known.facts[0].value for known, _ in gold()]
    many = [product(str(n), name=f"{names[n % len(names)]} {n // len(names)}") for n in range(MANY_CATEGORIES)]
    first = timed(
        f"categories of {MANY_CATEGORIES:,} products",
        CATEGORIES_S,
        lambda: propose_categories(many, own_categories(), embedder),
    )
    lots = [
        product(str(n), name=f"{names[n // 2 % len(names)]} Modell {n // 2:05}", brand=f"Marke {n // 2 % 50}")
        for n in range(MANY_DUPLICATES)
    ]
    return first + timed(f"duplicates among {MANY_DUPLICATES:,} products", DUPLICATES_S, lambda: propose_same(lots))


def timed(name: str, most_s: float, work: Callable[[], Sequence[object]]) -> int:
    start = time.perf_counter()
    made = work()
    took = time.perf_counter() - start
    print(f"{name}: {took:.1f} s, {len(made):,} proposals; at most {most_s} s: {verdict(holds=took <= most_s)}")
    return took > most_s


# --- Real data --------------------------------------------------------------------------------------------------------
def akeneo() -> list[dict[str, str]]:
    place: Path = data("pxm", "akeneo_icecat_demo", "products.csv.gz")
    with gzip.open(place, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def print_akeneo(embedder: UseEmbedder) -> None:
    rows = akeneo()
    known = [(row, FAMILIES[row["family"]]) for row in rows if FAMILIES.get(row["family"])]
    products = [
        (product(row["sku"], name=row.get("name-en_US") or row.get("name") or row["sku"]), right)
        for row, right in known
    ]
    print(f"Akeneo demo, {len(products)} products by name alone, family hidden   exact  top-5  level 2")
    for name, guesser in guessers(embedder).items():
        exact, five, branch = accuracy(guesser, products)
        print(f"  {name:<30} {exact:6.1%} {five:6.1%} {branch:6.1%}")
    print_values(rows)


def print_values(rows: Sequence[dict[str, str]]) -> None:
    """Print how often a value read out of a German text is the structured one, where both exist."""
    judged = []
    for row in rows:
        for found in find_values(row.get("description-de_DE-print") or ""):
            stated = structured(row, found)
            judged += [(found.attribute, same(stated, found))] if stated else []
    right = sum(fits for _, fits in judged)
    print(
        f"values in German texts of the Akeneo demo: {len(judged)} with a structured value, {right / max(1, len(judged)):.1%} the same"
    )
    for attribute in sorted({attribute for attribute, _ in judged}):
        fits = [fit for name, fit in judged if name == attribute]
        print(f"    {attribute:<20} {len(fits):4} {sum(fits) / len(fits):6.1%}")


def structured(row: dict[str, str], found: Found) -> Stated | None:
    column = STATED.get(found.attribute, "")
    value, unit = row.get(column, ""), units.find((row.get(f"{column}-unit") or "").replace("_", " ").lower())
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return None
    if found.attribute == "megapixels" and figure > 1000:  # 16000000 stands there for many cameras
        return None
    return Stated("", found.attribute, Kind.NUMBER, value, unit.code if unit else None)


if __name__ == "__main__":
    raise SystemExit(main())
