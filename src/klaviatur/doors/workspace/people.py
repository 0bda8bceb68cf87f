"""`klaviatur member`: who works here."""

from typing import Any

import click

from klaviatur.doors.products.asking import tell, workspace_options
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace import shown
from klaviatur.doors.workspace.asking import BY, manage
from klaviatur.doors.workspace.serving import HERE
from klaviatur.records import Language, MemberRole

ROLES = click.Choice([role.value for role in MemberRole])


@click.group()
def member() -> None:
    """Members of the team and what they may do."""


@member.command(name="list")
@workspace_options
def list_members(*, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the members."""
    found = manage(workspace, lambda m: m.members())
    tell(found, as_data=as_data, lines=lambda: shown.members(found, interface or language_of()))


@member.command()
@click.argument("name")
@click.option("--shown", "full_name", default="", metavar="NAME", help="The name others see. Default: the same.")
@click.option("--role", "roles", multiple=True, required=True, type=ROLES, help="May be given several times.")
@BY
@workspace_options
def invite(
    name: str,
    full_name: str,
    roles: tuple[str, ...],
    *,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Invite somebody; the link that is printed can be used once, within a day."""
    link = manage(workspace, lambda m: _address(m, m.invite(name, full_name or name, roles, by=m.actor(by))[1]))
    tell(link, as_data=as_data, lines=lambda: shown.link(link, interface or language_of()))


@member.command(name="roles")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=ROLES, help="All that the member is to have.")
@BY
@workspace_options
def change_roles(
    name: str, roles: tuple[str, ...], *, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Change what somebody may do."""
    kept = manage(workspace, lambda m: m.change_roles(name, roles, by=m.actor(by)))
    tell(kept, as_data=as_data, lines=lambda: shown.members([kept], interface or language_of()))


@member.command()
@click.argument("name")
@BY
@workspace_options
def reset(name: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Print a link with which somebody who has forgotten the password sets a new one."""
    link = manage(workspace, lambda m: _address(m, m.reset_link(name, by=m.actor(by))))
    tell(link, as_data=as_data, lines=lambda: shown.link(link, interface or language_of()))


@member.command()
@click.argument("name")
@BY
@workspace_options
def deactivate(name: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Let somebody in no longer; what they released stays released."""
    kept = manage(workspace, lambda m: m.deactivate(name, by=m.actor(by)))
    tell(kept, as_data=as_data, lines=lambda: shown.members([kept], interface or language_of()))


def _address(members: Any, secret: str) -> str:
    return str(members.link_address(secret, HERE))
