"""Files that are whole or not there: written aside, brought to the disk, then renamed."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from klaviatur.adapters.outlets.unwell import cause
from klaviatur.errors import NotNow, Refused

_SIGNS = re.compile(r"[^\w.-]+")
_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 80


def safe_name(name: str) -> str:
    """Return a name that is one file name on every system: as it is where it can be, else with a mark of its own."""
    cleaned = _SIGNS.sub("-", unicodedata.normalize("NFC", name)).strip(".-")[:_LONGEST].rstrip(".-")
    if cleaned == name and not _WINDOWS.fullmatch(name):
        return name
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{cleaned or 'text'}-{mark}"


def safe_path(name: str) -> str:
    """Return a relative path of safe names, with "/" between them."""
    return "/".join(safe_name(part) for part in name.split("/") if part not in {"", "."}) or safe_name(name)


def write_whole(place: Path, chunks: Iterable[bytes]) -> int:
    """Write a file aside and rename it; return its bytes. Raises NotNow, or Refused where a folder is a file."""
    with failing_as_delivery(place), ExitStack() as undoing:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = undoing.enter_context(NamedTemporaryFile(dir=place.parent, prefix=".", suffix=".part", delete=False))
        undoing.callback(Path(aside.name).unlink, missing_ok=True)
        size = _pour(aside, chunks)
        Path(aside.name).chmod(0o644)
        Path(aside.name).replace(place)
        _settle(place.parent)
        return size


def try_writing(folder: Path) -> None:
    """Bring a file to the disk in a folder and take it away; where that fails, folders made for it go, too.

    Raises OSError.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as trial:
            _pour(trial, [b"klaviatur"])
    except OSError:
        for place in missing:
            with suppress(OSError):
                place.rmdir()
        raise


def remove(place: Path) -> None:
    """Remove a file; one that is gone already is removed. Raises NotNow, Refused."""
    with failing_as_delivery(place):
        place.unlink(missing_ok=True)


def read(place: Path) -> bytes | None:
    """Return what is in a file, None where there is none. Raises NotNow, Refused."""
    with failing_as_delivery(place):
        return place.read_bytes() if place.is_file() else None


@contextmanager
def failing_as_delivery(place: Path) -> Iterator[None]:
    """Say a failing of the file system as what it means for a delivery: nothing has left."""
    try:
        yield
    except (NotADirectoryError, FileExistsError, IsADirectoryError) as error:
        raise Refused(f"{str(place)!r} cannot be written: a file and a folder have the same name there.") from error
    except OSError as error:
        why = cause(error).en
        raise NotNow(f"{str(place)!r} cannot be written now: {why}. Check rights and space.") from error


def _pour(aside: IO[bytes], chunks: Iterable[bytes]) -> int:
    size = sum(aside.write(chunk) for chunk in chunks)
    aside.flush()
    os.fsync(aside.fileno())
    return size


def _settle(folder: Path) -> None:
    """Bring the new name to the disk too, where the system lets a folder be opened."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
