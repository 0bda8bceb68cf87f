"""Wrong product texts: how many verify catches, and how many right ones it stops.

Perturbs composed variants and free sentences on our own example products. Words that are swapped in stand in
product_redteam_words.toml and share nothing with verify's lists.
"""

import random
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.product_play import ROOT, products_of
from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.compose.products import ProductWriter
from klaviatur.records import Checked, Product, Severity, Source, Variant, VariantPart, Voice
from klaviatur.verify import Verifier

GOAL = 0.98
CHANNELS = ("product_page", "facebook", "google_search_ad", "newsletter", "faq")
UNITS = {
    "kg": "g",
    "g": "kg",
    "cm": "mm",
    "W": "kW",
    "V": "kV",
    "Nm": "N",
    "ml": "l",
    "l": "ml",
    "Zoll": "cm",
    "in": "cm",
}
FIGURE = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)([ \u00a0])(kg|g|cm|W|V|Nm|ml|l|Zoll|in)(?![\w²])")
SIZES = ("length", "width", "height")

Case = tuple[str, Variant]


def cases(source: Source, variants: dict[str, Variant], dice: random.Random) -> Iterator[Case]:
    words = tomllib.loads((Path(__file__).parent / "product_redteam_words.toml").read_text("utf-8"))[source.language]
    for variant in variants.values():
        yield from figures(variant, dice)
        yield from swapped_words(source, variant, words, dice)
        yield "invented benefit", added(variant, dice.choice(words["benefits"]))
        yield from denied(variant, words)
    page = variants["product_page"]
    yield from dropped(source, page)
    yield from free(source, page, words, dice)


def figures(variant: Variant, dice: random.Random) -> Iterator[Case]:
    found = [(at, m) for at, part in enumerate(variant.parts) for m in FIGURE.finditer(part.text)]
    for at, match in dice.sample(found, min(2, len(found))):
        number = match[1]
        other = number[:-1] + str((int(number[-1]) + dice.randint(1, 8)) % 10)
        yield "figure changed", put(variant, at, match.span(1), other if other.strip("0.,") else number + "7")
        yield "unit changed", put(variant, at, match.span(3), UNITS[match[3]])


def swapped_words(source: Source, variant: Variant, words: dict[str, list[str]], dice: random.Random) -> Iterator[Case]:
    """Yield a colour, material or country that is not the product's."""
    for attribute, listed in (("color", "colours"), ("material", "materials"), ("origin_country", "countries")):
        fact = next((f for f in source.facts if f.attribute == attribute), None)
        value = source.words(fact.span) if fact else ""
        at = next((n for n, part in enumerate(variant.parts) if value and value in part.text), None)
        if at is not None:
            start = variant.parts[at].text.index(value)
            yield "other value", put(variant, at, (start, start + len(value)), dice.choice(words[listed]))


def denied(variant: Variant, words: dict[str, list[list[str]]]) -> Iterator[Case]:
    for plain, opposite in words["denied"]:
        for at, part in enumerate(variant.parts):
            match = re.search(rf"\b{re.escape(plain)}\b", part.text)
            if match and " not " not in part.text and part.name in {"description", "text", "body", "short_description"}:
                yield "denied", put(variant, at, match.span(), opposite)
                return


def dropped(source: Source, page: Variant) -> Iterator[Case]:
    for fact in source.facts:
        if fact.attribute in {"allergens", "traces"}:
            for item in source.words(fact.span).split(", "):
                yield "allergen dropped", without(page, item)
        if fact.attribute == "warnings":
            yield "warning dropped", without(page, source.words(fact.span))


def free(source: Source, page: Variant, words: dict[str, dict[str, list[str]]], dice: random.Random) -> Iterator[Case]:
    """Yield sentences a model might write, each with another attribute's value or another figure."""
    values = {f.attribute: source.words(f.span) for f in source.facts}
    for attribute, value, sentence in sentences(source, words):
        wrong = re.sub(r"\d", lambda m: str((int(m[0]) + dice.randint(1, 8)) % 10), value, count=1)
        yield "free: figure", alone(page, sentence.replace(value, wrong))
        others = [v for a, v in values.items() if a in SIZES and attribute in SIZES and a != attribute and v != value]
        others += [
            v
            for a, v in values.items()
            if a in {"fat", "sugars", "protein", "salt"}
            and v != value
            and attribute in {"fat", "sugars", "protein", "salt"}
        ]
        if others:
            yield "free: attribute", alone(page, sentence.replace(value, dice.choice(others)))


