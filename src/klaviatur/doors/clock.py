"""Moments as people write and read them: in a workspace's own time zone, the machine's where that is None."""

from datetime import UTC, datetime, tzinfo

import click

from klaviatur.errors import SettingError
from klaviatur.settings import settings_of, zone_of


def read_local(text: str, zone: tzinfo | None) -> datetime:
    """Return the moment that a text names, meant there where it names no zone. Raises ValueError, OverflowError."""
    return meant(datetime.fromisoformat(text.strip()), zone)


def meant(at: datetime, zone: tzinfo | None) -> datetime:
    """Return the moment that a time of day means there; one with a zone of its own means that moment."""
    return (at if at.tzinfo or zone is None else at.replace(tzinfo=zone)).astimezone(UTC)


def command_zone() -> tzinfo | None:
    """Return the time zone of the workspace that the running command is for."""
    context = click.get_current_context(silent=True)
    if context is None:
        return None
    if __name__ not in context.meta:
        context.meta[__name__] = _zone(context.params.get("workspace"))
    zone: tzinfo | None = context.meta[__name__]
    return zone


def listed(at: datetime) -> str:
    """Return a moment as commands list it."""
    return f"{at.astimezone(command_zone()):%Y-%m-%d %H:%M}"


def _zone(workspace: str | None) -> tzinfo | None:
    try:
        return zone_of(settings_of(workspace)[1])
    except SettingError:  # whoever opens the workspace says so
        return None
