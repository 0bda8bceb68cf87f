"""A part of a title that denies something would say the contrary."""

import klaviatur
from klaviatur.records import Severity

DENIED = (
    "Finanzstadträtin Roth schließt Ausscheiden Ostheims aus Kreisverband nicht aus. Ostheim – Die Finanzstadträtin Eva "
    "Roth hat den Kreis am Montag scharf kritisiert. Der Betrieb des Freibads kostete die Stadt 310.000 Euro. Der Rat "
    "berät am 14. Mai 2027 über die Zukunft der Anlage. Im Freibad wurden 2026 rund 48.000 Gäste gezählt.\n"
)


def test_a_headline_keeps_the_not_of_its_sentence() -> None:
    played = klaviatur.play(
        DENIED.encode(), channels=["press_release", "push", "slide", "internal_email", "newsletter"]
    )
    for checked in played.checked:
        assert not checked.blocked
        for part in checked.variant.parts:
            assert not part.text.startswith("Ausscheiden"), checked.variant.channel
    assert all(f.severity is not Severity.BLOCK for f in played.findings)
