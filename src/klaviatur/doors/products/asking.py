"""What the commands on products share: their options, the workspace, and how an answer is printed."""

import sys
from collections.abc import Callable
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from klaviatur.doors.failures import Failure, attempt
from klaviatur.doors.files import as_json
from klaviatur.doors.products.data import plain
from klaviatur.doors.run import complain
from klaviatur.review.rights import allow
from klaviatur.settings import settings_of

LANGUAGES = click.Choice(["de", "en"])
T = TypeVar("T")
Command = Callable[..., None]


def workspace_options(command: Command) -> Command:
    """Give a command the options all of them share."""
    for option in (
        click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace."),
        click.option("--json", "as_data", is_flag=True, help="Print JSON."),
        click.option("--interface-language", "interface", type=LANGUAGES, help="Default: the locale's."),
    ):
        command = option(command)
    return command


def ask(workspace: str | None, action: Callable[[Any], T], *, create: bool = False) -> T:
    """Do something with the workspace, with `create` a new one, or leave with one sentence and an exit code."""

    def inside() -> T:
        wiring = import_module("klaviatur.wiring.workspace")  # loads data frames and the database; no text needs them
        with wiring.open_workspace(workspace, create=create) as opened:
            return action(opened)

    return or_leave(inside)


def decide(workspace: str | None, by: str, action: Callable[[Any], T]) -> T:
    """Do something in the name of a person who may decide about products, or leave with one sentence and an exit code.

    Where the workspace has members, `by` is one of them with that right; else the name is kept as it is given. Whoever
    may write in the folder is believed to be who they say.
    """

    def allowed(opened: Any) -> T:
        with import_module("klaviatur.wiring.members").open_members(opened.folder, settings=opened.settings) as members:
            if members.members():
                allow(members.actor(by), "decide")
        return action(opened)

    return ask(workspace, allowed)


def try_out(workspace: str | None, action: Callable[[Any], T]) -> T:
    """Do something that changes nothing; where there is no workspace yet, in one that is gone afterwards."""
    folder, settings = or_leave(lambda: settings_of(workspace))
    if import_module("klaviatur.wiring.workspace").has_workspace(folder) or settings.database_url:
        return ask(workspace, action)
    with TemporaryDirectory() as passing:
        return ask(passing, action, create=True)


def or_leave(action: Callable[[], T]) -> T:
    """Return what `action` returns, or leave with one sentence and an exit code."""
    done = attempt(action)
    if isinstance(done, Failure):
        complain(done, "")
        sys.exit(done.exit_code)
    return done


def tell(value: Any, *, as_data: bool, lines: Callable[[], list[str]]) -> None:
    """Print an answer: JSON, or lines for people."""
    if as_data:
        click.echo(as_json(plain(value)), nl=False)
        return
    for line in lines():
        click.echo(line)
