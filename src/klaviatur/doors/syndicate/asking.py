"""What these commands share: the outputs and deliveries of a workspace, pairs of names and values, secrets, moments."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, TypeVar

import click

from klaviatur.doors.clock import command_zone, read_local
from klaviatur.doors.syndicate.shown import say
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace.asking import act, look
from klaviatur.records import Actor, Language

T = TypeVar("T")
SECRET = "KLAVIATUR_SECRET_"  # noqa: S105 - begins the names of environment variables


def look_at_outputs(workspace: str | None, action: Callable[[Any], T]) -> T:
    """Do something with the outputs that changes nothing."""
    return look(workspace, lambda desk: _with_outputs(desk, action))


def look_with_copies(workspace: str | None, action: Callable[[Any], T], output: str = "") -> tuple[T, Sequence[Any]]:
    """Do something with the outputs that changes nothing; give also where they, or one, are kept up to date."""
    return look(
        workspace,
        lambda desk: (_with_outputs(desk, action), _with_deliveries(desk, lambda found: found.copies.all(output))),
    )


def act_on_outputs(workspace: str | None, by: str, action: Callable[[Any, Actor], T]) -> T:
    """Do something with the outputs in the name of a member."""
    return act(workspace, by, lambda desk, who: _with_outputs(desk, lambda outputs: action(outputs, who)))


def look_at_deliveries(workspace: str | None, action: Callable[[Any], T]) -> T:
    """Do something with outlets and deliveries that changes nothing."""
    return look(workspace, lambda desk: _with_deliveries(desk, action))


def act_on_deliveries(workspace: str | None, by: str, action: Callable[[Any, Actor], T]) -> T:
    """Do something with outlets and deliveries in the name of a member."""
    return act(workspace, by, lambda desk, who: _with_deliveries(desk, lambda found: action(found, who)))


def tell_pause(workspace: str | None, interface: Language | None) -> None:
    """Say beside a list that everything is paused, where it is."""
    if kept := look_at_deliveries(workspace, lambda d: d.paused()):
        click.echo(say("paused", interface or language_of(), why=kept.why.rstrip(".")), err=True)


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Return `name=value` pairs. Raises UsageError."""
    parted = [one.partition("=") for one in given]
    if wrong := next((one for one, (name, sign, _) in zip(given, parted, strict=True) if not (name and sign)), None):
        raise click.UsageError(f"{option} {wrong!r} is no pair. Write it like {option} base_url=https://shop.example")
    return {name: value for name, _, value in parted}


def read_secrets(names: Sequence[str]) -> dict[str, str]:
    """Return secrets: from KLAVIATUR_SECRET_NAME, else asked for, else from standard input, several a line each."""
    return {name: _secret(name, whole=len(names) == 1) for name in names}


def moment(text: str | None) -> datetime | None:
    """Return a moment, in the workspace's time zone where it names none. Raises UsageError."""
    if not text:
        return None
    try:
        return read_local(text, command_zone())
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"{text!r} is no moment. Write it like 2027-03-07T06:00 or with +01:00.") from error


def _secret(name: str, *, whole: bool) -> str:
    if kept := os.environ.get(SECRET + name.upper()):
        return kept
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True, err=True))
    if piped := (sys.stdin.read() if whole else sys.stdin.readline()).rstrip("\r\n"):
        return piped
    raise click.UsageError(f"There is no {name}. Set {SECRET}{name.upper()}, pipe it in as a line, or type it.")


def _with_outputs(desk: Any, action: Callable[[Any], T]) -> T:
    with import_module("klaviatur.wiring.syndication").open_syndication(desk=desk) as outputs:
        return action(outputs)


def _with_deliveries(desk: Any, action: Callable[[Any], T]) -> T:
    with import_module("klaviatur.wiring.deliveries").open_deliveries(desk=desk) as found:
        return action(found)
