"""Secrets of outlets: in a file of the workspace that only its owner may read, or in the environment, which wins.

Never in the database, in a backup, in a log or on a page.
"""

import fcntl
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from klaviatur.errors import SettingError

FILE = "secrets.toml"
HEAD = "# Secrets of outlets. Keep this file to yourself: it is in no backup.\n"
_PREFIX = "KLAVIATUR_OUTLET_"
_NO_LETTER = re.compile(r"[^A-Z0-9]")
_TO_ESCAPE = re.compile("[\x7f]")


class Secrets:
    """The secrets of a workspace's outlets."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._place = folder / FILE
        self._environment = os.environ if environment is None else environment

    def of(self, outlet: str, fields: Mapping[str, object] | frozenset[str]) -> dict[str, str]:
        """Return the secrets of an outlet by field; those that are not set are left out. Raises SettingError."""
        kept = self._read().get(outlet, {})
        said = {name: self._environment.get(variable(outlet, name), kept.get(name, "")) for name in fields}
        return {name: value for name, value in said.items() if value}

    def keep(self, outlet: str, secrets: Mapping[str, str]) -> None:
        """Keep secrets of an outlet beside those it has; "" takes one away. Raises SettingError."""
        if not secrets:
            return
        with self._alone():
            kept = self._read()
            now = {name: value for name, value in (kept.get(outlet, {}) | dict(secrets)).items() if value}
            self._write(kept | {outlet: now})

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            read = tomllib.loads(self._place.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise SettingError(f"{FILE} of the workspace cannot be read: {type(error).__name__}. Mend it.") from None
        return {outlet: {k: str(v) for k, v in said.items()} for outlet, said in read.items() if isinstance(said, dict)}

    def _write(self, secrets: Mapping[str, Mapping[str, str]]) -> None:
        tables = [_table(outlet, said) for outlet, said in sorted(secrets.items()) if said]
        handle, made = mkstemp(dir=self._place.parent, prefix=f".{FILE}.")  # made with rights for its owner alone
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join([HEAD, *tables]))
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(self._place)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._place.parent / f".{FILE}.lock").open("ab") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def variable(outlet: str, name: str) -> str:
    """Return the variable of the environment in which a secret may stand instead."""
    return _PREFIX + "_".join(_NO_LETTER.sub("_", part.upper()) for part in (outlet, name))


def _table(outlet: str, said: Mapping[str, str]) -> str:
    lines = [f"{_quoted(name)} = {_quoted(value)}" for name, value in sorted(said.items())]
    return "\n".join([f"[{_quoted(outlet)}]", *lines]) + "\n"


def _quoted(text: str) -> str:
    """Return a string of TOML; JSON's are such, but for one character."""
    return _TO_ESCAPE.sub(r"\\u007f", json.dumps(text, ensure_ascii=False))
