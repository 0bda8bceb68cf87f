"""`klaviatur deliver`, `deliveries`, `pause` and `go-on`: released wordings on their way."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click

from klaviatur.adapters.outlets.unwell import cause
from klaviatur.adapters.sources.decoding import decode
from klaviatur.doors.products.asking import tell, workspace_options
from klaviatur.doors.syndicate import shown
from klaviatur.doors.syndicate.asking import act_on_deliveries, look_at_deliveries, moment, tell_pause
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace.asking import BY
from klaviatur.errors import SettingError
from klaviatur.records import Delivery, DeliveryState, Language
from klaviatur.syndicate.recipients import in_list

STATES = click.Choice([state.value for state in DeliveryState])
EXAMPLES = """\b
Examples:
  klaviatur deliver 1f3a9c0b7d2e4f56 newsroom --look
  klaviatur deliver 1f3a9c0b7d2e4f56 newsroom --at 2027-03-07T06:00 --by berta
  klaviatur deliver 1f3a9c0b7d2e4f56 press-list --to addresses.txt --by berta
  klaviatur deliveries --state in_doubt
  klaviatur deliveries resolve 0b7d... --arrived --why "It stands in the archive." --by berta
"""
EVERY = click.option(
    "--all-recipients",
    "every",
    is_flag=True,
    help="Also for the other recipients of the same plan whose deliveries are in its state.",
)
WHY = click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")


@click.command(epilog=EXAMPLES)
@click.argument("variant")
@click.argument("outlet")
@click.option(
    "--at", metavar="MOMENT", help="Not before: 2027-03-07T06:00. Default: at once, or when the embargo ends."
)
@click.option(
    "--to", "people", metavar="FILE", help="Recipients, an address a line, or a table (CSV); - for standard input."
)
@click.option("--look", is_flag=True, help="Only print what would leave.")
@click.option("--by", metavar="NAME", envvar="KLAVIATUR_MEMBER", help="Who does this: a member's name.")
@workspace_options
def deliver(
    variant: str,
    outlet: str,
    *,
    at: str | None,
    people: str | None,
    look: bool,
    by: str | None,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Plan the delivery of a released wording to an outlet; the worker sends it."""
    language = interface or language_of()
    if look:
        found = look_at_deliveries(workspace, lambda d: d.prepare(variant, outlet))
        tell(shown.as_data(found), as_data=as_data, lines=lambda: shown.prepared(found, language))
        return
    if not by:
        raise click.UsageError("Who delivers it? Name a member: --by NAME, or set KLAVIATUR_MEMBER.")
    when = moment(at)
    done = act_on_deliveries(
        workspace, by, lambda d, who: d.plan(variant, outlet, at=when, recipients=_recipients(people), by=who)
    )
    tell(done, as_data=as_data, lines=lambda: [*shown.deliveries(done, language), *shown.known_before(done, language)])


@click.group(epilog=EXAMPLES, invoke_without_command=True)
@click.option("--state", "states", multiple=True, type=STATES, help="Only in this state.")
@click.option("--outlet", default="", metavar="NAME", help="Only to this outlet.")
@click.option("--after", default="", metavar="ID", help="Where the last page ended.")
@click.option("--limit", default=50, type=click.IntRange(1), show_default=True, help="How many at most.")
@workspace_options
@click.pass_context
def deliveries(
    context: click.Context,
    /,
    states: tuple[str, ...],
    *,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
    **options: Any,
) -> None:
    """List deliveries and what became of them."""
    if context.invoked_subcommand is None:
        wanted = tuple(map(DeliveryState, states))
        found = look_at_deliveries(workspace, lambda d: _those(d, {"states": wanted} | options))
        narrow = bool(wanted or options["outlet"] or options["after"])
        tell_pause(workspace, interface)
        tell(found, as_data=as_data, lines=lambda: shown.deliveries(found, interface or language_of(), narrow=narrow))


