"""Products as the importer would hand them over, written by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.compose.products import ProductWriter
from klaviatur.records import (
    Channel,
    Checked,
    Fact,
    Kind,
    Origin,
    Product,
    Severity,
    Source,
    Variant,
    VariantPart,
    Voice,
)
from klaviatur.verify import Verifier

READ = datetime(2026, 11, 22, tzinfo=UTC)


def fact(attribute: str, value: str, kind: Kind = Kind.TEXT, **more: object) -> Fact:
    origin = Origin("goods.csv", row=2, column=attribute)
    return Fact(
        attribute, kind, value, origin, value, READ, id=f"K/{attribute}/{more.get('locale') or ''}//goods", **more
    )


def number(attribute: str, value: str, unit: str | None = None) -> Fact:
    return fact(attribute, value, Kind.NUMBER, number=Decimal(value), unit=unit)


def money(attribute: str, value: str, currency: str = "EUR") -> Fact:
    return fact(attribute, value, Kind.MONEY, number=Decimal(value), currency=currency)


def several(attribute: str, *items: str, locale: str | None = None) -> Fact:
    return fact(attribute, "; ".join(items), Kind.LIST, items=items, locale=locale)


def product(*facts: Fact, key: str = "K-1", parent: str | None = None) -> Product:
    return Product(key, facts, parent=parent)


DRILL = product(
    fact("name", "Akku-Bohrschrauber WB 18", locale="de"),
    fact("name", "Cordless drill WB 18", locale="en"),
    fact("brand", "Werkmeister"),
    number("weight", "1.4", "KGM"),
    number("length", "195", "MMT"),
    number("height", "21", "CMT"),
    number("voltage", "18", "VLT"),
    number("torque", "55", "NU"),
    fact("color", "Grün", locale="de"),
    fact("color", "Green", locale="en"),
    several("included_items", "Bohrschrauber", "Ladegerät", "Koffer", locale="de"),
    several("included_items", "Drill", "charger", "case", locale="en"),
    fact("warnings", "Beim Bohren Schutzbrille tragen.", locale="de"),
    fact("warnings", "Wear goggles when drilling.", locale="en"),
    fact(
        "description",
        "Der Bohrschrauber hat zwei Gänge und ein Futter für Bohrer bis 13 mm.\nEine LED leuchtet die Arbeitsstelle aus.",
        Kind.RICH_TEXT,
        locale="de",
    ),
    fact("description", "The drill has two gears. An LED lights the workpiece.", Kind.RICH_TEXT, locale="en"),
    money("price", "1249.9"),
    fact("sku", "WB-18", Kind.IDENTIFIER),
    fact("gtin", "4012345000139", Kind.GTIN),
    key="WB-18",
)

MUESLI = product(
    fact("name", "Knuspermüsli Beere", locale="de"),
    fact("name", "Crunchy muesli berry", locale="en"),
    fact("brand", "Hofgut Linde"),
    number("net_content", "500", "GRM"),
    fact("ingredients", "Haferflocken (58 %), Rohrohrzucker, Erdbeeren (4 %), Mandeln, Salz", locale="de"),
    fact("ingredients", "Oat flakes (58%), raw cane sugar, strawberries (4%), almonds, salt", locale="en"),
    several("allergens", "Hafer", "Mandeln", locale="de"),
    several("allergens", "Oats", "almonds", locale="en"),
    several("traces", "Haselnüsse", locale="de"),
    several("traces", "Hazelnuts", locale="en"),
    number("nutrition_basis", "100", "GRM"),
    number("energy_kcal", "431", "E14"),
    number("fat", "13", "GRM"),
    number("sugars", "19", "GRM"),
    number("fibre", "8.2", "GRM"),
    number("protein", "9.8", "GRM"),
    number("salt", "0.25", "GRM"),
    fact("sku", "FO-1", Kind.IDENTIFIER),
    key="FO-1",
)

MONITOR = product(
    fact("name", "Monitor B27"),
    fact("brand", "Bildkern"),
    number("display_diagonal", "27", "INH"),
    fact("energy_class", "E"),
    money("price", "329"),
    key="B27",
)

BARE = product(fact("sku", "000-7", Kind.IDENTIFIER), key="000-7")

STICK = product(
    fact("name", "Datenstift Kern", locale="de"),
    fact("usb_3_1", "zwei", label="USB 3.1", locale="de"),
    key="K-5",
)
ALL = {"stick": STICK, "drill": DRILL, "muesli": MUESLI, "monitor": MONITOR, "bare": BARE}


@cache
def channels() -> dict[str, Channel]:
    return load_channels()


BOOK = load_phrasebook()
WRITER = ProductWriter(BOOK)


@cache
def sheet(name: str, locale: str = "de_DE") -> Source:
    return product_sheet(ALL[name], locale=locale)


@cache
def verifier(name: str, locale: str = "de_DE") -> Verifier:
    return Verifier(sheet(name, locale), Voice(), BOOK, None)


def written(name: str, channel: str, locale: str = "de_DE", voice: Voice | None = None) -> Variant:
    return WRITER.write(sheet(name, locale), channels()[channel], voice or Voice())


def checked(name: str, channel: str, locale: str = "de_DE") -> Checked:
    return verifier(name, locale).check(written(name, channel, locale), channels()[channel])


def judged(name: str, text: str, locale: str = "de_DE", channel: str = "whatsapp") -> Checked:
    """Check a text nobody mapped, as a model would hand it over."""
    source = sheet(name, locale)
    variant = Variant(channel, source.id, source.language, (VariantPart("text", text),), writer="a model")
    return verifier(name, locale).check(variant, channels()[channel])


def rules(one: Checked, *severities: Severity) -> set[str]:
    return {f.rule for f in one.findings if f.severity in (severities or (Severity.BLOCK,))}
