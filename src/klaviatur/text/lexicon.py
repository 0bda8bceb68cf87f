"""Word lists and tables that ship inside the package; they are code in another notation, not the outside world."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_table(package: str, name: str) -> dict[str, Any]:
    """Return the TOML file `name` that lies beside the modules of `package`."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


@cache
def read_lines(package: str, name: str) -> tuple[str, ...]:
    """Return the lines of a text file beside the modules of `package`, without blank lines and # comments."""
    lines = files(package).joinpath(name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
