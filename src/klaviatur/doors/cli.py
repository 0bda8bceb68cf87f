"""The command line: `klaviatur play`, `klaviatur channels`, `klaviatur settings`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console

from klaviatur import __version__, wiring
from klaviatur.adapters.voices import load_voice
from klaviatur.doors.failures import BAD_INPUT, BLOCKED, OK, Failure, attempt
from klaviatur.doors.files import as_ascii_json, as_json, write_index, write_run
from klaviatur.doors.places import STDIN, find_places, name_folders, once, read_stdin
from klaviatur.doors.terminal import show_channel, show_channels, show_played, show_progress
from klaviatur.doors.web.index import IndexEntry
from klaviatur.doors.web.sidecar import sidecar
from klaviatur.doors.words import language_of, say
from klaviatur.records import Channel, Language, Played, Severity, Voice
from klaviatur.settings import Settings, pick_writer, read_settings

DEFAULT_OUT = "klaviatur-out"
LANGUAGES = click.Choice(["de", "en"])
SURE_WRITERS = ("embedded", "local")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EXAMPLES = """\b
Examples:
  klaviatur play pressetext.md
  klaviatur play "texts/*.docx" --channels linkedin,newsletter,press_release
  klaviatur play https://www.example.org/news --voice voice.toml --out today
  cat text.md | klaviatur play - --json | jq '.sources[0].variants[].checks'
  klaviatur channels
  klaviatur channels x_post

\b
Exit codes: 0 all well; 1 played, but a variant is blocked; 2 something given cannot be used; 70 a fault of ours;
130 stopped from the keyboard."""


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


@click.group(context_settings=HELP, epilog=EXAMPLES)
@click.version_option(__version__, prog_name="klaviatur", message="%(prog)s %(version)s")
def cli() -> None:
    """One text plays the whole keyboard of channels, every sentence with its evidence."""


@cli.command(epilog=EXAMPLES)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--voice", metavar="FILE", help="Who speaks: a TOML file with address, register, words.")
@click.option("--channels", metavar="A,B", help="Channels by name, or paths of your own profiles. Default: all.")
@click.option("--language", type=LANGUAGES, help="Language of the source. Default: found out.")
@click.option("--writer", default="embedded", metavar="NAME", help="embedded, local, model or one of klaviatur.toml.")
@click.option("--out", metavar="DIR", help="Where to write. Default: klaviatur-out/<source>.")
@click.option("--json", "as_data", is_flag=True, help="Print one JSON document; write files only with --out.")
@click.option("--interface-language", "interface", type=LANGUAGES, help="Of table and board. Default: the locale's.")
def play(sources: tuple[str, ...], as_data: bool, **options: str | None) -> None:
    """Play sources on every channel: files, folders, patterns, addresses, or - for standard input."""
    order = attempt(partial(_order, as_data=as_data, **options))
    if isinstance(order, Failure):
        sys.exit(_refuse(order))
    results = _play_all(order, sources, quiet=as_data)
    if as_data:
        _print_data(_data(order, results))
    sys.exit(_exit_code(results))


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.option("--interface-language", "interface", type=LANGUAGES, help="Default: the locale's.")
def channels(names: tuple[str, ...], as_data: bool, interface: str | None) -> None:
    """List the channel profiles, or show all that single ones say."""
    found = attempt(lambda: {c.name: c for c in wiring.choose_channels(names or None)})
    if isinstance(found, Failure):
        sys.exit(_refuse(found))
    language = cast("Language", interface or language_of())
    if as_data:
        _print_data([_profile(c) for c in found.values()])
    elif names:
        for channel in found.values():
            show_channel(Console(), channel, language)
    else:
        show_channels(Console(), found, language)


@cli.command()
def settings() -> None:
    """Show all settings, their values and what they mean."""
    found = attempt(read_settings)
    if isinstance(found, Failure):
        sys.exit(_refuse(found))
    for one in fields(Settings):
        value = getattr(found, one.name) if one.repr else "(kept secret)"
        click.echo(f"{one.name} = {value!r}  # {one.metadata['help']}")


def main() -> None:
    """Run the command line; whatever happens ends in one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter must not end the run
    failure = attempt(cli)
    if isinstance(failure, Failure):
        sys.exit(_refuse(failure))


