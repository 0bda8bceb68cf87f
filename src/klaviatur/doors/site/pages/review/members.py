"""What the review page asks of the members: to whom a variant can be given, who signs with a passkey."""

from typing import Any

from klaviatur.records import Actor


def takers(members: Any) -> tuple[tuple[str, str], ...]:
    """Return name and shown name of everybody who can take a variant over."""
    return tuple((member.name, member.shown) for member in members.members() if member.active)


def passkey_of(members: Any, by: Actor) -> str:
    """Return where a browser is asked for a signature with a passkey; "" where the member has none."""
    known = {member.name: member for member in members.members()}
    member = known.get(by.name)
    return "/account/signature/ask" if member and member.passkeys else ""
