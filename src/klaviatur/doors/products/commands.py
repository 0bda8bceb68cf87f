"""`klaviatur collect` and the commands that look at what was collected."""

import sys
from datetime import datetime
from functools import partial
from getpass import getuser
from importlib import import_module
from typing import Any, cast

import click
from rich.console import Console

from klaviatur.doors.clock import command_zone, read_local
from klaviatur.doors.failures import BAD_INPUT
from klaviatur.doors.files import as_json
from klaviatur.doors.places import STDIN, match_pattern, once
from klaviatur.doors.products import report
from klaviatur.doors.products.asking import ask, or_leave, tell, try_out, workspace_options
from klaviatur.doors.products.data import plain
from klaviatur.doors.words import language_of, say
from klaviatur.errors import SettingError
from klaviatur.records import Collected, Language

EXAMPLES = """\b
Examples:
  klaviatur collect products.xlsx
  klaviatur collect "feeds/*.xml" prices.csv --dry-run
  klaviatur collect https://shop.example.org/feed.xml --source shop
  klaviatur collect products.csv --mapping klaviatur-workspace/mappings/products.toml
  klaviatur product 4006381333931
  klaviatur changes --since 2026-11-01
  klaviatur play --product 4006381333931 --channels product_page,instagram
"""


@click.command(epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--mapping", metavar="FILE", help="Which column is what. Default: the workspace's own, else a proposal.")
@click.option(
    "--source", metavar="NAME", help="Name of what comes again under changing file names. Default: the file's."
)
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook. Default: all.")
@click.option("--record", metavar="NAME", help="Element or list whose repetitions are products. Default: found out.")
@click.option("--dry-run", is_flag=True, help="Read, map and check, and write nothing.")
@click.option("--engine", default="local", metavar="NAME", help="local, ray, or ray://HOST:PORT.")
@workspace_options
def collect(
    files: tuple[str, ...], workspace: str | None, interface: Language | None, *, as_data: bool, **options: Any
) -> None:
    """Bring product data in: files, folders, patterns, addresses, or - for standard input."""
    language = interface or language_of()
    with report.show_rows(Console(stderr=True)) as progress:
        bring = try_out if options["dry_run"] else partial(ask, create=True)
        done = bring(workspace, lambda ws: _collect(ws, files, progress, **options))
    if as_data:
        click.echo(as_json(plain(done)), nl=False)
    else:
        for line in report.collected(done, language, dry=options["dry_run"]):
            click.echo(line)
    for place, message in done.failures:
        click.echo(f"{place}: {message}" if len(files) > 1 else message, err=True)
    sys.exit(BAD_INPUT if done.failures else 0)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook. Default: the first.")
@workspace_options
def mapping(file: str, sheet: str | None, workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Show how the columns of a file would be read, and write that down for a person to correct."""
    found, path = ask(workspace, lambda ws: ws.propose_mapping(file, sheet=sheet), create=True)
    tell(found, as_data=as_data, lines=lambda: report.mapping(found, path, interface or language_of()))


@click.command()
@click.argument("search", default="", metavar="[SEARCH]")
@click.option("--family", default="", metavar="NAME", help="Only this family.")
@click.option("--limit", default=50, show_default=True, help="How many at most; 0 for all.")
@workspace_options
def products(
    search: str, family: str, limit: int, workspace: str | None, interface: Language | None, *, as_data: bool
) -> None:
    """List products: all, or those whose number, GTIN, name or brand answers a search."""
    found = ask(workspace, lambda ws: [ws.product(key) for key in ws.keys(search, family=family, limit=limit or None)])
    tell(
        found,
        as_data=as_data,
        lines=lambda: report.products(found, interface or language_of(), asked=bool(search or family)),
    )


@click.command()
@click.argument("key")
@workspace_options
def product(key: str, workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Show a product: every fact, and the file, row and column it comes from."""
    found = ask(workspace, lambda ws: ws.product(key))
    tell(found, as_data=as_data, lines=lambda: report.product(found, interface or language_of()))


@click.command()
@click.option("--since", required=True, metavar="WHEN", help="A day (2026-11-01), a time, or an import's number.")
@workspace_options
def changes(since: str, workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Show what changed since a time or an import, fact by fact."""
    found = ask(workspace, lambda ws: ws.changes(_known(ws, _moment(since))))
    tell(found, as_data=as_data, lines=lambda: report.changes(found, interface or language_of()))


@click.command()
@workspace_options
def stale(workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Show the sentences whose fact has changed since they were written."""
    found = ask(workspace, lambda ws: ws.statements(stale=True))
    tell(found, as_data=as_data, lines=lambda: report.stale(found, interface or language_of()))


@click.command()
@click.option("--check", is_flag=True, help="Only look whether the database fits this version.")
@click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace.")
def migrate(workspace: str | None, *, check: bool) -> None:
    """Bring the database of a workspace to the schema of this version."""
    wiring = import_module("klaviatur.wiring.workspace")
    done = or_leave(partial(wiring.migrate_workspace, workspace, check=check))
    click.echo(say("migrated" if done else "schema_fits", language_of()))


def _collect(workspace: Any, files: tuple[str, ...], progress: Any, **options: Any) -> Collected:
    if STDIN not in files:
        places = once(place for file in files for place in match_pattern(file))
        return cast("Collected", workspace.collect(places, progress=progress, by=_user(), via="cli", **options))
    if len(files) > 1:
        raise SettingError("Standard input (-) comes alone. Give the files in a call of their own.")
    piped = {name: options[name] for name in ("mapping", "source", "dry_run", "engine")}
    piped |= {"by": _user(), "via": "cli"}
    return cast("Collected", workspace.collect_from(sys.stdin.buffer, progress=progress, **piped))


def _user() -> str:
    """Return who is signed in at the machine, "" where it does not say."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container whose user has no name
        return ""


def _known(workspace: Any, since: datetime | int) -> datetime | int:
    """Return a time or an import as it is. Raises SettingError for an import there is not."""
    numbers = [one.id for one in workspace.store.imports()] if isinstance(since, int) else [since]
    if since and since not in numbers:
        last = f"the last one is {numbers[0]}" if numbers else "there is none yet"
        raise SettingError(f"There is no import {since}: {last}. Give a day (2026-11-01) or an import's number.")
    return since


def _moment(text: str) -> datetime | int:
    if text.isdigit() and len(text) < len("20261101"):
        return int(text)
    try:
        return read_local(text, command_zone())
    except ValueError as error:
        raise SettingError(
            f"--since {text!r} is no day, time or import. Examples: 2026-11-01, 2026-11-01T08:00, 17."
        ) from error
