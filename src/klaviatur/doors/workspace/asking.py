"""What the commands of a workspace share: the desk, who is asking, and how an answer is printed."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from klaviatur.doors.products.asking import or_leave
from klaviatur.records import Actor

T = TypeVar("T")

BY = click.option(
    "--by", required=True, metavar="NAME", envvar="KLAVIATUR_MEMBER", help="Who does this: a member's name."
)


def look(workspace: str | None, action: Callable[[Any], T]) -> T:
    """Do something at the desk that changes nothing, or leave with one sentence and an exit code."""

    def inside() -> T:
        with import_module("klaviatur.wiring.desk").open_desk(workspace, create=False) as desk:
            return action(desk)

    return or_leave(inside)


def act(workspace: str | None, by: str, action: Callable[[Any, Actor], T]) -> T:
    """Do something at the desk in the name of a member, or leave with one sentence and an exit code.

    Whoever may write in the folder is believed to be who they say; the audit notes that it was the command line.
    """

    def inside() -> T:
        with import_module("klaviatur.wiring.members").open_members(workspace) as members:
            actor = members.actor(by)
        with import_module("klaviatur.wiring.desk").open_desk(workspace, create=False) as desk:
            return action(desk, actor)

    return or_leave(inside)


def manage(workspace: str | None, action: Callable[[Any], T]) -> T:
    """Do something with the members, or leave with one sentence and an exit code."""

    def inside() -> T:
        with import_module("klaviatur.wiring.members").open_members(workspace) as members:
            return action(members)

    return or_leave(inside)
