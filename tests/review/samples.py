"""The people who work at the desk, and a short text."""

from klaviatur.records import Actor, KeptVariant, MemberRole, Revision
from klaviatur.wiring.desk import Desk

ANNA = Actor("anna", frozenset({MemberRole.AUTHOR}))
BEN = Actor("ben", frozenset({MemberRole.REVIEWER}))
CLEO = Actor("cleo", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))
PIA = Actor("pia", frozenset({MemberRole.PUBLISHER}))
ADA = Actor("ada", frozenset({MemberRole.ADMIN}))
LEA = Actor("lea", frozenset({MemberRole.ANALYST}))
PEOPLE = (ANNA, BEN, CLEO, PIA, ADA, LEA)

TEXT = """# Lindhof stellt den Speicher Tonda vor

Kassel, 3. März 2027. Der Hersteller Lindhof stattet 1.850 Haushalte in Kassel mit dem Speicher Tonda aus. Das Gerät speichert 14 Kilowattstunden Wärme. Der Einbau dauert etwa 45 Minuten.

„Wir wollten ein Gerät bauen, das der Hausmeister versteht“, sagt Jana Wiegand, Geschäftsführerin von Lindhof.

Die Mieterinnen und Mieter zahlen für das Gerät nichts. Fragen beantwortet Mira Adomat, presse@lindhof.example.
"""
CHANNELS = ("linkedin", "web_teaser", "x_post")


def texts(revision: Revision) -> list[str]:
    return [part.text for part in revision.checked.variant.parts]


def edited(desk: Desk, variant: str, old: str, new: str, by: Actor = ANNA) -> KeptVariant:
    """Replace words of a variant as an editor in the page would."""
    opened = desk.opened(variant)
    sent = [text.replace(old, new, 1) for text in texts(opened.revision)]
    assert sent != texts(opened.revision), f"{old!r} is not in {sent}"
    return desk.edit(variant, sent, base=opened.variant.revision, by=by).variant
