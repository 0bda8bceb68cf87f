"""What the review page asks of the members: to whom a variant can be given, who signs with a passkey."""

from typing import Any

from klaviatur.records import Actor


def takers(members: Any) -> tuple[tuple[str, str], ...]:
    """Return name and shown name of everybody who can take a variant over."""
    return tuple((member.name, member.shown) for member in members.members() if member.active)


def passkey_of(members: Any, by: Actor) -> str:
    """Return where a signature with a passkey begins; "" where the member has none, or has just signed."""
    known = {member.name: member for member in members.members()}
    member = known.get(by.name)
    return "/sign-in/passkey" if member and member.passkeys and not by.strong else ""
