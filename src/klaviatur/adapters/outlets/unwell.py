"""Why an outlet is not well, said in both languages with the next step."""

from collections.abc import Mapping
from datetime import datetime
from errno import EDQUOT, ENOSPC
from socket import gaierror

from klaviatur.errors import DeliveryError, NotNow
from klaviatur.records import Bilingual, Health


class Unreachable(NotNow):
    """Nobody answers at the address."""


class Untrusted(NotNow):
    """Somebody answers who cannot prove to be the one that is meant, or does not encrypt."""


class WrongKey(NotNow):
    """Somebody answers, and does not take user, password, token or key."""


_NEXT_STEPS = {
    Unreachable: "ist nicht zu erreichen. Prüfen Sie Adresse und Netz, und ob der Dienst läuft.",
    Untrusted: "ist nicht zu trauen. Prüfen Sie Adresse und Zertifikat.",
    WrongKey: "lehnt die Zugangsdaten ab. Setzen Sie sie im Ziel neu.",
}
_OTHERWISE = "nimmt gerade nichts an. Prüfen Sie die Einstellungen des Ziels."

SYSTEM: Mapping[type[OSError], Bilingual] = {  # what an operating system says, in words of ours
    ConnectionRefusedError: Bilingual("dort nimmt nichts Verbindungen an", "nothing takes connections there"),
    ConnectionResetError: Bilingual("die Verbindung wurde abgebrochen", "the connection was cut"),
    gaierror: Bilingual("diesen Namen kennt niemand", "nobody knows this name"),
    TimeoutError: Bilingual("es kam rechtzeitig keine Antwort", "no answer came in time"),
    FileNotFoundError: Bilingual("diesen Ort gibt es nicht", "there is no such place"),
    NotADirectoryError: Bilingual("wo ein Ordner sein müsste, steht eine Datei", "a file stands where a folder should"),
    FileExistsError: Bilingual("wo ein Ordner sein müsste, steht eine Datei", "a file stands where a folder should"),
    PermissionError: Bilingual("dazu fehlt das Recht", "this is not allowed"),
}
FULL = Bilingual("dort ist kein Platz mehr", "there is no room left")


def cause(error: Exception) -> Bilingual:
    """Return why the operating system refused something; what we have no words for is quoted as it says it."""
    if getattr(error, "errno", None) in {ENOSPC, EDQUOT}:
        return FULL
    known = next((words for kind, words in SYSTEM.items() if isinstance(error, kind)), None)
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return known or Bilingual(f"„{said}“", f'"{said}"')


def unwell(who: str, error: DeliveryError, at: datetime) -> Health:
    """Return the health of an outlet that failed; `who` is its platform in German, the error says all in English."""
    step = next((step for kind, step in _NEXT_STEPS.items() if isinstance(error, kind)), _OTHERWISE)
    return Health(ok=False, message=Bilingual(f"{who} {step} Genau: {error}", str(error)), at=at)
