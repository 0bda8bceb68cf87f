"""`klaviatur outputs` and `klaviatur syndicate`: the catalogue on platforms."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from klaviatur.doors.failures import BLOCKED
from klaviatur.doors.products.asking import tell, workspace_options
from klaviatur.doors.syndicate import shown
from klaviatur.doors.syndicate.asking import (
    act_on_deliveries,
    act_on_outputs,
    look_at_outputs,
    look_with_copies,
    pairs,
)
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace.asking import BY
from klaviatur.records import KnownOutput, Language, Severity

TEXTS = click.Choice(["released_or_collected", "released_only"])
EXAMPLES = """\b
Examples:
  klaviatur outputs
  klaviatur outputs on google_merchant --set base_url=https://shop.example --by anna
  klaviatur syndicate --check
  klaviatur syndicate --write feeds --by anna
  klaviatur outputs publish google_merchant bucket --by anna
  klaviatur outputs publish google_merchant bucket --keep --by anna
  klaviatur outputs held google_merchant
  klaviatur outputs why TO-1001
"""
EXIT = """\b
Exit codes: 0 everything is in the outputs; 1 something is held back, or outputs differ and a run was stopped;
2 something given cannot be used."""


@click.group(epilog=EXAMPLES, invoke_without_command=True)
@workspace_options
@click.pass_context
def outputs(context: click.Context, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the outputs of the catalogue: which are in use, and what their last runs came to."""
    if context.invoked_subcommand is None:
        found, copies = look_with_copies(workspace, lambda s: s.outputs())
        tell(found, as_data=as_data, lines=lambda: shown.outputs(found, interface or language_of(), copies))


