"""The command line: `klaviatur play`, `klaviatur channels`, `klaviatur settings`."""

import sys
from dataclasses import asdict, fields
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console

from klaviatur import __version__, wiring
from klaviatur.adapters.voices import load_voice
from klaviatur.doors.failures import STOPPED, Failure, attempt
from klaviatur.doors.files import as_ascii_json, as_json, check_folder
from klaviatur.doors.run import DEFAULT_OUT, Order, Result, complain, describe, exit_code, play_all
from klaviatur.doors.terminal import show_channel, show_channels
from klaviatur.doors.usage import refuse
from klaviatur.doors.words import language_of, say
from klaviatur.errors import SettingError
from klaviatur.records import Channel, Language
from klaviatur.settings import Settings, pick_writer, read_settings

LANGUAGES = click.Choice(["de", "en"])
ROOMS = ("klaviatur.doors.products", "klaviatur.doors.workspace", "klaviatur.doors.syndicate")  # each with its COMMANDS
SURE_WRITERS = ("embedded", "local")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EXAMPLES = """\b
Examples:
  klaviatur play pressetext.md
  klaviatur play "texts/*.docx" --channels linkedin,newsletter,press_release
  klaviatur play https://www.example.org/news --voice voice.toml --out today
  klaviatur play --product 4006381333931 --channels product_page,instagram --locale de_AT
  cat text.md | klaviatur play - --json | jq '.sources[0].variants[].checks'
  klaviatur channels
  klaviatur channels x_post

\b
Exit codes: 0 all well; 1 played, but a variant is blocked; 2 something given cannot be used; 70 a fault of ours;
130 stopped from the keyboard."""


class Keyboard(click.Group):
    """The commands of this file, and those of the other rooms, which are loaded when one of them is asked for."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None if there is none."""
        return super().get_command(ctx, cmd_name) or self.every().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of all commands."""
        return sorted(self.every())

    def every(self) -> dict[str, click.Command]:
        """Return all commands by their names."""
        for room in ROOMS:
            for command in import_module(room).COMMANDS:
                self.add_command(command)
        return dict(self.commands)


@click.group(cls=Keyboard, context_settings=HELP, epilog=EXAMPLES)
@click.version_option(__version__, prog_name="klaviatur", message="%(prog)s %(version)s")
def cli() -> None:
    """One text plays the whole keyboard of channels, every sentence with its evidence."""


@cli.command(epilog=EXAMPLES)
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option("--product", "keys", multiple=True, metavar="KEY", help="A product of the workspace instead of a source.")
@click.option("--all", "every", is_flag=True, help="All products of the workspace.")
@click.option("--locale", default="de_DE", show_default=True, metavar="LOCALE", help="Of a product: de_AT, en_GB, ...")
@click.option("--workspace", metavar="DIR", help="Folder of the products. Default: the setting workspace.")
@click.option("--voice", metavar="FILE", help="Who speaks: a TOML file with address, register, words.")
@click.option("--channels", metavar="A,B", help="Channels by name, or paths of your own profiles. Default: all.")
@click.option("--language", type=LANGUAGES, help="Language of the source. Default: found out.")
@click.option("--writer", default="embedded", metavar="NAME", help="embedded, local, model or one of klaviatur.toml.")
@click.option("--out", metavar="DIR", help="Where to write. Default: klaviatur-out/<source>.")
@click.option("--json", "as_data", is_flag=True, help="Print one JSON document; write files only with --out.")
@click.option("--interface-language", "interface", type=LANGUAGES, help="Of table and board. Default: the locale's.")
def play(
    sources: tuple[str, ...],
    keys: tuple[str, ...],
    *,
    every: bool,
    locale: str,
    workspace: str | None,
    as_data: bool,
    **options: str | None,
) -> None:
    """Play sources on every channel: files, folders, patterns, addresses, - for standard input, or products."""
    order = attempt(partial(_order, as_data=as_data, products=bool(keys or every), **options))
    if isinstance(order, Failure):
        sys.exit(_refuse(order))
    if keys or every:
        play_from_workspace = import_module("klaviatur.doors.products.playing").play_from_workspace
        from_products = partial(play_from_workspace, order, keys, every=every, locale=locale, folder=workspace)
        results = attempt(partial(from_products, sources, quiet=as_data))
    else:
        results = attempt(partial(_play_sources, order, sources, quiet=as_data))
    if isinstance(results, Failure):
        sys.exit(_refuse(results))
    if as_data:
        _print_data(describe(order, results))
    sys.exit(exit_code(results))


def _play_sources(order: Order, sources: tuple[str, ...], *, quiet: bool) -> list[Result]:
    if not sources:
        raise SettingError("Nothing to play. Name a SOURCE (a file, an address, -), --product KEY, or --all.")
    return play_all(order, sources, quiet=quiet)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.option("--interface-language", "interface", type=LANGUAGES, help="Default: the locale's.")
def channels(names: tuple[str, ...], as_data: bool, interface: str | None) -> None:
    """List the channel profiles, or show all that single ones say."""
    found = attempt(lambda: {c.name: c for c in wiring.choose_channels(names or None, products=True)})
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
    failure = attempt(_run)
    if isinstance(failure, Failure):
        sys.exit(_refuse(failure))


def _run() -> None:
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        sys.exit(refuse(error))
    except click.Abort:
        click.echo(say("stopped", language_of()), err=True)
        sys.exit(STOPPED)


def _order(
    *,
    voice: str | None,
    channels: str | None,
    language: str | None,
    writer: str | None,
    out: str | None,
    interface: str | None,
    as_data: bool,
    products: bool,
) -> Order:
    settings = read_settings()
    target = Path(out or DEFAULT_OUT) if out or not as_data else None
    if target:
        check_folder(target)
    if writer and writer not in SURE_WRITERS:
        pick_writer(settings, writer)
    names = _names(channels)
    return Order(
        settings=settings,
        voice=load_voice(Path(voice)) if voice else None,
        channels={c.name: c for c in wiring.choose_channels(names, settings, products=products)},
        names=names,
        language=cast("Language | None", language),
        writer=writer or "embedded",
        interface=cast("Language", interface or language_of()),
        out=target,
    )


def _names(channels: str | None) -> tuple[str, ...] | None:
    if channels is None:
        return None
    names = tuple(name.strip() for name in channels.split(",") if name.strip())
    if not names:
        raise SettingError("--channels names no channel. Name some, or leave it out to play all: klaviatur channels")
    return names


def _print_data(value: Any) -> None:
    """Print JSON that survives a pipe which is not UTF-8."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(as_json(value) if utf8 else as_ascii_json(value), nl=False)


def _profile(channel: Channel) -> dict[str, Any]:
    return {**asdict(channel), "read": channel.read.isoformat()}


def _refuse(failure: Failure) -> int:
    complain(failure, "")
    return failure.exit_code


if __name__ == "__main__":
    main()
