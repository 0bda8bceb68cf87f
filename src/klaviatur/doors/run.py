"""One call of `klaviatur play`: every source read, played, written and shown, one after the other."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from klaviatur import __version__, wiring
from klaviatur.doors.failures import BAD_INPUT, BLOCKED, OK, Failure, attempt, retell
from klaviatur.doors.files import write_index, write_run
from klaviatur.doors.places import STDIN, find_places, name_folders, once, read_stdin, safe_name
from klaviatur.doors.terminal import show_played, show_progress
from klaviatur.doors.web.index import IndexEntry
from klaviatur.doors.web.sidecar import sidecar
from klaviatur.doors.words import language_of, say
from klaviatur.records import Channel, Language, Played, Severity, Voice
from klaviatur.settings import Settings

DEFAULT_OUT = "klaviatur-out"


@dataclass(frozen=True, slots=True)
class Order:
    """What one call of `klaviatur play` asks for, checked before the first source is read."""

    settings: Settings
    voice: Voice | None
    channels: Mapping[str, Channel]
    names: tuple[str, ...] | None
    language: Language | None
    writer: str
    interface: Language
    out: Path | None  # None: write nothing


PlayOne = Callable[[Order, str], Played]


@dataclass(frozen=True, slots=True)
class Result:
    """One source of a run: what was played and where its board lies, or why not."""

    place: str
    played: Played | None = None
    board: Path | None = None
    failure: Failure | None = None

    @property
    def blocked(self) -> int:
        """Return how many variants are blocked."""
        return sum(c.blocked for c in self.played.checked) if self.played else 0


def play_all(order: Order, arguments: Sequence[str], *, quiet: bool) -> list[Result]:
    """Play all that the arguments stand for; what fails is said on standard error and stops nothing else."""
    found = [(argument, attempt(partial(find_places, argument))) for argument in arguments]
    missing = [Result(a, failure=f) for a, f in found if isinstance(f, Failure)]
    places = once(place for _, some in found if not isinstance(some, Failure) for place in some)
    folders = _folders(order.out, places, named=bool(order.out) and str(order.out) != DEFAULT_OUT)
    several = len(places) + len(missing) > 1
    for result in missing:
        complain(result.failure, result.place if several else "")
    results = [
        *missing,
        *(
            _play_one(order, p, f, _read_and_play, quiet=quiet, several=several)
            for p, f in zip(places, folders, strict=True)
        ),
    ]
    if several:
        _finish(order, results, quiet=quiet)
    return results


def play_products(order: Order, keys: Sequence[str], play: PlayOne, *, quiet: bool) -> list[Result]:
    """Play products by their keys; `play` is the workspace's. Boards and failures are as with texts."""
    names = [safe_name(key).replace(".", "-") for key in keys]  # a key is no path: nothing of it is an ending
    folders = _folders(order.out, names, named=bool(order.out) and str(order.out) != DEFAULT_OUT)
    several = len(keys) > 1
    results = [_play_one(order, k, f, play, quiet=quiet, several=several) for k, f in zip(keys, folders, strict=True)]
    if several:
        _finish(order, results, quiet=quiet)
    return results


def _folders(out: Path | None, places: Sequence[str], *, named: bool) -> list[Path | None]:
    """Return where each source goes: a named folder holds a single source itself, several in folders of their own."""
    if out is None:
        return [None] * len(places)
    return [out] if named and len(places) == 1 else [out / name for name in name_folders(places)]


def _play_one(order: Order, place: str, folder: Path | None, play: PlayOne, *, quiet: bool, several: bool) -> Result:
    played = attempt(partial(play, order, place))
    if isinstance(played, Failure):
        complain(played, place if several else "")
        return Result(place, failure=played)
    if not quiet:
        click.echo(_title(played, place, order.interface))
        show_played(Console(), played, order.channels, order.interface)
    board = attempt(partial(write_run, played, order.channels, folder, order.interface)) if folder else None
    if isinstance(board, Failure):
        complain(board, place if several else "")
        return Result(place, failure=board)
    if board and not quiet:
        click.echo(f"\n{say('board', order.interface)}: {board}\n")
    return Result(place, played, board)


def _read_and_play(order: Order, place: str) -> Played:
    source: str | bytes = place
    if place == STDIN:
        source = read_stdin(sys.stdin.buffer, order.settings.source_max_bytes)
    with show_progress(Console(stderr=True), place) as progress:
        return wiring.play(
            source,
            voice=order.voice,
            channels=order.names,
            language=order.language,
            writer=order.writer,
            progress=progress,
            settings=order.settings,
        )


def _title(played: Played, place: str, language: Language) -> str:
    """Return what was played: the file of a text, the name and key of a product."""
    source = played.source
    name = f"{source.words(source.title)} [{place}]" if source.facts and source.title else source.origin
    words = say("n_words", language, n=len(played.source.text.split()))
    return f"{name} ({words}, {say('played_in', language, s=round(played.duration_s, 1))})"


def _finish(order: Order, results: Sequence[Result], *, quiet: bool) -> None:
    if order.out is None or not any(result.board for result in results):
        return
    out = order.out
    index = attempt(partial(write_index, [_entry(r, out) for r in results], out, order.interface))
    if isinstance(index, Failure):
        complain(index, "")
    elif not quiet:
        click.echo(f"{say('all_boards', order.interface)}: {index}")


def _entry(result: Result, out: Path) -> IndexEntry:
    if result.played is None or result.board is None:
        problem = result.failure.message if result.failure else ""
        return IndexEntry(result.place, result.place, problem=problem)
    source, checked = result.played.source, result.played.checked
    return IndexEntry(
        title=source.words(source.title) or source.origin,
        origin=source.origin,
        board=result.board.relative_to(out).as_posix(),
        channels=len(checked),
        blocked=result.blocked,
        warned=sum(any(f.severity is Severity.WARN for f in c.findings) and not c.blocked for c in checked),
    )


def describe(order: Order, results: Sequence[Result]) -> dict[str, Any]:
    """Return the document that `--json` prints."""
    return {"klaviatur": __version__, "sources": [_source_data(order, r) for r in results]}


def _source_data(order: Order, result: Result) -> dict[str, Any]:
    if result.played is None:
        failure = result.failure
        error = {"kind": failure.kind, "message": failure.message} if failure else None
        return {"place": result.place, "played": False, "error": error}
    played = result.played
    return {
        "place": result.place,
        "played": True,
        "board": str(result.board) if result.board else None,
        "seconds": round(played.duration_s, 3),
        "findings": [{"rule": f.rule, "severity": f.severity.value, "message": f.message.en} for f in played.findings],
        "variants": [sidecar(c, played, order.channels[c.variant.channel]) for c in played.checked],
    }


def exit_code(results: Sequence[Result]) -> int:
    """Return the gravest of what happened, see failures.py."""
    failed = [r.failure.exit_code for r in results if r.failure]
    if failed:
        return max(failed)
    return BLOCKED if any(r.blocked for r in results) else OK if results else BAD_INPUT


def complain(failure: Failure | None, place: str) -> None:
    """Say on standard error what failed, after the name of its source where there are several."""
    if failure:
        message = _told(failure.message)
        click.echo(f"{place}: {message}" if place else message, err=True)


def _told(message: str) -> str:
    """Return what failed in the language of the command, its moments in the workspace's time zone."""
    context = click.get_current_context(silent=True)
    language: Language = (context.params.get("interface") if context else None) or language_of()
    return retell(message, language)
