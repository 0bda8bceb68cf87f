"""Writes press kits into a folder."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from klaviatur.adapters.outlets.blocks import article_of
from klaviatur.adapters.outlets.filing import FilingOutlet, folder_of
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.pictures import handed_over, problems_of_handed_over
from klaviatur.adapters.outlets.press_kit.docx import docx_of
from klaviatur.adapters.outlets.press_kit.pdf import CannotBeSet, can_be_set, pdf_of
from klaviatur.adapters.outlets.press_kit.sheet import ROOM, sheet_of
from klaviatur.adapters.outlets.problems import problem
from klaviatur.adapters.outlets.saying import as_json, record_of
from klaviatur.adapters.outlets.written import Written, nothing_to_write, place_of
from klaviatur.errors import SettingError
from klaviatur.ports import Clock
from klaviatur.records import Outgoing, Picture, Problem, Severity

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
        """Return the sheets of a wording, its record last; images that are broken do not stand on them."""
        outgoing, _ = _whole(outgoing)
        stem = place_of(outgoing)
        sheets = [self._sheet(outgoing, stem, name) for name in self.formats]
        return (*sheets, Written(f"{stem}.json", "application/json", as_json(record_of(outgoing))))

    def check(self, outgoing: Outgoing) -> tuple[Problem, ...]:
        """Return why a sheet cannot be made of a wording."""
        if not article_of(outgoing).title.strip():
            said = ("Der Pressemitteilung fehlt die Überschrift.", "The press release has no headline.")
            return (problem(outgoing, "press_kit.title_missing", said, ("Schreiben Sie eine.", "Write one.")),)
        outgoing, broken = _whole(outgoing)
        problems = nothing_to_write(outgoing) or (*problems_of_handed_over(outgoing, ROOM), *broken)
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
        return outgoing.appears_at or self.clock.now()


def make(given: Given, clock: Clock) -> FilingOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    accent, formats = given.line("accent"), given.choices("formats", _FORMATS)
    if not _COLOUR.fullmatch(accent):
        raise SettingError(f"The colour of outlet {given.name!r} is {accent!r}. Write it like #0b5c8a.")
    if not formats:
        raise SettingError(f"Outlet {given.name!r} has no format. Write pdf, docx or both.")
    kit = PressKit(formats, given.line("sender"), given.line("font"), accent, clock)
    return FilingOutlet(given.name, folder_of(given), given.url("url"), kit.draw, kit.check, clock)


def _whole(outgoing: Outgoing) -> tuple[Outgoing, tuple[Problem, ...]]:
    """Return a wording without the images that cannot be read to their end, and what is to be said of these."""
    broken = [one for one in handed_over(outgoing, ROOM) if not can_be_set(one)]
    whole = tuple(one for one in outgoing.pictures if one not in broken)
    return replace(outgoing, pictures=whole), tuple(_broken(outgoing, one) for one in broken)


def _broken(outgoing: Outgoing, one: Picture) -> Problem:
    said = (
        f"Das Bild {one.name} bleibt hier: Seine Datei ist beschädigt oder nicht ganz da.",
        f"The image {one.name} stays here: its file is broken or not all there.",
    )
    again = (
        "Speichern Sie es neu neben der Datei des Textes, und bringen Sie diese neu ein.",
        "Save it anew beside the text's file, and bring that in again.",
    )
    return problem(outgoing, "image.broken", said, again, place="image", severity=Severity.WARN, value=one.url)


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
