"""What benchmarks share: where the data is, how a figure is printed."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data(*parts: str) -> Path:
    """Return a path below the test data; ends the benchmark with a plain message where it is missing."""
    path = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data")).joinpath(*parts)
    if not path.exists():
        print(f"skipped: no data at {str(path)!r}; set KLAVIATUR_TEST_DATA to the folder that holds it")
        sys.exit(0)
    return path


def quantile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def verdict(*, holds: bool) -> str:
    """Return the word that stands behind a figure with a goal."""
    return "ok" if holds else "MISSED"


def as_installed(folder: Path) -> dict[str, str]:
    """Return the environment of a process whose modules are compiled, as those of an installation are.

    They lie in the folder from the first such process on: start one that is not measured.
    """
    return {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
