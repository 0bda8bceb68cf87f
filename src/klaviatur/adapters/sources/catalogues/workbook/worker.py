"""Reads the cells of a workbook in a process of its own, which a file made to break its reader may take down.

Run as a script, so that nothing of the package is loaded: worker.py WORKBOOK FOLDER CPU_SECONDS BYTES [SHEET].
Writes each wanted sheet to FOLDER as an Arrow file named by its position, and tells on stdout what it found, as JSON.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

if sys.platform != "win32":
    import resource


def main() -> None:
    """Read, and print {"sheets": names, "read": {position: visible}}, or {"error": words of the library}."""
    book, folder, seconds, size, *wanted = sys.argv[1:]
    _limit(int(seconds), int(size))
    try:
        told = _read(book, Path(folder), wanted[0] if wanted else None)
    except fastexcel.FastExcelError as error:
        told = {"error": str(error)}
    sys.stdout.write(json.dumps(told))


def _limit(seconds: int, size: int) -> None:
    """Limit the time this process may work, and the memory it may take on top of what it has now."""
    if sys.platform == "win32":
        return  # has no such limits; the parent's own time limit stays
    limits = [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, _reserved() + size)]
    for what, most in limits:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _reserved() -> int:
    """Return the bytes of address space this process has now; the libraries alone reserve much that they never use."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _read(book: str, folder: Path, wanted: str | None) -> dict[str, Any]:
    reader = fastexcel.read_excel(book)
    read = {}
    for position, name in enumerate(reader.sheet_names):
        if wanted is None or name.strip().casefold() == wanted:
            sheet = reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
            pl.DataFrame(sheet).write_ipc(folder / str(position))
            read[position] = sheet.visible == "visible"
    return {"sheets": list(reader.sheet_names), "read": read}


if __name__ == "__main__":
    main()