def sentences(source: Source, words: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    """Yield true sentences: attribute, value, sentence."""
    name = source.words(source.title)
    for fact in source.facts:
        for template in words["free"].get(fact.attribute, []):
            value = source.words(fact.span)
            yield fact.attribute, value, template.replace("{name}", name).replace("{value}", value)


def put(variant: Variant, at: int, span: tuple[int, int], words: str) -> Variant:
    part = variant.parts[at]
    text = part.text[: span[0]] + words + part.text[span[1] :]
    return replace(variant, parts=(*variant.parts[:at], VariantPart(part.name, text), *variant.parts[at + 1 :]))


def added(variant: Variant, sentence: str) -> Variant:
    at = max(range(len(variant.parts)), key=lambda n: len(variant.parts[n].text))
    part = variant.parts[at]
    return put(variant, at, (len(part.text), len(part.text)), f"\n{sentence}")


def alone(variant: Variant, sentence: str) -> Variant:
    return added(variant, sentence)


def without(variant: Variant, words: str) -> Variant:
    pattern = re.compile(r"[\s\u00a0]".join(re.escape(word) for word in words.split()))
    parts = [VariantPart(part.name, pattern.sub("", part.text).strip() or "–") for part in variant.parts]
    return replace(variant, parts=tuple(parts))


def graves(checked: Checked) -> set[tuple[str, str, Severity]]:
    wanted = {Severity.BLOCK, Severity.WARN}
    return {(f.rule, f.words, f.severity) for f in checked.findings if f.severity in wanted}


def main() -> int:
    dice, book, channels = random.Random(11), load_phrasebook(), load_channels()
    writer = ProductWriter(book)
    caught: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    right: list[bool] = []
    missed: list[str] = []
    products = products_of(ROOT / "examples/products.csv")
    parents: dict[str, Product] = {one.key: one for one in products}
    words = tomllib.loads((Path(__file__).parent / "product_redteam_words.toml").read_text("utf-8"))
    for product in products:
        for locale in ("de_DE", "en_GB"):
            source = product_sheet(product, locale=locale, parent=parents.get(product.parent or ""))
            verifier = Verifier(source, Voice(), book, None)
            variants = {name: writer.write(source, channels[name], Voice()) for name in CHANNELS}
            before = {name: graves(verifier.check(v, channels[name])) for name, v in variants.items()}
            for kind, wrong in cases(source, variants, dice):
                new = graves(verifier.check(wrong, channels[wrong.channel])) - before[wrong.channel]
                caught[kind].append((bool(new), any(severity is Severity.BLOCK for _, _, severity in new)))
                if not new:
                    missed.append(f"{product.key} {wrong.channel} {kind}: {difference(variants[wrong.channel], wrong)}")
            for _, _, sentence in sentences(source, words[source.language]):
                true = added(variants["product_page"], sentence)
                new = graves(verifier.check(true, channels["product_page"])) - before["product_page"]
                right.append(any(severity is Severity.BLOCK for _, _, severity in new))
                if right[-1]:
                    missed.append(f"{product.key} false alarm: {sentence} {new}")
    return report(caught, right, missed)


def difference(before: Variant, after: Variant) -> str:
    for one, other in zip(before.parts, after.parts, strict=True):
        if one.text != other.text:
            at = next((n for n, (a, b) in enumerate(zip(one.text, other.text, strict=False)) if a != b), len(one.text))
            return repr(other.text[max(0, at - 30) : at + 60])
    return ""


def report(caught: dict[str, list[tuple[bool, bool]]], right: list[bool], missed: list[str]) -> int:
    every = [one for group in caught.values() for one in group]
    for kind, group in sorted(caught.items()):
        print(
            f"{kind:<20} {len(group):>6,} cases  caught {share(a for a, _ in group):>7}  blocked {share(b for _, b in group):>7}"
        )
    total = sum(a for a, _ in every) / len(every)
    print(
        f"{'all':<20} {len(every):>6,} cases  caught {total:>7.1%}  blocked {share(b for _, b in every):>7}  goal {GOAL:.0%}"
    )
    print(f"{'true sentences':<20} {len(right):>6,} cases  blocked by mistake {share(iter(right))}")
    print("\n".join(missed[:40]), file=sys.stderr)
    return int(total < GOAL)


def share(values: Iterator[bool]) -> str:
    known = list(values)
    return f"{sum(known) / max(len(known), 1):.1%}"


if __name__ == "__main__":
    sys.exit(main())
