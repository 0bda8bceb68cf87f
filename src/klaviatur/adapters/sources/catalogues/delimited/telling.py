"""What was repaired in a text table, as findings."""

from collections import Counter
from collections.abc import Callable, Mapping

from klaviatur.adapters.sources.catalogues.delimited.encoding import MIXED, Encoding
from klaviatur.adapters.sources.catalogues.findings import note, warning
from klaviatur.records import TableFinding

_Teller = Callable[..., TableFinding]
_REPAIRS: dict[str, tuple[_Teller, str, str, str]] = {
    "short": (
        warning,
        "row.short",
        "Zeilen mit zu wenigen Zellen; die fehlenden am Ende gelten als leer.",
        "Rows with too few cells; those missing at the end count as empty.",
    ),
    "trailing": (
        note,
        "row.trailing_empty",
        "Zeilen mit leeren Zellen hinter der letzten Spalte; diese wurden weggelassen.",
        "Rows with empty cells behind the last column; these were left out.",
    ),
    "joined": (
        warning,
        "row.joined",
        "Zeilen mit zu vielen Zellen: Ein Text mit dem Trennzeichen ohne Anführungszeichen wurde zusammengefügt.",
        "Rows with too many cells: a text holds the delimiter without quotation marks, it was put together.",
    ),
    "split": (
        warning,
        "row.split",
        "Zeilen, die ein Zeilenumbruch ohne Anführungszeichen zerteilt hatte, wurden zusammengefügt.",
        "Rows that a line break without quotation marks had cut in two were put together.",
    ),
    "nul": (
        note,
        "table.nul",
        "NUL-Bytes im Text; sie wurden entfernt.",
        "NUL bytes in the text; they were taken out.",
    ),
    "empty": (
        note,
        "row.empty",
        "Zeilen ohne Inhalt; sie wurden übergangen.",
        "Rows that hold nothing; they were passed over.",
    ),
}


def repair_findings(repairs: Counter[str], first: Mapping[str, int]) -> tuple[TableFinding, ...]:
    """Return one finding for each kind of repair, with the first row and how many there are."""
    return tuple(
        teller(rule, de, en, row=first.get(kind), count=repairs[kind])
        for kind, (teller, rule, de, en) in _REPAIRS.items()
        if repairs[kind]
    )


def encoding_findings(encoding: Encoding) -> tuple[TableFinding, ...]:
    """Return what a person should know of how the file was decoded."""
    if encoding.name == MIXED:
        return (
            warning(
                "table.encoding",
                "Die Datei mischt UTF-8 und Windows-1252; jede Zeile wurde für sich gelesen. Prüfen Sie Umlaute.",
                "The file mixes UTF-8 and Windows-1252; each line was read on its own. Check umlauts.",
            ),
        )
    if encoding.damaged:
        return (
            warning(
                "table.encoding",
                f"Einige Bytes der Datei ergeben in {encoding.name} keine Zeichen; dort steht jetzt „\ufffd“.",
                f'Some bytes of the file are no characters in {encoding.name}; "\ufffd" stands in their place.',
            ),
        )
    if encoding.guessed:
        return (
            note(
                "table.encoding",
                f"Die Datei ist nicht UTF-8; sie wurde als {encoding.name} gelesen. Prüfen Sie Umlaute.",
                f"The file is not UTF-8; it was read as {encoding.name}. Check umlauts.",
            ),
        )
    return ()
