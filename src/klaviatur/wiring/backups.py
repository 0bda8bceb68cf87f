"""Backup and restore of a workspace: its database, settings, mappings, voices and the key of its audit in one file."""

import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile, ZipFile, ZipInfo

from klaviatur.adapters.stores.backups import read_backup, write_backup
from klaviatur.errors import WorkspaceError
from klaviatur.records import AuditLine
from klaviatur.review.chain import insist, verify
from klaviatur.settings import FILE, Settings, settings_of
from klaviatur.wiring.audit_key import FILE as KEY_FILE
from klaviatur.wiring.pictures import FOLDER as IMAGES
from klaviatur.wiring.workspace import DATABASE, MAPPINGS, REQUIREMENTS, has_workspace, open_workspace

FILES = (FILE, REQUIREMENTS, KEY_FILE)
FOLDERS = (MAPPINGS, "voices", "channels", IMAGES)
HOME = "files"  # where they lie in the archive
LEFT = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    place: Path
    tables: Mapping[str, int]  # how many rows each has
    files: tuple[str, ...]
    size: int  # bytes of the backup

    @property
    def rows(self) -> int:
        """Return how many rows all tables have."""
        return sum(self.tables.values())


def back_up(folder: str | Path | None, target: Path, settings: Settings | None = None) -> BackedUp:
    """Write a workspace into one new file that only its owner may read, while others go on working.

    Whoever has that file has the key of the audit: keep it where nobody can read it. Raises WorkspaceError.
    """
    home, settings = settings_of(folder, settings)
    if target.exists():
        raise WorkspaceError(f"{str(target)!r} is there already. A backup overwrites nothing: name another file.")
    if not settings.database_url and not has_workspace(home):
        raise WorkspaceError(f"There is no workspace in {str(home)!r} to back up. Name it: --workspace DIR")
    if not settings.database_url:
        open_workspace(home, settings=settings).close()  # what a killed import left is brought to its end
    with _new_file(target) as place, ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        rows = write_backup(settings.database_url or home / DATABASE, archive)
        files = tuple(sorted(_files(home)))
        for name in files:
            archive.write(home / name, f"{HOME}/{name}")
    return BackedUp(target, rows, files, target.stat().st_size)


def restore_backup(archive: Path, folder: str | Path | None = None, settings: Settings | None = None) -> BackedUp:
    """Bring a backup into a folder and a database that hold nothing yet, check its counts and its audit.

    Takes a backup of SQLite into PostgreSQL (the setting database_url) and the other way. Raises WorkspaceError, and
    AuditBroken where its audit does not hold; then nothing is kept.
    """
    home, settings = settings_of(folder, settings)
    if has_workspace(home) and not settings.database_url:
        raise WorkspaceError(f"{str(home)!r} holds a workspace already. A backup goes into a new place: name one.")
    try:
        with ZipFile(archive) as packed:
            files = _members(packed, home)
            home.mkdir(parents=True, exist_ok=True)
            rows = _restore(packed, home, settings)
            for info in files:
                _unpack(packed, info, home)
    except (OSError, BadZipFile) as error:
        raise WorkspaceError(
            f"{str(archive)!r} cannot be restored: {error}. Name one that was made by: klaviatur backup FILE"
        ) from error
    return BackedUp(archive, rows, tuple(_inside(info) for info in files), archive.stat().st_size)


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """Give a file beside the target that becomes it at the end: half a backup is never there."""
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
            place = Path(made.name)  # made with rights for its owner alone
    except OSError as error:
        raise WorkspaceError(f"{str(target)!r} cannot be written: {error.strerror}. Name another place.") from error
    try:
        yield place
        place.rename(target)
    finally:
        place.unlink(missing_ok=True)


def _files(home: Path) -> Iterator[str]:
    yield from (name for name in FILES if (home / name).is_file())
    for name in FOLDERS:
        yield from (found.relative_to(home).as_posix() for found in (home / name).rglob("*") if found.is_file())


def _members(packed: ZipFile, home: Path) -> list[ZipInfo]:
    """Return the files of a backup. Raises WorkspaceError for one that is there already, or leads out of the folder."""
    infos = [info for info in packed.infolist() if info.filename.startswith(f"{HOME}/") and not info.is_dir()]
    for info in infos:
        parts = PurePosixPath(_inside(info)).parts
        if ".." in parts or parts[0] not in {*FILES, *FOLDERS}:
            raise WorkspaceError(f"The backup holds {info.filename!r}, which is no file of a workspace.")
        if (home / _inside(info)).exists():
            raise WorkspaceError(
                f"{str(home / _inside(info))!r} is there already. Nothing is overwritten: name a new place."
            )
    return infos


def _inside(info: ZipInfo) -> str:
    return info.filename.removeprefix(f"{HOME}/")


def _restore(packed: ZipFile, home: Path, settings: Settings) -> Mapping[str, int]:
    """Bring the tables in; where they or their audit do not hold, no file of a database is left behind."""
    key = _key(packed, settings)

    def check(lines: Iterable[AuditLine]) -> None:
        insist(verify(lines, key))

    try:
        return read_backup(packed, settings.database_url or home / DATABASE, check)
    except BaseException:
        if not settings.database_url:
            for name in LEFT:
                (home / name).unlink(missing_ok=True)
        raise


def _key(packed: ZipFile, settings: Settings) -> bytes:
    with suppress(KeyError, ValueError):
        if not settings.audit_key:
            return bytes.fromhex(packed.read(f"{HOME}/{KEY_FILE}").decode("ascii").strip())
    return settings.audit_key.encode()


def _unpack(packed: ZipFile, info: ZipInfo, home: Path) -> None:
    place = home / _inside(info)
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o600 if place.name == KEY_FILE else 0o644
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(packed.read(info))
