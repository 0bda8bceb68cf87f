"""`klaviatur init` and `klaviatur serve`: begin a workspace, and open it in the browser."""

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from secrets import token_urlsafe

import click

from klaviatur.doors.products.asking import or_leave
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace.shown import say
from klaviatur.errors import SettingError, WorkspaceError
from klaviatur.settings import settings_of

HERE = "http://localhost:8321"  # where `serve` listens unless told otherwise
NEEDED = ("fastapi", "uvicorn", "dbos", "argon2", "webauthn")
SETTINGS = """\
# Settings of this workspace; `klaviatur settings` shows all of them. Keys and passwords do not belong here.
workspace = "."
# voice = "voices/our-voice.toml"
# writer_url = "https://.../v1"
# writer_model = "..."
"""


@click.command()
@click.argument("folder", required=False, metavar="[FOLDER]")
@click.option("--admin", metavar="NAME", help="Make the first member, who may do everything, and print their link.")
def init(folder: str | None, admin: str | None) -> None:
    """Make a folder a workspace: a settings file, a database, and with --admin the first member."""
    place = or_leave(partial(_begin, folder))
    click.echo(say("initialised", language_of(), place=place))
    if admin:
        or_leave(check_installed)
        click.echo(say("link", language_of(), link=or_leave(partial(_first_member, place, admin))))


@click.command()
@click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8321, show_default=True, help="Where to listen; 0 takes a free one.")
@click.option("--demo", is_flag=True, help="Load our samples and three members into an empty workspace.")
@click.option("--no-work", is_flag=True, help="Only show pages; another process does the work.")
def serve(workspace: str | None, host: str, port: int, *, demo: bool, no_work: bool) -> None:
    """Open the workspace in the browser."""
    or_leave(check_installed)
    or_leave(partial(_begin, workspace))
    running = import_module("klaviatur.doors.workspace.running")
    sys.exit(or_leave(partial(running.run, workspace, host=host, port=port, demo=demo, work=not no_work)))


@click.command()
@click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace.")
@click.option("--until-done", is_flag=True, help="End when nothing is left to do, instead of waiting for more.")
def worker(workspace: str | None, *, until_done: bool) -> None:
    """Carry ordered work on without showing pages; on PostgreSQL as many of these as you like."""
    or_leave(check_installed)
    running = import_module("klaviatur.doors.workspace.running")
    sys.exit(or_leave(partial(running.work, workspace, until_done=until_done)))


def check_installed() -> None:
    """Raise SettingError where the parts that serve pages are not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise SettingError(f"To serve pages {missing[0]!r} is missing. Install it: pip install 'klaviatur[serve]'")


def _first_member(place: str, name: str) -> str:
    """Make the first member and return the address at which they choose their password."""
    with import_module("klaviatur.wiring.members").open_members(place) as members:
        members.redeem(members.first_link(), token_urlsafe(32), name=name, shown=name)
        return str(members.link_address(members.reset_link(name, by=members.actor(name)), HERE))


def _begin(folder: str | None) -> str:
    place, settings = settings_of(folder)
    if place.is_file():
        raise WorkspaceError(f"{str(place)!r} is a file. Name a folder: klaviatur init FOLDER")
    with import_module("klaviatur.wiring.desk").open_desk(place, settings=settings):
        pass
    file = place / "klaviatur.toml"
    if not file.exists():
        file.write_text(SETTINGS, encoding="utf-8")
    return str(place)