def _order(
    *,
    voice: str | None,
    channels: str | None,
    language: str | None,
    writer: str | None,
    out: str | None,
    interface: str | None,
    as_data: bool,
) -> Order:
    settings = read_settings()
    names = tuple(name.strip() for name in channels.split(",") if name.strip()) if channels else None
    if writer and writer not in SURE_WRITERS:
        pick_writer(settings, writer)
    return Order(
        settings=settings,
        voice=load_voice(Path(voice)) if voice else None,
        channels={c.name: c for c in wiring.choose_channels(names, settings)},
        names=names,
        language=cast("Language | None", language),
        writer=writer or "embedded",
        interface=cast("Language", interface or language_of()),
        out=Path(out or DEFAULT_OUT) if out or not as_data else None,
    )


def _play_all(order: Order, arguments: Sequence[str], *, quiet: bool) -> list[Result]:
    found = [(argument, attempt(partial(find_places, argument))) for argument in arguments]
    missing = [Result(a, failure=f) for a, f in found if isinstance(f, Failure)]
    places = once(place for _, some in found if not isinstance(some, Failure) for place in some)
    folders = _folders(order.out, places, named=bool(order.out) and str(order.out) != DEFAULT_OUT)
    several = len(places) + len(missing) > 1
    for result in missing:
        _complain(result.failure, result.place if several else "")
    results = [*missing, *(_play_one(order, p, f, quiet, several) for p, f in zip(places, folders, strict=True))]
    if several and order.out and any(r.board for r in results):
        _finish(order, results, quiet=quiet)
    return results


def _folders(out: Path | None, places: Sequence[str], *, named: bool) -> list[Path | None]:
    """Return where each source goes: a named folder holds a single source itself, several in folders of their own."""
    if out is None:
        return [None] * len(places)
    return [out] if named and len(places) == 1 else [out / name for name in name_folders(places)]


def _play_one(order: Order, place: str, folder: Path | None, quiet: bool, several: bool) -> Result:
    played = attempt(partial(_read_and_play, order, place))
    if isinstance(played, Failure):
        _complain(played, place if several else "")
        return Result(place, failure=played)
    if not quiet:
        click.echo(_title(played, order.interface))
        show_played(Console(), played, order.channels, order.interface)
    board = attempt(partial(write_run, played, order.channels, folder, order.interface)) if folder else None
    if isinstance(board, Failure):
        _complain(board, place if several else "")
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


def _title(played: Played, language: Language) -> str:
    words = say("n_words", language, n=len(played.source.text.split()))
    return f"{played.source.origin} ({words}, {say('played_in', language, s=round(played.duration_s, 1))})"


def _finish(order: Order, results: Sequence[Result], *, quiet: bool) -> None:
    out = cast("Path", order.out)
    index = attempt(partial(write_index, [_entry(r, out) for r in results], out, order.interface))
    if isinstance(index, Failure):
        _complain(index, "")
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


def _data(order: Order, results: Sequence[Result]) -> dict[str, Any]:
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


def _print_data(value: Any) -> None:
    """Print JSON that survives a pipe which is not UTF-8."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(as_json(value) if utf8 else as_ascii_json(value), nl=False)


def _profile(channel: Channel) -> dict[str, Any]:
    return {**asdict(channel), "read": channel.read.isoformat()}


def _exit_code(results: Sequence[Result]) -> int:
    failed = [r.failure.exit_code for r in results if r.failure]
    if failed:
        return max(failed)
    return BLOCKED if any(r.blocked for r in results) else OK if results else BAD_INPUT


def _refuse(failure: Failure) -> int:
    _complain(failure, "")
    return failure.exit_code


def _complain(failure: Failure | None, place: str) -> None:
    if failure:
        click.echo(f"{place}: {failure.message}" if place else failure.message, err=True)


if __name__ == "__main__":
    main()
