"""What the review page asks of the members: to whom a variant can be given."""

from typing import Any


def takers(members: Any) -> tuple[tuple[str, str], ...]:
    """Return name and shown name of everybody who can take a variant over."""
    return tuple((member.name, member.shown) for member in members.members() if member.active)
