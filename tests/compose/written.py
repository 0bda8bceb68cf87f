"""Sources of our own and a short way to have them written, for the tests of the embedded writer."""

from functools import cache

from klaviatur.adapters.channels import load_channels
from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.compose import EmbeddedWriter
from klaviatur.records import Channel, Source, Variant, Voice

GERMAN = """---
title: Halm & Korn backt ab Mai ohne Plastik
subtitle: 46 Filialen in Thüringen stellen auf Brotbeutel aus Leinen um
place: Erfurt
date: 2027-04-12
contact: Lena Brix, Pressestelle Halm & Korn GmbH, presse@halmkorn.example, +49 361 555 0199
link: https://www.halmkorn.example/leinen
---

Die Bäckerei Halm & Korn verpackt ab dem 3. Mai 2027 in allen 46 Filialen kein Brot mehr in Plastik. Wer einen \
eigenen Beutel mitbringt, zahlt je Laib 20 Cent weniger. Leinenbeutel gibt es an der Theke für 4,50 Euro.

Das Unternehmen spart nach eigenen Angaben rund 1,2 Millionen Plastiktüten im Jahr. Grund für die Umstellung ist ein \
Versuch in Weimar, der von August bis Dezember 2026 lief. Dort brachten 63 Prozent der Kundinnen und Kunden einen \
eigenen Beutel mit.

„Am ersten Tag haben wir nur geflucht“, sagt Thea Ritter, Leiterin der Filiale in Weimar. „Nach zwei Wochen wollte \
niemand mehr zurück.“

Für die Verkäuferinnen und Verkäufer ändert sich der Ablauf an der Theke. Sie bekommen im April eine Schulung von \
drei Stunden. Belegte Brötchen kommen weiter in Papier.

Bis Ende 2028 sollen auch die Lieferungen an Hotels ohne Folie auskommen. Fragen beantworten die Filialen vor Ort.

## Über Halm & Korn

Halm & Korn backt seit 1952 in Erfurt und beschäftigt 520 Menschen.
"""

ENGLISH = """---
title: Fernley Buses lets children travel free from June
subtitle: 9,400 families in Devon will need one card instead of three tickets
place: Exeter
date: 2027-05-04
contact: Ada Cole, Press Office, Fernley Buses Ltd, press@fernley.example, +44 1392 496 0111
link: https://www.fernley.example/free
---

Bus operator Fernley Buses will carry children under twelve free of charge from 1 June 2027. About 9,400 families in \
Devon can use the offer on all 31 routes. Parents register once and receive a card by post.

A pilot in Exmouth ran from September 2026 to February 2027. It raised the number of young passengers by 18 percent. \
The company expects the offer to cost £640,000 a year.

"My daughter now asks for the bus, not for the car," said Priya Nair, a mother of two who took part in the pilot.

The card costs nothing and is valid for two years. Night routes are excluded. A review is planned for March 2028.

## About Fernley Buses

Fernley Buses Ltd has run buses in Devon since 1934 and employs 610 people.
"""

THREE_WORDS = "Hallo schöne Welt"
TABLE_ONLY = "| Teil | Preis |\n|---|---|\n| Rad | 12 Euro |\n| Sattel | 34 Euro |"
ONE_LONG_SENTENCE = (
    "Der Verein hat beschlossen, dass die Halle, die seit dem Sommer leer steht und deren Dach an drei Stellen undicht "
    "ist, im Herbst geöffnet wird, damit die Jugend dort proben kann, ohne jedes Mal in die Nachbarstadt fahren zu "
    "müssen, was bisher für viele Familien kaum zu leisten war und immer wieder zu Streit geführt hat."
)


@cache
def source(text: str) -> Source:
    """Return a text, parsed."""
    return parse(read_stream(text.encode()))


@cache
def channels() -> dict[str, Channel]:
    """Return the built-in channels."""
    return load_channels()


@cache
def writer() -> EmbeddedWriter:
    """Return the writer without an embedder: words alone decide, and nothing has to be loaded."""
    return EmbeddedWriter(load_phrasebook())


def written(text: str, channel: str, voice: Voice | None = None) -> Variant:
    """Return the variant of a text for a built-in channel."""
    return writer().write(source(text), channels()[channel], voice or Voice())


def parts(variant: Variant, name: str) -> list[str]:
    """Return the texts of all parts of this name."""
    return [part.text for part in variant.parts if part.name == name]


def part(variant: Variant, name: str) -> str:
    """Return the text of the only part of this name."""
    (text,) = parts(variant, name)
    return text
