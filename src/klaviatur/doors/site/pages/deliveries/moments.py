"""Moments as forms of a browser give and take them: in the time zone of the workspace."""

from datetime import datetime, tzinfo

from klaviatur.doors.clock import read_local
from klaviatur.errors import NotReady


def read_moment(text: str, zone: tzinfo | None) -> datetime:
    """Return the moment a field holds. Raises NotReady for what is none."""
    try:
        return read_local(text, zone)
    except (ValueError, OverflowError, OSError) as error:
        raise NotReady(f"{text!r} is no date with a time. Write it like 2027-03-07T06:00.") from error


def read_moment_or_none(text: str, zone: tzinfo | None) -> datetime | None:
    """Return the moment a field holds, None where it is empty. Raises NotReady."""
    return read_moment(text, zone) if text.strip() else None
