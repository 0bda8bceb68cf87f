"""From what stands on the command line to single sources: files, folders, patterns, addresses, standard input."""

from collections.abc import Iterable, Sequence
from glob import glob, has_magic
from itertools import chain, count
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from klaviatur.errors import SourceNotFound, SourceUnreadable

STDIN = "-"
SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".docx", ".pdf")


def find_places(argument: str) -> list[str]:
    """Return the sources one argument stands for, sorted; an address, "-" or a single file stands for itself.

    A folder stands for the readable files right inside it. Raises SourceNotFound for a folder or pattern without any.
    """
    if argument == STDIN or is_address(argument) or Path(argument).is_file():
        return [argument]
    if Path(argument).is_dir():
        found = [str(f) for f in sorted(Path(argument).iterdir()) if f.suffix.lower() in SUFFIXES and f.is_file()]
        return found or _none(f"The folder {argument!r} holds no file to read", "Name a file, or a folder with one.")
    return match_pattern(argument)


def match_pattern(argument: str) -> list[str]:
    """Return the files a pattern fits, sorted; what is no pattern stands for itself. Raises SourceNotFound."""
    if is_address(argument) or not has_magic(argument) or Path(argument).exists():
        return [argument]
    found = sorted(f for f in glob(argument, recursive=True) if Path(f).is_file())  # noqa: PTH207 - takes any root
    if not found:
        raise SourceNotFound(f"The pattern {argument!r} fits no file. Check the folder and the ending in it.")
    return found


def is_address(place: str) -> bool:
    """Return whether the place is on the web."""
    return place.lower().startswith(("http://", "https://"))


def read_stdin(stream: BinaryIO, most_bytes: int) -> bytes:
    """Return all bytes of a stream. Raises SourceUnreadable if there are more than `most_bytes`."""
    data = stream.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise SourceUnreadable(
            f"Standard input holds more than {most_bytes:,} bytes. Cut the text, or raise KLAVIATUR_SOURCE_MAX_BYTES."
        )
    return data


def name_folders(places: Sequence[str]) -> list[str]:
    """Return a folder name for each source: its stem, with a number where two have the same one."""
    names: list[str] = []
    taken: set[str] = set()  # in lower case: some file systems do not tell the cases apart
    for place in places:
        stem = _stem(place)
        name = next(n for n in chain([stem], (f"{stem}-{i}" for i in count(2))) if n.lower() not in taken)
        names.append(name)
        taken.add(name.lower())
    return names


def once(places: Iterable[str]) -> list[str]:
    """Return the places in order, each once."""
    return list(dict.fromkeys(places))


def _stem(place: str) -> str:
    if place == STDIN:
        return "stdin"
    if is_address(place):
        return safe_name(_page_name(place))
    return safe_name(Path(place).stem)


def _page_name(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "page"  # an address that is none; reading it will say so
    return Path(parts.path.rstrip("/")).stem or parts.hostname or "page"


def safe_name(text: str) -> str:
    """Return a file name that every system takes and that never leaves its folder."""
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in text).strip(".-")
    return kept[:80] or "source"


def _none(what: str, next_step: str) -> list[str]:
    raise SourceNotFound(f"{what} ({', '.join(SUFFIXES)}). {next_step}")
