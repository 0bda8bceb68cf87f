"""The secret that chains a workspace's audit: who can write the database, but cannot read it, forges no line."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from klaviatur.errors import WorkspaceError

FILE = "audit.key"
LENGTH = 32  # bytes
_WRITTEN = re.compile(rf"[0-9a-f]{{{2 * LENGTH}}}")  # as the file holds it


def audit_key(folder: Path, given: str = "") -> bytes:
    """Return the key: the one given in the settings, else the file's, which only its owner may read.

    What the file of another workspace holds may be given as it stands there: both then have the same key.

    A workspace without one gets one; of two processes that begin at once, both use the same.
    """
    if given:
        return bytes.fromhex(given) if _WRITTEN.fullmatch(given) else given.encode()
    place = folder / FILE
    try:
        if not place.exists():
            _make(place)
    except OSError as error:
        raise WorkspaceError(
            f"The key of the audit in {str(place)!r} cannot be written ({error.strerror}), so nothing was begun. Make "
            "room there, or get the right to write, then try again."
        ) from error
    try:
        return bytes.fromhex(place.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"The key of the audit in {str(place)!r} cannot be used: {error}. Bring the file back from a backup; "
            "without it nobody can prove that the audit is whole."
        ) from error


def _make(place: Path) -> None:
    handle, name = mkstemp(dir=place.parent)  # made with rights for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(LENGTH) + "\n")
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(name, place)
    finally:
        Path(name).unlink()
