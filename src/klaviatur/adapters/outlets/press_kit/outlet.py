"""Writes press kits into a folder."""

import re
from dataclasses import dataclass
from datetime import datetime

from klaviatur.adapters.outlets.blocks import article_of
from klaviatur.adapters.outlets.filing import FilingOutlet, folder_of
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.pictures import problems_of_handed_over
from klaviatur.adapters.outlets.press_kit.docx import docx_of
from klaviatur.adapters.outlets.press_kit.pdf import CannotBeSet, pdf_of
from klaviatur.adapters.outlets.press_kit.sheet import ROOM, sheet_of
from klaviatur.adapters.outlets.problems import problem
from klaviatur.adapters.outlets.saying import as_json, record_of
from klaviatur.adapters.outlets.written import Written, nothing_to_write, place_of
from klaviatur.errors import SettingError
from klaviatur.ports import Clock
from klaviatur.records import Outgoing, Problem, Severity

_FORMATS = ("pdf", "docx")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class PressKit:
    """How the sheets of an outlet look."""

    formats: tuple[str, ...]
    sender: str
    font: str
    accent: str
    clock: Clock

    def draw(self, outgoing: Outgoing) -> tuple[Written, ...]:
        """Return the sheets of a wording, its record last."""
        stem = place_of(outgoing)
        sheets = [self._sheet(outgoing, stem, name) for name in self.formats]
        return (*sheets, Written(f"{stem}.json", "application/json", as_json(record_of(outgoing))))

    def check(self, outgoing: Outgoing) -> tuple[Problem, ...]:
        """Return why a sheet cannot be made of a wording."""
        if not article_of(outgoing).title.strip():
            said = ("Der Pressemitteilung fehlt die Überschrift.", "The press release has no headline.")
            return (problem(outgoing, "press_kit.title_missing", said, ("Schreiben Sie eine.", "Write one.")),)
        problems = nothing_to_write(outgoing) or problems_of_handed_over(outgoing, ROOM)
        if "pdf" not in self.formats or any(one.severity is Severity.BLOCK for one in problems):
            return problems
        try:
            self._sheet(outgoing, "", "pdf")
        except CannotBeSet as error:
            return (*problems, _not_set(outgoing, error, self.font))
        return problems

    def _sheet(self, outgoing: Outgoing, stem: str, name: str) -> Written:
        at = self._day(outgoing)
        sheet = sheet_of(outgoing, self.sender, self.clock.now())
        if name == "docx":
            return Written(f"{stem}.docx", _DOCX, docx_of(sheet, outgoing, accent=self.accent, at=at))
        pdf = pdf_of(sheet, outgoing, font=self.font, accent=self.accent, day=at.date())
        return Written(f"{stem}.pdf", "application/pdf", pdf)

    def _day(self, outgoing: Outgoing) -> datetime:
        return outgoing.published_at or self.clock.now()


def make(given: Given, clock: Clock) -> FilingOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    accent, formats = given.line("accent"), given.choices("formats", _FORMATS)
    if not _COLOUR.fullmatch(accent):
        raise SettingError(f"The colour of outlet {given.name!r} is {accent!r}. Write it like #0b5c8a.")
    if not formats:
        raise SettingError(f"Outlet {given.name!r} has no format. Write pdf, docx or both.")
    kit = PressKit(formats, given.line("sender"), given.line("font"), accent, clock)
    return FilingOutlet(given.name, folder_of(given), given.url("url"), kit.draw, kit.check, clock)


def _not_set(outgoing: Outgoing, error: CannotBeSet, font: str) -> Problem:
    if not error.sign:
        said = ("Die PDF lässt sich nicht setzen.", f"The PDF cannot be set: {error}")
        return problem(outgoing, "press_kit.not_set", said, ("Nehmen Sie docx allein.", "Take docx alone."))
    said = (f"Die Schrift {font} hat kein {error.sign!r}.", f"The typeface {font} has no {error.sign!r}.")
    other = (
        "Nehmen Sie eine Schrift, die es hat, oder docx allein.",
        "Choose a typeface that has it, or docx alone.",
    )
    return problem(outgoing, "press_kit.sign_missing", said, other, value=error.sign)
