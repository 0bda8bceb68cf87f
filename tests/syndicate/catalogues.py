"""Small catalogues for tests of outputs, written as people write them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.records import Actor, MemberRole

ANNA = Actor("anna", frozenset({MemberRole.ADMIN, MemberRole.PUBLISHER}))
SHOP = {"base_url": "https://shop.example"}
COLUMNS = (
    "sku",
    "name",
    "beschreibung",
    "preis",
    "ean",
    "marke",
    "verfügbarkeit",
    "bild",
    "url",
    "hauptartikel",
    "farbe",
    "kategorie",
    "etim klasse",
    "EF000136",
)

PROFILE = """
name = "{name}"
label = ["Probe", "Sample"]
family = "shopping"
format = "{format}"
file = "{name}.{format}"
media_type = "text/plain"
read = 2026-11-22
sources = ["our own"]
{head}
[needs.base_url]
required = true
"""

FIELDS = """
[[field]]
name = "id"
from = "key"
required = true
parity = "key"

[[field]]
name = "title"
from = "text(first(wording('title'), name))"
max_characters = 40
cut = "words"
required = true
parity = "title"

[[field]]
name = "price"
from = "money(price)"
required = true
parity = "price"
reader = "money"

[[field]]
name = "gtin"
from = "gtin"
parity = "gtin"

[[field]]
name = "availability"
from = "availability('google')"
parity = "availability"
reader = "words.google"

[[field]]
name = "color"
from = "color"

[wordings]
title = "shopping_title:title"
"""


def gtin(number: int) -> str:
    """Return a GTIN-13 with the right last digit."""
    body = f"{400_000_000_000 + number:012d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-total % 10}"


def row(number: int, **said: str) -> dict[str, str]:
    """Return a product with all that platforms ask for."""
    told = {
        "sku": f"A{number:03d}",
        "name": f"Leuchte Nr. {number}",
        "beschreibung": f"Eine Leuchte mit {number + 3} Watt.",
        "preis": f"{number + 9},90 EUR",
        "ean": gtin(number),
        "marke": "Hell",
        "verfügbarkeit": "auf Lager",
        "bild": f"https://bild.example/{number}.jpg",
        "url": f"https://shop.example/{number}",
    }
    return told | said


def bring(workspace: Workspace, rows: Sequence[Mapping[str, str]], source: str = "shop") -> None:
    """Import rows as the file of a source."""
    place = Path(workspace.folder) / f"{source}.csv"
    lines = [";".join(f'"{one.get(name, "")}"' for name in COLUMNS) for one in rows]
    place.write_text("\n".join([";".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    report = workspace.collect([place], source=source).imports[0]
    assert report.rows == report.written + report.unchanged
    assert report.rejected == 0


def write_profiles(folder: Path, **heads: str) -> Path:
    """Write a profile of the same fields for each name: name="csv" or a format with more keys behind it."""
    folder.mkdir(exist_ok=True)
    for name, said in heads.items():
        form, _, head = said.partition("\n")
        whole = PROFILE.format(name=name, format=form, head=head) + FIELDS
        (folder / f"{name}.toml").write_text(whole, encoding="utf-8")
    return folder


def switch_on(syndication: Syndication, *names: str, **values: str) -> None:
    """Switch outputs on."""
    for name in names:
        syndication.switch(name, on=True, values=SHOP | values, by=ANNA)


def whole(syndication: Syndication, output: str) -> bytes:
    """Return an output as it is served."""
    feed = syndication.feed(output)
    told = b"".join(feed.bytes)
    assert len(told) == feed.size
    return told


def opened(folder: Path, profiles: Path) -> Syndication:
    """Open the outputs of a workspace with profiles of one's own."""
    settings = klaviatur.settings.Settings(outputs_folder=str(profiles))
    return klaviatur.open_syndication(folder, settings=settings)
