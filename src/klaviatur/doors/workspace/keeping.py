"""`klaviatur audit`, `backup` and `restore`: what was done, and that it is not lost."""

import sys
from functools import partial
from importlib import import_module
from pathlib import Path

import click
import orjson

from klaviatur.doors.failures import BLOCKED
from klaviatur.doors.products.asking import or_leave, tell, workspace_options
from klaviatur.doors.products.data import plain
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace import shown
from klaviatur.doors.workspace.asking import look
from klaviatur.records import Language

PAGE = 1_000
NEVER = 2**53  # a number no line has


@click.group()
def audit() -> None:
    """Who did what, when and why: kept for ever, each line chained to the one before."""


@audit.command()
@click.option("--head", "heads", multiple=True, metavar="NUMBER:HASH", help="A line you have noted must still stand.")
@workspace_options
def verify(heads: tuple[str, ...], *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Check that no line was changed, taken out or put in. Exit code 1 where one was."""
    found = look(workspace, lambda d: d.verify_audit(_noted(heads)))
    tell(found, as_data=as_data, lines=lambda: shown.audit_report(found, interface or language_of()))
    sys.exit(0 if found.whole else BLOCKED)


def _noted(heads: tuple[str, ...]) -> dict[int, str]:
    """Return number and hash of lines somebody has noted. Raises UsageError."""
    parted = [head.partition(":") for head in heads]
    if wrong := next((head for head, (n, _, h) in zip(heads, parted, strict=True) if not (n.isdecimal() and h)), None):
        raise click.UsageError(f"--head {wrong!r} is no line of the audit. Example: --head 17:9f3c...")
    return {int(number): noted for number, _, noted in parted}


@audit.command(name="show")
@click.option("--thing", default="", metavar="THING", help="Only of this thing: variant:1f3a..., member:anna.")
@click.option("--after", type=click.IntRange(0), help="Lines after this number, in their order.")
@click.option("--before", type=click.IntRange(1), help="Lines before this number, the newest first.")
@click.option("--limit", default=50, show_default=True, help="How many at most.")
@workspace_options
def show_audit(
    thing: str,
    after: int | None,
    before: int | None,
    limit: int,
    *,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Show lines of the audit, the newest first where nothing else is asked for."""
    if after is None and before is None:
        before = NEVER
    found = look(workspace, lambda d: d.audit(thing=thing, after=after or 0, before=before, limit=limit))
    tell(found, as_data=as_data, lines=lambda: shown.audit_lines(found, interface or language_of()))


@audit.command(name="export")
@click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace.")
def export_audit(workspace: str | None) -> None:
    """Print the whole audit as JSON lines, oldest first."""

    def all_lines(desk: object) -> int:
        after = 0
        while lines := desk.store.audit(after=after, limit=PAGE):  # type: ignore[attr-defined]
            for line in lines:
                click.echo(orjson.dumps(plain(line)).decode())
            after = lines[-1].number
        return after

    look(workspace, all_lines)


@click.command()
@click.argument("target", metavar="FILE")
@click.option("--workspace", metavar="DIR", help="Folder of the workspace. Default: the setting workspace.")
def backup(target: str, workspace: str | None) -> None:
    """Write everything of a workspace into one file, while it is being worked in."""
    wiring = import_module("klaviatur.wiring.backups")
    done = or_leave(partial(wiring.back_up, workspace, Path(target)))
    click.echo(shown.backed_up(done, language_of()))


@click.command()
@click.argument("archive", metavar="FILE")
@click.option("--workspace", required=True, metavar="DIR", help="A new folder, or an empty one.")
def restore(archive: str, workspace: str) -> None:
    """Bring a workspace back from its backup, and check that nothing is missing."""
    wiring = import_module("klaviatur.wiring.backups")
    done = or_leave(partial(wiring.restore_backup, Path(archive), workspace))
    click.echo(shown.restored(done, workspace, language_of()))
