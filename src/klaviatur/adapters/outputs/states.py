"""What is known of an output as it lies there: one small file that is renamed into its place last."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from klaviatur.adapters.outputs.bodies import body
from klaviatur.adapters.outputs.damage import sizes_of
from klaviatur.adapters.outputs.index import OVER, Sums, empty_index, sums_of
from klaviatur.ports.outputs import Marks, Part, ShelfState, Totals

STATE = "state.json"
WITHHELD = "withheld.json"  # what was made since and may not leave
FORMAT = 2


def read_state(folder: Path, name: str = STATE) -> ShelfState | None:
    """Return what lies in a folder, None where there is nothing that could be used."""
    try:
        kept = orjson.loads((folder / name).read_bytes())
        return _state_of(kept) if kept["format"] == FORMAT else None
    except (OSError, AttributeError, LookupError, TypeError, ValueError):  # somebody cut it short, or wrote over it
        return None


def newest_state(folder: Path) -> ShelfState | None:
    """Return what was made last in a folder, whether it may leave or not."""
    found = [state for state in (read_state(folder), read_state(folder, WITHHELD)) if state]
    return max(found, key=lambda state: (state.generation, int(state.details.get("number", 0))), default=None)


def write_aside(folder: Path, state: ShelfState) -> None:
    """Write what is to be known, beside what is."""
    with _aside(folder, state).open("wb") as file:
        file.write(orjson.dumps({"format": FORMAT} | _said(_sized(folder, state))))
        file.flush()
        os.fsync(file.fileno())


def make_known(folder: Path, state: ShelfState) -> None:
    """Put what was written aside into its place, which takes no room, and remove what nobody needs any more."""
    _aside(folder, state).replace(folder / _name(state))
    tidy(folder, state)


def bodies(folder: Path, state: ShelfState) -> dict[tuple[int, int], str]:
    """Return the files that an output stands in, by what they are of: a part of the base or OVER, and the section."""
    numbers = range(len(state.middles) + 1)
    named = {
        (file, number): body(state.generation, file, number)
        for file in (*state.details.get("parts", ()), OVER)
        for number in numbers
    }
    return {place: name for place, name in named.items() if (folder / name).is_file()}


def read_indexes(folder: Path, names: Sequence[str]) -> pl.LazyFrame:
    """Return the indexes of parts behind each other."""
    return pl.concat([pl.scan_ipc(folder / name) for name in names], how="diagonal")


def read_base(folder: Path, state: ShelfState) -> pl.LazyFrame:
    """Return the index of the base."""
    names = state.details.get("indexes", ())
    return read_indexes(folder, names) if names else empty_index(len(state.middles) + 1).lazy()


def read_over(folder: Path, state: ShelfState) -> pl.DataFrame:
    """Return the index of what changed since the base was made."""
    name = str(state.details.get("over_index", ""))
    return pl.read_ipc(folder / name) if name else empty_index(len(state.middles) + 1)


def base_sums(folder: Path, state: ShelfState) -> Sums:
    """Return what the base holds."""
    kept = state.details.get("sums")
    if kept is None:
        return sums_of(read_base(folder, state).collect())
    return Sums(**kept | {name: tuple(kept[name]) for name in ("texts", "bytes")})


def tidy(folder: Path, state: ShelfState | None) -> None:
    """Remove what does not belong to an output; who reads it has it open. What may leave stays beside what may not."""
    used = _used(folder, state) | _used(folder, read_state(folder) if state and state.withheld else None)
    for place in folder.iterdir():
        if place.name not in used:
            with suppress(OSError):
                place.unlink()


def _aside(folder: Path, state: ShelfState) -> Path:
    return folder / f"{_name(state)}.new"


def _name(state: ShelfState) -> str:
    return WITHHELD if state.withheld else STATE


def _used(folder: Path, state: ShelfState | None) -> set[str]:
    if state is None:
        return set()
    index = str(state.details.get("over_index", ""))
    return {_name(state), index, state.dues, *bodies(folder, state).values(), *state.details.get("indexes", ())}


def _sized(folder: Path, state: ShelfState) -> ShelfState:
    """Return a state that says how long its files are; what changed is as long as said, whatever lies behind it."""
    ends = {body(state.generation, OVER, number): end for number, end in enumerate(state.details.get("ends") or ())}
    others = _used(folder, state) - ends.keys() - {_name(state)}
    sizes = sizes_of(folder, others, state.details.get("sizes", {})) | {name: end for name, end in ends.items() if end}
    return replace(state, details={**state.details, "sizes": sizes})


def _said(state: ShelfState) -> dict[str, Any]:
    """Return what a state says; what lies within it is JSON as it is."""
    return {field.name: getattr(state, field.name) for field in fields(state)}


@lru_cache(maxsize=8)
def _marks_of(said: bytes) -> Marks:
    """Return the marks of JSON; outputs that were made together have the same, thousands of releases long."""
    kept: dict[str, Any] = {
        name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        for name, value in orjson.loads(said).items()
    }
    return Marks(**kept)


def _state_of(kept: Mapping[str, Any]) -> ShelfState:
    said = {name: value for name, value in kept.items() if name != "format"}
    marks = _marks_of(orjson.dumps(said["marks"]))
    said |= {"marks": marks, "totals": Totals(**said["totals"]), "middles": tuple(said["middles"])}
    said["parts"] = tuple(Part(**one) for one in said.get("parts", ()))
    said["channels"] = None if said.get("channels") is None else tuple(said["channels"])
    said["due"] = datetime.fromisoformat(said["due"]) if said.get("due") else None
    return ShelfState(**said | {"at": datetime.fromisoformat(said["at"])})
