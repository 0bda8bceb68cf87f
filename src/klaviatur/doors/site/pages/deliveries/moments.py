"""Moments as forms of a browser give and take them: in the server's own time zone."""

from datetime import datetime

from klaviatur.errors import NotReady


def read_moment(text: str) -> datetime:
    """Return the moment a field holds. Raises NotReady for what is none."""
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise NotReady(f"{text!r} is no date with a time. Write it like 2027-03-07T06:00.") from error


def read_moment_or_none(text: str) -> datetime | None:
    """Return the moment a field holds, None where it is empty. Raises NotReady."""
    return read_moment(text) if text.strip() else None
