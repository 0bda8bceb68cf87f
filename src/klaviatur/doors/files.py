"""What a run leaves on disk: a board, and for each channel the text and its sidecar."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from klaviatur.doors.places import safe_name
from klaviatur.doors.web.board import render_board
from klaviatur.doors.web.index import IndexEntry, render_index
from klaviatur.doors.web.sidecar import sidecar
from klaviatur.errors import SettingError
from klaviatur.records import Channel, Checked, Language, Played

BOARD = "board.html"


def check_folder(folder: Path) -> None:
    """Raise SettingError if nothing can be written there; better said before an hour of work than after it."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir():
        raise SettingError(f"{str(nearest)!r} is a file, so no folder can be written there. Choose another --out.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SettingError(f"The folder {str(nearest)!r} may not be written. Check its rights or choose another --out.")


def write_run(played: Played, channels: Mapping[str, Channel], folder: Path, language: Language) -> Path:
    """Write the board, the texts and the sidecars of one source; return the board's path.

    The text of a blocked variant is called `<channel>.blocked.txt`, so that nobody sends it by mistake.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for checked in played.checked:
        channel = channels[checked.variant.channel]
        _write_text(checked, channel, folder)
        _write(folder / f"{safe_name(channel.name)}.json", as_json(sidecar(checked, played, channel)))
    board = folder / BOARD
    _write(board, render_board(played, channels, language))
    return board


def write_index(entries: Sequence[IndexEntry], folder: Path, language: Language) -> Path:
    """Write the list of the boards of a run with several sources; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / BOARD
    _write(path, render_index(entries, language))
    return path


def as_json(value: Any) -> str:
    """Return readable JSON that is the same for the same value; a lone surrogate is spelled out."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return text if _encodes(text) else as_ascii_json(value)


def as_ascii_json(value: Any) -> str:
    """Return the same JSON with every other letter spelled out, for pipes that are not UTF-8."""
    return json.dumps(value, indent=1) + "\n"


def plain_text(checked: Checked, channel: Channel) -> str:
    """Return a variant as text: one part bare, several parts each under its label in brackets."""
    parts = checked.variant.parts
    if len(parts) == 1:
        return parts[0].text + "\n"
    labels = {p.name: p.label.in_language(checked.variant.language) for p in channel.parts}
    return "\n".join(f"[{labels.get(p.name, p.name)}]\n{p.text}\n" for p in parts)


def _write_text(checked: Checked, channel: Channel, folder: Path) -> None:
    name = safe_name(channel.name)
    free, blocked = folder / f"{name}.txt", folder / f"{name}.blocked.txt"
    path, stale = (blocked, free) if checked.blocked else (free, blocked)
    stale.unlink(missing_ok=True)
    _write(path, plain_text(checked, channel))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _encodes(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)
