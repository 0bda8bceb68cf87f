"""What is known of an output as it lies there: one small file that is renamed into its place last."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from klaviatur.adapters.outputs.bodies import body
from klaviatur.adapters.outputs.index import OVER, Sums, empty_index, sums_of
from klaviatur.ports.outputs import Marks, Part, ShelfState, Totals

STATE = "state.json"
FORMAT = 2


def read_state(folder: Path) -> ShelfState | None:
    """Return what lies in a folder, None where there is nothing that could be used."""
    try:
        kept = orjson.loads((folder / STATE).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return _state_of(kept) if kept.get("format") == FORMAT else None


def write_state(folder: Path, state: ShelfState) -> None:
    """Make this what is known."""
    aside = folder / f"{STATE}.new"
    with aside.open("wb") as file:
        file.write(orjson.dumps({"format": FORMAT, **asdict(state)}))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / STATE)


def bodies(folder: Path, state: ShelfState) -> dict[tuple[int, int], str]:
    """Return the files that an output stands in, by what they are of: a part of the base or OVER, and the section."""
    numbers = range(len(state.middles) + 1)
    named = {
        (file, number): body(state.generation, file, number)
        for file in (*state.details.get("parts", ()), OVER)
        for number in numbers
    }
    return {place: name for place, name in named.items() if (folder / name).is_file()}


def read_base(folder: Path, state: ShelfState, records: pl.Series | None = None) -> pl.DataFrame:
    """Return the index of the base, or the entries of these records alone."""
    places = [folder / name for name in state.details.get("indexes", ())]
    if not places:
        return empty_index(len(state.middles) + 1)
    if records is None:
        return pl.concat([pl.read_ipc(place) for place in places], how="diagonal")
    every = pl.concat([pl.scan_ipc(place) for place in places], how="diagonal")
    return every.join(records.to_frame("record").lazy(), on="record", how="semi", maintain_order="left").collect()


def read_over(folder: Path, state: ShelfState) -> pl.DataFrame:
    """Return the index of what changed since the base was made."""
    name = str(state.details.get("over_index", ""))
    return pl.read_ipc(folder / name) if name else empty_index(len(state.middles) + 1)


def base_sums(folder: Path, state: ShelfState) -> Sums:
    """Return what the base holds."""
    kept = state.details.get("sums")
    if kept is None:
        return sums_of(read_base(folder, state))
    return Sums(**kept | {name: tuple(kept[name]) for name in ("texts", "bytes")})


def tidy(folder: Path, state: ShelfState) -> None:
    """Remove what does not belong to an output; who reads it has it open."""
    used = {STATE, *bodies(folder, state).values(), *state.details.get("indexes", ())}
    used.add(str(state.details.get("over_index", "")))
    for place in folder.iterdir():
        if place.name not in used:
            with suppress(OSError):
                place.unlink()


def _state_of(kept: Mapping[str, Any]) -> ShelfState:
    said = {name: value for name, value in kept.items() if name != "format"}
    marks: dict[str, Any] = {
        name: tuple(tuple(one) if isinstance(one, list) else one for one in value)
        for name, value in said["marks"].items()
    }
    said |= {"marks": Marks(**marks), "totals": Totals(**said["totals"]), "middles": tuple(said["middles"])}
    said["parts"] = tuple(Part(**one) for one in said.get("parts", ()))
    return ShelfState(**said | {"at": datetime.fromisoformat(said["at"])})
