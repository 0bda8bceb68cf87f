"""A ZIP file of released wordings: a text and a record for each, by source."""

from collections.abc import Iterable
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from klaviatur.doors.handing import files_of
from klaviatur.records import Opened


def pack(file: IO[bytes], released: Iterable[Opened]) -> int:
    """Write wordings into a ZIP file and return how many there were."""
    count = 0
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for opened in released:
            for place, content in files_of(opened):
                archive.writestr(place, content)
            count += 1
    return count
