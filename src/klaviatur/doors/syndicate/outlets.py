"""`klaviatur outlets`: destinations of single wordings."""

import sys
from typing import Any

import click

from klaviatur.doors.failures import BLOCKED
from klaviatur.doors.products.asking import tell, workspace_options
from klaviatur.doors.syndicate import shown
from klaviatur.doors.syndicate.asking import act_on_deliveries, look_at_deliveries, pairs, read_secrets, tell_pause
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace.asking import BY
from klaviatur.records import Language
from klaviatur.review.rights import allow

EXAMPLES = """\b
Examples:
  klaviatur outlets kinds
  klaviatur outlets add newsroom --kind mastodon --set server=https://social.example --secret token --by anna
  klaviatur outlets check newsroom --by anna
"""
SET = click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting of this kind.")
SECRETS = click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="NAME",
    help="A secret by its name alone: typed in, piped in, or in KLAVIATUR_SECRET_NAME. Never write it here.",
)


@click.group(epilog=EXAMPLES, invoke_without_command=True)
@workspace_options
@click.pass_context
def outlets(context: click.Context, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the outlets and how they were last seen."""
    if context.invoked_subcommand is None:
        found = look_at_deliveries(workspace, lambda d: d.outlets())
        tell_pause(workspace, interface)
        tell(found, as_data=as_data, lines=lambda: shown.outlets(found, interface or language_of()))


@outlets.command()
@workspace_options
def kinds(*, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the kinds of outlets: what each can, and which settings it needs."""
    found = look_at_deliveries(workspace, lambda d: d.kinds())
    tell(found, as_data=as_data, lines=lambda: shown.kinds(found, interface or language_of()))


@outlets.command(name="show")
@click.argument("name")
@workspace_options
def show_outlet(name: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Show one outlet: its settings, which secrets it has (never what they are), how it was last seen."""
    found, kept = look_at_deliveries(workspace, lambda d: (d.outlet(name), sorted(d.secrets_of(name))))
    tell(found, as_data=as_data, lines=lambda: shown.outlet(found, kept, interface or language_of()))


@outlets.command()
@click.argument("name")
@click.option("--kind", required=True, metavar="KIND", help="See: klaviatur outlets kinds")
@SET
@SECRETS
@BY
@workspace_options
def add(
    name: str,
    *,
    kind: str,
    given: tuple[str, ...],
    secrets: tuple[str, ...],
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Set an outlet up."""
    values, hidden = pairs(given, "--set"), read_secrets(secrets)
    kept = act_on_deliveries(
        workspace, by, lambda d, who: d.keep_outlet(name, kind, values, secrets=hidden, version=1, by=who)
    )
    tell(kept, as_data=as_data, lines=lambda: shown.outlets([kept], interface or language_of()))


@outlets.command()
@click.argument("name")
@SET
@SECRETS
@BY
@workspace_options
def change(
    name: str,
    *,
    given: tuple[str, ...],
    secrets: tuple[str, ...],
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Change settings or secrets of an outlet; others stay as they are."""
    told, hidden = pairs(given, "--set"), read_secrets(secrets)

    def keep(d: Any, who: Any) -> Any:
        known = d.outlet(name)
        values = dict(known.values) | told
        return d.keep_outlet(name, known.kind, values, secrets=hidden, version=known.version + 1, by=who)

    kept = act_on_deliveries(workspace, by, keep)
    tell(kept, as_data=as_data, lines=lambda: shown.outlets([kept], interface or language_of()))


@outlets.command()
@click.argument("name")
@BY
@workspace_options
def check(name: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Ask the platform whether it answers with these credentials. Exit code 1 where it does not."""

    def ask(d: Any, who: Any) -> Any:
        allow(who, "outlets")
        return d.check_outlet(name)

    found = act_on_deliveries(workspace, by, ask)
    tell(found, as_data=as_data, lines=lambda: shown.health(found, interface or language_of()))
    sys.exit(0 if found.ok else BLOCKED)


@outlets.command()
@click.argument("name")
@click.argument("address")
@click.option("--why", required=True, metavar="TEXT", help="How they said so; it is kept.")
@BY
@workspace_options
def unsubscribe(
    name: str, address: str, *, why: str, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Keep that somebody wants nothing more of an outlet; no address is kept, and it is for good."""
    new = act_on_deliveries(workspace, by, lambda d, who: d.suppress(name, address, why, by=who))
    said = "unsubscribed" if new else "unsubscribed_before"
    tell({"outlet": name, "new": new}, as_data=as_data, lines=lambda: [shown.say(said, interface or language_of())])


@outlets.command(name="pause")
@click.argument("name")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@BY
@workspace_options
def pause_outlet(
    name: str, *, why: str, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Let nothing leave through an outlet."""
    kept = act_on_deliveries(workspace, by, lambda d, who: d.pause_outlet(name, why, by=who) or d.outlet(name))
    tell(kept, as_data=as_data, lines=lambda: shown.outlets([kept], interface or language_of()))


@outlets.command(name="open")
@click.argument("name")
@BY
@workspace_options
def open_outlet(name: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Let everything leave through an outlet again."""
    kept = act_on_deliveries(workspace, by, lambda d, who: d.open_outlet(name, by=who) or d.outlet(name))
    tell(kept, as_data=as_data, lines=lambda: shown.outlets([kept], interface or language_of()))
