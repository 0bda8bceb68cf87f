"""Products on every channel: wrong, added and missing slots, findings, limits, allergens, speed.

The slot check reads the texts with a parser of its own (below) and compares them with the products' facts, not with the
data sheet. Anchor: E2E cleaned, TGen-plus 0.69 % slot errors (Dusek et al. 2019); there a text states at most 8 slots.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from bench._common import data
from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.catalogue.packing import unpack
from klaviatur.collect.products.mapping import propose
from klaviatur.collect.products.preparing import prepare
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.compose.products import ProductWriter
from klaviatur.records import Channel, Checked, Kind, Origin, Product, Severity, Voice
from klaviatur.verify import Verifier

ROOT = Path(__file__).parent.parent
MOST = 100  # of each set; another number as the only argument, 0 for all
READ = datetime(2026, 11, 22, tzinfo=UTC)
SETS = (
    ("own example, German", ROOT / "examples/products.csv", "de_DE"),
    ("own example, Swiss", ROOT / "examples/products.csv", "de_CH"),
    ("own example, British", ROOT / "examples/products.csv", "en_GB"),
    ("Open Food Facts 500, German", "pxm/off_de/off_products_de_sample500.csv", "de_DE"),
    ("Akeneo demo, German", "pxm/akeneo_icecat_demo/products.csv.gz", "de_DE"),
    ("Akeneo demo, American", "pxm/akeneo_icecat_demo/products.csv.gz", "en_US"),
)
NUMBER = re.compile(r"(?<![\w.,’'])\d+(?:[.,’']\d+)*(?!\w)")
MARKS = str.maketrans({"„": '"', "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "…": "."})
DUTY = ("allergens", "traces")


def products_of(place: Path) -> list[Product]:
    """Return the products of a file, one per row, as the importer prepares them."""
    found: list[Product] = []
    for sheet in read_tables(place):
        chunks = list(sheet.chunks)
        mapping = propose(sheet, chunks[0].frame.head(2000))
        for chunk in chunks:
            for row in prepare(chunk, mapping).frame.iter_rows(named=True):
                origin = Origin(place.name, row=row["row"])
                facts = unpack(row["facts"], key=row["key"], source=place.stem, origin=origin, read=READ)
                found.append(Product(row["key"], facts, parent=row["parent"]))
    return found


@dataclass
class Tally:
    products: int = 0
    variants: int = 0
    slots: int = 0
    wrong: int = 0
    missing: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    warns: Counter[str] = field(default_factory=Counter)
    over: int = 0
    lost_allergens: int = 0
    compose_s: float = 0.0
    check_s: float = 0.0
    shown: list[str] = field(default_factory=list)


def play_all(products: Iterable[Product], parents: dict[str, Product], locale: str) -> Tally:
    channels, book, voice, tally = load_channels(), load_phrasebook(), Voice(), Tally()
    writer = ProductWriter(book)
    for product in products:
        begun = time.perf_counter()
        parent = parents.get(product.parent or "")
        source = product_sheet(product, locale=locale, parent=parent)
        variants = [writer.write(source, channel, voice) for channel in channels.values()]
        composed = time.perf_counter()
        verifier = Verifier(source, voice, book, None)
        checked = [verifier.check(variant, channels[variant.channel]) for variant in variants]
        tally.compose_s += composed - begun
        tally.check_s += time.perf_counter() - composed
        tally.products += 1
        said = facts_of(product, parent, locale)
        for one in checked:
            count(tally, one, said, channels[one.variant.channel])
    return tally


def count(tally: Tally, checked: Checked, said: "Facts", channel: Channel) -> None:
    tally.variants += 1
    for finding in checked.findings:
        if finding.severity is Severity.BLOCK:
            tally.blocks[finding.rule] += 1
            tally.shown.append(f"{said.key} {channel.name}: {finding.rule} {finding.words[:60]!r}")
        elif finding.severity is Severity.WARN:
            tally.warns[finding.rule] += 1
    tally.over += not checked.fits
    for line in (line for part in checked.variant.parts for line in part.text.split("\n")):
        slots, wrong = said.read(line)
        tally.slots += slots
        tally.wrong += len(wrong)
        tally.shown += [f"{said.key} {channel.name}: wrong {one!r} in {line[:90]!r}" for one in wrong]
    if channel.name == "product_page":
        missing = said.missing(checked.variant.text)
        tally.missing += len(missing)
        tally.shown += [f"{said.key} missing {one!r}" for one in missing]
    if max(said.room(channel)) > 600 and channel.family != "access":
        tally.lost_allergens += sum(item.lower() not in checked.variant.text.lower() for item in said.allergens)


# --- a reader of product texts of its own: labels and figures, compared with the facts -------------------------------
@dataclass
class Facts:
    key: str
    words: str  # all values, lower case
    figures: set[Decimal]
    by_label: dict[str, set[str]]
    must: list[str]
    allergens: list[str]

    def read(self, line: str) -> tuple[int, list[str]]:
        """Return how many slots a line fills, and those that are wrong."""
        wrong: list[str] = []
        slots = 0
        for match in NUMBER.finditer(line):
            slots += 1
            if not any(value in self.figures for value in values_of(match[0])) and match[0] not in self.words:
                wrong.append(match[0])
        label, colon, value = line.lstrip("•– ").partition(": ")
        known = self.by_label.get(label.lower()) if colon else None
        if known is not None:
            slots += 1
            head = plain(value)
            if not any(head.startswith(one) or one.startswith(head.rstrip(".")) for one in known):
                wrong.append(f"{label}: {value}"[:80])
        return slots, wrong

    def missing(self, text: str) -> list[str]:
        """Return what a product page has to say and does not."""
        return [one for one in self.must if plain(one) not in plain(text)]

    @staticmethod
    def room(channel: Channel) -> list[int]:
        return [limit.maximum or 0 for part in channel.parts for limit in part.limits[:1]] or [0]


def values_of(text: str) -> Iterator[Decimal]:
    bare = re.sub(r"[’']", "", text)
    for group, point in ((".", ","), (",", ".")):
        try:
            yield Decimal(bare.replace(group, "").replace(point, ".")).normalize()
        except ArithmeticError:
            continue


def plain(text: str) -> str:
    return " ".join(
        re.sub(r"[\u00a0\s]+(?=%)|(?<=\s)[\u00a0\s]+", "", text).replace("\u00a0", " ").translate(MARKS).lower().split()
    )


def facts_of(product: Product, parent: Product | None, locale: str) -> Facts:
    """Return what may be said: every value of product and parent in this language."""
    own = [f for owner in (product, parent) if owner for f in owner.facts if _speaks(f.locale, locale)]
    words = " ".join([product.key, *(f"{f.value} {f.raw} {' '.join(f.items)}" for f in own)]).lower()
    figures = {value for text in NUMBER.findall(words) for value in values_of(text)}
    figures |= {f.number.normalize() for f in own if f.number is not None}
    by_label: dict[str, set[str]] = {}
    for fact in own:
        if fact.kind in {Kind.TEXT, Kind.IDENTIFIER, Kind.GTIN} and fact.label:
            by_label.setdefault(re.sub(r"\s*\([^)]*\)$", "", fact.label).lower(), set()).add(plain(fact.value))
    allergens = [item for name in DUTY for f in own if f.attribute == name for item in f.items or (f.value,)]
    name = next((f.value for f in own if f.attribute == "name" and f.value.strip()), product.key)
    warned = [f.value for f in own if f.attribute == "warnings"]
    return Facts(product.key, words, figures, by_label, [name, *allergens, *warned], allergens)


def _speaks(has: str | None, wanted: str) -> bool:
    return has is None or has[:2].lower() == wanted[:2].lower()


def show(head: list[str], rows: list[list[str]]) -> None:
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    for row in [head, *rows]:
        print(
            "  ".join(
                cell.ljust(width) if not at else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )


def main() -> int:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else MOST
    rows, bad = [], 0
    for name, place, locale in SETS:
        file = place if isinstance(place, Path) else data(place)
        products = products_of(file)
        tally = play_all(islice(products, most or None), {one.key: one for one in products}, locale)
        errors = (tally.wrong + tally.missing) / max(tally.slots, 1)
        bad += tally.wrong + tally.missing + sum(tally.blocks.values()) + tally.over + tally.lost_allergens
        rows.append(
            [
                name,
                f"{tally.products:,}",
                f"{tally.variants:,}",
                f"{tally.slots:,}",
                f"{errors:.2%}",
                f"{sum(tally.blocks.values()):,}",
                f"{tally.over:,}",
                f"{tally.lost_allergens:,}",
                f"{tally.variants / max(tally.compose_s, 0.001):,.0f}",
                f"{tally.variants / max(tally.compose_s + tally.check_s, 0.001):,.0f}",
            ]
        )
        print(name, dict(tally.blocks), dict(tally.warns.most_common(8)), file=sys.stderr)
        print("\n".join(tally.shown[:12]), file=sys.stderr)
    head = ["set", "products", "variants", "slots", "slot errors", "blocks", "over a limit", "allergens lost"]
    show([*head, "written/s", "written and checked/s"], rows)
    print("\nPublished anchor: E2E cleaned, TGen-plus 0.69 % slot errors.")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