@outputs.command(name="show")
@click.argument("name")
@workspace_options
def show_output(name: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Show one output: its settings, its last run, what speaks against items."""

    def look(s: Any) -> tuple[Any, Any]:
        output = s.output(name)
        return output, () if output.problem else s.held_counts(name)

    (found, counts), copies = look_with_copies(workspace, look, name)
    tell(found, as_data=as_data, lines=lambda: shown.output(found, counts, interface or language_of(), copies))


@outputs.command()
@click.argument("name")
@workspace_options
def files(name: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the files an output leaves as: one, or its parts and their index where it is too long for one."""
    found = look_at_outputs(workspace, lambda s: s.files(name))
    tell(found, as_data=as_data, lines=lambda: shown.files(found, interface or language_of()))


@outputs.command(name="runs")
@click.argument("name", required=False, default="")
@click.option("--limit", default=20, type=click.IntRange(1), show_default=True, help="How many at most.")
@workspace_options
def list_runs(name: str, *, limit: int, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the runs of an output, or of all, the newest first: what each came to, when, and whose it was."""
    found = look_at_outputs(workspace, lambda s: (not name or s.output(name)) and s.runs(output=name, limit=limit))
    tell(found, as_data=as_data, lines=lambda: shown.past_runs(found, interface or language_of()))


@outputs.command()
@click.argument("name")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting; others stay as they are.")
@click.option("--texts", type=TEXTS, help="Where texts of products come from.")
@BY
@workspace_options
def on(
    name: str,
    given: tuple[str, ...],
    *,
    texts: str | None,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Switch an output on, or change settings of one that is on."""
    told = pairs(given, "--set") | ({"texts": texts} if texts else {})

    def switch(s: Any, who: Any) -> Any:
        return s.switch(name, on=True, values=dict(s.output(name).values) | told, by=who)

    kept = act_on_outputs(workspace, by, switch)
    tell(kept, as_data=as_data, lines=lambda: shown.output(kept, (), interface or language_of()))


@outputs.command()
@click.argument("name")
@BY
@workspace_options
def off(name: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Switch an output off; its settings stay."""

    def switch(s: Any, who: Any) -> Any:
        return s.switch(name, on=False, by=who)

    kept = act_on_outputs(workspace, by, switch)
    tell(kept, as_data=as_data, lines=lambda: shown.output(kept, (), interface or language_of()))


@outputs.command()
@click.argument("name")
@click.option("--rule", default="", metavar="RULE", help="Only of this rule.")
@click.option("--search", default="", metavar="WORDS", help="Only keys that hold this.")
@click.option("--after", default="", metavar="KEY", help="Where the last page ended.")
@click.option("--limit", default=50, type=click.IntRange(1), show_default=True, help="How many at most.")
@workspace_options
def held(name: str, *, workspace: str | None, interface: Language | None, as_data: bool, **options: Any) -> None:
    """Show items that are held back, with place, value and what to do."""
    found = look_at_outputs(workspace, lambda s: s.output(name) and s.held(name, **options))
    narrow = any(options[name] for name in ("rule", "search", "after"))
    tell(found, as_data=as_data, lines=lambda: shown.problems(found, interface or language_of(), narrow=narrow))


@outputs.command()
@click.argument("name")
@click.argument("outlet")
@click.option("--keep", is_flag=True, help="Put it there and keep it up to date: a worker puts what runs change.")
@click.option("--stop", is_flag=True, help="Keep it up to date there no longer; its files stay where they are.")
@BY
@workspace_options
def publish(
    name: str,
    outlet: str,
    *,
    keep: bool,
    stop: bool,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Put the files of a whole output to an outlet that takes files: a folder, a bucket."""
    language = interface or language_of()
    if keep and stop:
        raise click.UsageError("--keep and --stop are each other's opposite. Give one of them.")
    if stop:
        ended = act_on_deliveries(workspace, by, lambda d, who: d.copies.stop(name, outlet, by=who))
        words = "copy_stopped" if ended else "no_copy"
        tell(ended, as_data=as_data, lines=lambda: [shown.say(words, language, name=name, outlet=outlet)])
        return
    receipt = act_on_deliveries(workspace, by, lambda d, who: d.publish(name, outlet, keep=keep, by=who))
    told = [shown.say("published", language, outlet=outlet, place=receipt.url or receipt.id)]
    told += [shown.say("copy_kept", language, name=name, outlet=outlet)] if keep else []
    tell(receipt, as_data=as_data, lines=lambda: told)


@outputs.command()
@click.argument("name", required=False, default="")
@workspace_options
def copies(name: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List where outputs are kept up to date: what is old there, why, and what happens next."""
    _, found = look_with_copies(workspace, lambda s: name and s.output(name), name)
    tell(found, as_data=as_data, lines=lambda: shown.copies(found, interface or language_of()))


@outputs.command()
@click.argument("key")
@workspace_options
def why(key: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Say in which outputs a product is, in which it is not, and why."""
    found = look_at_outputs(workspace, lambda s: s.why(key))
    tell(found, as_data=as_data, lines=lambda: shown.why(found, interface or language_of()))


@outputs.command()
@click.argument("name")
@click.argument("key")
@workspace_options
def preview(name: str, key: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Print a product as it would leave."""
    found = look_at_outputs(workspace, lambda s: s.preview(name, key))
    tell(shown.as_data(found), as_data=as_data, lines=lambda: shown.prepared(found, interface or language_of()))


@outputs.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--published", is_flag=True, help="Look at every byte of the files that lie there, too.")
@click.option("--in", "folder", metavar="DIR", help="Hold the files that were written into this folder against them.")
@workspace_options
def parity(
    names: tuple[str, ...],
    *,
    published: bool,
    folder: str | None,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Compare what outputs say of each product. Exit code 1 where two differ, or a file from what it should say."""
    found, left_out = look_at_outputs(
        workspace,
        lambda s: (s.parity(names, published=published, folder=folder and Path(folder)), _left_out(s, names)),
    )
    same = "parity_published" if published or folder else "parity"
    tell(found, as_data=as_data, lines=lambda: shown.differences(found, interface or language_of(), same))
    _complain(left_out, interface or language_of())
    sys.exit(BLOCKED if found or left_out else 0)


@click.command(epilog=EXIT)
@click.argument("names", nargs=-1, metavar="[OUTPUT]...")
@click.option("--full", is_flag=True, help="Build everything anew instead of what has changed.")
@click.option("--write", "folder", metavar="DIR", help="Afterwards write the whole outputs into this folder.")
@click.option("--check", is_flag=True, help="Only check items by the platforms' rules; nothing is kept.")
@click.option("--by", metavar="NAME", envvar="KLAVIATUR_MEMBER", help="Who does this: a member's name.")
@workspace_options
def syndicate(
    names: tuple[str, ...],
    *,
    full: bool,
    folder: str | None,
    check: bool,
    by: str | None,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Run outputs, all that are on where none is named: items = in it + held back."""
    language = interface or language_of()
    if check:
        found, left_out = look_at_outputs(workspace, lambda s: (s.check(names), _left_out(s, names)))
        tell(found, as_data=as_data, lines=lambda: shown.checked(found, language))
        _complain(left_out, language)
        sys.exit(BLOCKED if left_out or any(p.severity is Severity.BLOCK for p in found) else 0)
    if not by:
        raise click.UsageError("Who runs them? Name a member: --by NAME, or set KLAVIATUR_MEMBER.")

    def run(s: Any, who: Any) -> tuple[Any, list[str]]:
        done = s.run(names, full=full, by=who)
        made = [one.output for one in done if one.state == "done"]
        return done, [str(file) for file in s.write(Path(folder), made)] if folder and made else []

    done, written = act_on_outputs(workspace, by, run)
    value = {"runs": done, "files": written} if folder else done
    tell(value, as_data=as_data, lines=lambda: [*shown.runs(done, language), *written])
    sys.exit(BLOCKED if any(one.held or one.state != "done" for one in done) else 0)


def _left_out(s: Any, names: Sequence[str]) -> Sequence[KnownOutput]:
    """Return the outputs that are on and cannot be run: where none is named, the others are looked at without them."""
    return () if names else [one for one in s.outputs() if one.on and one.problem]


def _complain(left_out: Sequence[KnownOutput], language: Language) -> None:
    for line in shown.outputs(left_out, language) if left_out else ():
        click.echo(line, err=True)
