"""Wordings as files in a folder: what the kinds "folder" and "press_kit" have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from klaviatur.adapters.outlets.files import read, remove, safe_path, try_writing, write_whole
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.problems import refuse_blocked
from klaviatur.adapters.outlets.saying import text_of
from klaviatur.adapters.outlets.unwell import FULL, cause
from klaviatur.adapters.outlets.written import Written
from klaviatur.errors import NotRetractable, SettingError
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Problem, Receipt, Severity

_MAKE_ROOM = Bilingual("Schaffen Sie dort Platz.", "Make room there.")
_CHECK = Bilingual("Prüfen Sie Pfad, Rechte und Platz.", "Check its path, rights and space.")
Drawing = Callable[[Outgoing], tuple[Written, ...]]
Checking = Callable[[Outgoing], tuple[Problem, ...]]


@dataclass(slots=True)
class FilingOutlet:
    """A folder: one file for each format, and the record that says which delivery they are of, written last."""

    name: str
    folder: Path
    url: str
    draw: Drawing  # the files of a wording; the last is its record
    check: Checking
    clock: Clock

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Write the files of a wording; those of an older wording of the same variant are replaced."""
        refuse_blocked(self.prepare(outgoing), self.name)
        files = self.draw(replace(outgoing, delivery=key))
        for file in files:
            write_whole(self.folder / file.name, [file.content])
        names = [("file", file.name) for file in files]
        return Receipt(files[-1].name, self._url(files[0]), (*names, ("key", key)))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Remove the files, unless a newer wording has taken their place: then this one is gone already."""
        del key
        said = dict(receipt.details).get("key")
        kept = read(self.folder / safe_path(receipt.id))
        if kept is None or _delivery(kept, receipt) != said:
            return
        for name, value in receipt.details:
            if name == "file":
                remove(self.folder / safe_path(value))

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Write a whole file, aside first."""
        del media_type
        place = safe_path(name)
        size = write_whole(self.folder / place, chunks)
        return Receipt(place, f"{self.url}/{place}" if self.url else "", (("bytes", str(size)),))

    def has(self, name: str) -> bool:
        """Return whether a file was kept under a name."""
        return (self.folder / safe_path(name)).is_file()

    def drop(self, name: str) -> None:
        """Remove a file."""
        remove(self.folder / safe_path(name))

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the first of the files."""
        problems = self.check(outgoing)
        if any(found.severity is Severity.BLOCK for found in problems):
            return Prepared("text/plain; charset=utf-8", text_of(outgoing).encode("utf-8", "replace"), (), problems)
        first, *others = self.draw(outgoing)
        details = tuple(("file", str(self.folder / file.name)) for file in (first, *others))
        return Prepared(first.media_type, first.content, details, problems)

    def health(self) -> Health:
        """Return whether a file can be written into the folder: one is, and goes again."""
        now = self.clock.now()
        try:
            try_writing(self.folder)
        except OSError as error:
            why, folder = cause(error), str(self.folder)
            step = _MAKE_ROOM if why == FULL else _CHECK
            said = Bilingual(
                f"In den Ordner „{folder}“ kann nicht geschrieben werden: {why.de}. {step.de}",
                f"Nothing can be written into folder {folder!r}: {why.en}. {step.en}",
            )
            return Health(ok=False, message=said, at=now)
        message = Bilingual("In den Ordner kann geschrieben werden.", "The folder can be written to.")
        return Health(ok=True, message=message, at=now, details=(("folder", str(self.folder)),))

    def close(self) -> None:
        """Nothing is kept open."""

    def _url(self, file: Written) -> str:
        return f"{self.url}/{file.name}" if self.url else ""


def folder_of(given: Given) -> Path:
    """Return the folder of an outlet. Raises SettingError where it is not absolute."""
    folder = Path(given.line("path"))
    if not folder.is_absolute():
        raise SettingError(f"The path of outlet {given.name!r} is {str(folder)!r}. Write an absolute path: /srv/press")
    return folder


def _delivery(record: bytes, receipt: Receipt) -> str:
    """Return the key of the delivery that wrote a record. Raises NotRetractable for what is no record of ours."""
    try:
        return str(orjson.loads(record)["delivery"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise NotRetractable(
            f"File {receipt.id!r} is no longer a record of a delivery, so nothing was removed. Look at it yourself."
        ) from error
