"""A short way from words to a parsed source."""

from collections.abc import Callable

import pytest

from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.records import Source

RELEASE = """PRESSEMITTEILUNG

Sperrfrist: Dienstag, 3. März 2027, 10 Uhr MEZ

Auental bekommt einen neuen Wasserspeicher

4,5 Millionen Liter sichern ab 2028 die Versorgung der Stadt

Auental, 3. März 2027 – Die Stadtwerke Auental GmbH bauen einen Speicher für 4,5 Millionen Liter Trinkwasser. Er ersetzt den Wasserturm von 1931.

„Wir haben lange gerechnet. Am Ende war die Entscheidung klar“, sagt Dr. Petra Lohmann, Geschäftsführerin der Stadtwerke Auental GmbH. „Der Speicher hält 60 Jahre.“

Warum jetzt

Der Turm ist undicht. Jeden Tag gehen 12 Kubikmeter verloren.

- Bauzeit: 14 Monate
- Kosten: rund 2,8 Mio. Euro

Besuchen Sie die Baustelle am 7. April. Mehr unter www.auental.example/bau.

Über die Stadtwerke Auental GmbH

Die Stadtwerke Auental GmbH versorgt seit 1898 rund 41.000 Menschen mit Wasser, Strom und Wärme.

Pressekontakt:
Mira Sommer
Stadtwerke Auental GmbH
Tel. 05665 1234-0
presse@auental.example

Schreibe einen Kommentar
"""


@pytest.fixture(scope="session")
def read() -> Callable[..., Source]:
    """Parse a text given as a string."""

    def _read(text: str, name: str = "text.txt") -> Source:
        return parse(read_stream(text.encode(), name=name))

    return _read


@pytest.fixture(scope="session")
def release(read: Callable[..., Source]) -> Source:
    """A German press release in plain text, with everything a release has."""
    return read(RELEASE)
