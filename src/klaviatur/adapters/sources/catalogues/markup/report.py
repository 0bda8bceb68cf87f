"""Findings about a file: the first of each kind one by one with their place, the rest counted."""

from collections import Counter

from klaviatur.records import Bilingual, Severity, TableFinding
from klaviatur.text.lexicon import read_table

_SINGLY = 20  # of one rule and column
_LONGEST_WORDS = 200  # characters


class Report:
    """Gathers what a person must see of a file. Messages and severities lie in messages.toml."""

    def __init__(self) -> None:
        self._messages = read_table(__package__, "messages.toml")
        self._counts: Counter[tuple[str, str | None]] = Counter()
        self.number = 0  # of findings so far, those only counted included
        self._found: list[TableFinding] = []

    def add(
        self,
        rule: str,
        *,
        column: str | None = None,
        words: str = "",
        row: int | None = None,
        place: str = "",
        count: int = 1,
        **said: object,
    ) -> None:
        """Note that `rule` was broken (or used to mend something) `count` times; `said` fills in the message."""
        self.number += 1
        self._counts[rule, column] += 1
        if self._counts[rule, column] <= _SINGLY:
            finding = self._finding(rule, column, {"words": words[:_LONGEST_WORDS], **said})
            self._found.append(
                TableFinding(
                    rule, finding[0], finding[1], row, column, words=words[:_LONGEST_WORDS], count=count, place=place
                )
            )

    def message(self, rule: str, **said: object) -> Bilingual:
        """Return the words for a rule."""
        entry = self._messages[rule]
        return Bilingual(entry["de"].format(**said), entry["en"].format(**said))

    def findings(self) -> tuple[TableFinding, ...]:
        """Return everything noted so far, the first ones of each kind, then how many more there are."""
        more = (
            self._more(rule, column, count - _SINGLY)
            for (rule, column), count in self._counts.items()
            if count > _SINGLY
        )
        return (*self._found, *more)

    def _finding(self, rule: str, column: str | None, said: dict[str, object]) -> tuple[Severity, Bilingual]:
        return Severity(self._messages[rule]["severity"]), self.message(rule, column=column or "", **said)

    def _more(self, rule: str, column: str | None, count: int) -> TableFinding:
        what = self._messages[rule]
        where_de, where_en = (f" bei {column}", f" for {column}") if column else ("", "")
        message = Bilingual(
            f"Noch {count:,} Mal{where_de}: {what['short'][0]}.".replace(",", "."),
            f"{count:,} more times{where_en}: {what['short'][1]}.",
        )
        return TableFinding(rule, Severity(what["severity"]), message, column=column, count=count)
