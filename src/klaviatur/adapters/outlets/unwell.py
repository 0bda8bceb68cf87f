"""Why an outlet is not well, said in both languages with the next step."""

from datetime import datetime

from klaviatur.errors import DeliveryError, NotNow
from klaviatur.records import Bilingual, Health


class Unreachable(NotNow):
    """Nobody answers at the address."""


class WrongKey(NotNow):
    """Somebody answers, and does not take user, password, token or key."""


_NEXT_STEPS = {
    Unreachable: "ist nicht zu erreichen. Prüfen Sie Adresse und Netz, und ob der Dienst läuft.",
    WrongKey: "lehnt die Zugangsdaten ab. Setzen Sie sie im Ziel neu.",
}
_OTHERWISE = "nimmt gerade nichts an. Prüfen Sie die Einstellungen des Ziels."


def unwell(who: str, error: DeliveryError, at: datetime) -> Health:
    """Return the health of an outlet that failed; `who` is its platform in German, the error says all in English."""
    step = next((step for kind, step in _NEXT_STEPS.items() if isinstance(error, kind)), _OTHERWISE)
    return Health(ok=False, message=Bilingual(f"{who} {step} Genau: {error}", str(error)), at=at)
