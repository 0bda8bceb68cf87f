"""A ZIP file of released wordings: a text and a sidecar for each, by source."""

import re
from collections.abc import Iterable, Mapping
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from klaviatur.doors.site.rendering import as_json
from klaviatur.doors.web.sidecar import sidecar
from klaviatur.records import Channel, Opened, Played, Voice

_SIGNS = re.compile(r"[^\w.-]+")


def pack(file: IO[bytes], released: Iterable[Opened], known: Mapping[str, Channel]) -> int:
    """Write wordings into a ZIP file and return how many there were. The sidecar names who released and when."""
    count = 0
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for opened in released:
            place = f"{_safe(opened.source.key)}/{_safe(opened.variant.channel)}.{_safe(opened.variant.locale)}"
            archive.writestr(f"{place}.txt", opened.revision.checked.variant.text + "\n")
            archive.writestr(f"{place}.json", as_json(_record(opened, known)))
            count += 1
    return count


def _record(opened: Opened, known: Mapping[str, Channel]) -> dict[str, object]:
    checked = opened.revision.checked
    channel = known.get(opened.variant.channel)
    if channel is None:  # a profile of one's own that is gone: the wording goes out, what the profile said does not
        return {"variant": opened.variant, "release": opened.release}
    played = Played(opened.text, Voice(name=opened.variant.voice), (checked,))
    return sidecar(checked, played, channel) | {"release": opened.release}


def _safe(name: str) -> str:
    """Return a name that is a file name on every system."""
    return _SIGNS.sub("-", name).strip(".-")[:100] or "source"
