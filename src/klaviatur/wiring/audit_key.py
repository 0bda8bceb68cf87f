"""The secret that chains a workspace's audit: who can write the database, but cannot read it, forges no line."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from klaviatur.errors import WorkspaceError

FILE = "audit.key"
LENGTH = 32  # bytes


def audit_key(folder: Path, given: str = "") -> bytes:
    """Return the key: the one given in the settings, else the file's, which only its owner may read.

    A workspace without one gets one; of two processes that begin at once, both use the same.
    """
    if given:
        return given.encode()
    place = folder / FILE
    try:
        if not place.exists():
            _make(place)
        return bytes.fromhex(place.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"The key of the audit in {str(place)!r} cannot be used: {error}. Bring the file back from a backup; "
            "without it nobody can prove that the audit is whole."
        ) from error


def _make(place: Path) -> None:
    handle, name = mkstemp(dir=place.parent)  # made with rights for its owner alone
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(LENGTH) + "\n")
        file.flush()
        os.fsync(handle)
    with suppress(FileExistsError):
        os.link(name, place)
    Path(name).unlink()