@deliveries.command(name="show")
@click.argument("number", metavar="ID")
@workspace_options
def show_delivery(number: str, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Show one delivery, how many were planned with it, and what to do about it."""

    def read(d: Any) -> tuple[Any, int, Any]:
        advised = [one.why for one in d.proposals() if one.delivery.id == number]
        return d.delivery(number), len(d.planned_with(number)), advised

    found, together, advised = look_at_deliveries(workspace, read)
    tell(found, as_data=as_data, lines=lambda: shown.delivery(found, together, advised, interface or language_of()))


def _those(deliveries_: Any, options: Mapping[str, Any]) -> Sequence[Delivery]:
    """Return the deliveries that are asked for. Raises UnknownOutlet, UnknownDelivery."""
    for ask, name in ((deliveries_.outlet, options["outlet"]), (deliveries_.delivery, options["after"])):
        if name:
            ask(name)
    return cast("Sequence[Delivery]", deliveries_.deliveries(**options))


def _do(
    workspace: str | None,
    by: str,
    interface: Language | None,
    action: Callable[[Any, Any], Delivery | Sequence[Delivery]],
    *,
    as_data: bool,
) -> None:
    kept = act_on_deliveries(workspace, by, action)
    some = [kept] if isinstance(kept, Delivery) else kept
    tell(kept, as_data=as_data, lines=lambda: shown.deliveries(some, interface or language_of()))


@deliveries.command()
@click.argument("number", metavar="ID")
@click.argument("at", metavar="MOMENT")
@EVERY
@BY
@workspace_options
def move(
    number: str, at: str, *, every: bool, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Put a planned delivery at another moment."""
    when = moment(at)
    _do(workspace, by, interface, lambda d, who: _of(d, "move", every)(number, when, by=who), as_data=as_data)


@deliveries.command()
@click.argument("number", metavar="ID")
@WHY
@EVERY
@BY
@workspace_options
def cancel(
    number: str, *, why: str, every: bool, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Cancel a delivery that has not left."""
    _do(workspace, by, interface, lambda d, who: _of(d, "cancel", every)(number, why, by=who), as_data=as_data)


@deliveries.command()
@click.argument("number", metavar="ID")
@EVERY
@BY
@workspace_options
def again(
    number: str, *, every: bool, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Try a delivery again that failed or was held back; recipients that can get nothing stay as they are."""
    _do(workspace, by, interface, lambda d, who: _of(d, "again", every)(number, by=who), as_data=as_data)


@deliveries.command()
@click.argument("number", metavar="ID")
@WHY
@BY
@workspace_options
def retract(
    number: str, *, why: str, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Ask the platform to take a delivery back."""
    _do(workspace, by, interface, lambda d, who: d.retract(number, why, by=who), as_data=as_data)


@deliveries.command()
@click.argument("number", metavar="ID")
@click.option("--arrived/--lost", "arrived", required=True, help="What you found out on the platform.")
@WHY
@EVERY
@BY
@workspace_options
def resolve(
    number: str,
    *,
    arrived: bool,
    why: str,
    every: bool,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Say whether a delivery in doubt arrived; nothing is sent twice before that."""

    def found_out(d: Any, who: Any) -> Any:
        return _of(d, "resolve", every)(number, arrived=arrived, why=why, by=who)

    _do(workspace, by, interface, found_out, as_data=as_data)


def _of(deliveries_: Any, what: str, every: bool) -> Callable[..., Any]:
    """Return what the library does to one delivery, or to all of its plan."""
    return cast("Callable[..., Any]", getattr(deliveries_, f"{what}_all" if every else what))


@click.command()
@click.argument("why")
@BY
@workspace_options
def pause(why: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Let nothing leave by any outlet, for a reason, until somebody goes on."""
    kept, flying = act_on_deliveries(workspace, by, lambda d, who: (d.pause_all(why, by=who), d.flying()))
    language = interface or language_of()
    still = [shown.say("still_flying", language, number=flying)] if flying else []
    tell(kept, as_data=as_data, lines=lambda: [shown.say("paused", language, why=kept.why.rstrip(".")), *still])


@click.command(name="go-on")
@BY
@workspace_options
def go_on(*, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Let everything leave again."""
    act_on_deliveries(workspace, by, lambda d, who: d.go_on(by=who))
    tell({"pause": None}, as_data=as_data, lines=lambda: [shown.say("gone_on", interface or language_of())])


def _recipients(place: str | None) -> tuple[str, ...]:
    """Return the addresses of a list as any program writes it. Raises SettingError."""
    if place is None:
        return ()
    try:
        data = sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError as error:
        raise SettingError(
            f"--to {place!r} cannot be read ({cause(error).en}). Name a file with an address a line."
        ) from error
    return tuple(in_list(decode(data)[0]))
