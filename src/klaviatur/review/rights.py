"""Who may do what: one table of actions, the roles that may, and the scope a token needs for it.

Roles add up; scopes of a token only take away. Reading needs no right here: the doors let nobody in without signing in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from klaviatur.errors import NotAllowed
from klaviatur.records import Actor, MemberRole

AUTHOR, REVIEWER, PUBLISHER = MemberRole.AUTHOR, MemberRole.REVIEWER, MemberRole.PUBLISHER
ANALYST, ADMIN = MemberRole.ANALYST, MemberRole.ADMIN
SCOPES: Mapping[str, str] = {
    "read": "read everything, and take released wordings out",
    "write": "bring sources in, play, edit, comment, send to review",
    "review": "ask for changes, assign, settle, withdraw, retire",
    "release": "release, and vouch for blocking findings",
    "deliver": "run outputs, plan and take back deliveries",
    "admin": "members, voices and settings",
}


@dataclass(frozen=True, slots=True)
class Right:
    """What it takes to do something; `said` completes "may not ..."."""

    said: str
    scope: str
    roles: tuple[MemberRole, ...]


RIGHTS: Mapping[str, Right] = {
    "add": Right("bring sources in", "write", (AUTHOR, REVIEWER)),
    "play": Right("have variants written", "write", (AUTHOR, REVIEWER)),
    "edit": Right("edit variants", "write", (AUTHOR, REVIEWER)),
    "submit": Right("send variants to review", "write", (AUTHOR, REVIEWER)),
    "comment": Right("comment on variants", "write", (AUTHOR, REVIEWER, PUBLISHER)),
    "settle": Right("settle comments", "review", (AUTHOR, REVIEWER)),
    "assign": Right("assign variants", "review", (REVIEWER,)),
    "request_changes": Right("ask for changes", "review", (REVIEWER,)),
    "release": Right("release variants", "release", (REVIEWER,)),
    "vouch": Right("vouch for blocking findings", "release", (REVIEWER,)),
    "export": Right("take released wordings out", "read", (PUBLISHER,)),
    "withdraw": Right("withdraw releases", "review", (REVIEWER, PUBLISHER)),
    "retire": Right("retire variants", "review", (PUBLISHER, ADMIN)),
    "collect": Right("import products", "write", (AUTHOR, REVIEWER, ADMIN)),
    "decide": Right("decide what is right of a product", "write", (AUTHOR, REVIEWER)),
    "voices": Right("change voices", "admin", (ADMIN,)),
    "members": Right("invite members and change their roles", "admin", (ADMIN,)),
    "settings": Right("change settings", "admin", (ADMIN,)),
    "syndicate": Right("run outputs", "deliver", (PUBLISHER, ADMIN)),
    "deliver": Right("plan, stop and take back deliveries", "deliver", (PUBLISHER,)),
    "outlets": Right("set up outlets and outputs", "admin", (ADMIN,)),
    "pause": Right("pause everything that leaves", "deliver", (REVIEWER, PUBLISHER, ADMIN)),
    "backup": Right("make backups", "admin", (ADMIN,)),
}


def may(actor: Actor, action: str) -> bool:
    """Return whether an actor's roles, and the scopes of their token, allow an action of `RIGHTS`."""
    right = RIGHTS[action]
    return bool(actor.roles & set(right.roles)) and (actor.scopes is None or right.scope in actor.scopes)


def allow(actor: Actor, action: str) -> None:
    """Raise NotAllowed unless the actor may do this; the message says who would be allowed."""
    right = RIGHTS[action]
    if may(actor, action):
        return
    if not actor.roles & set(right.roles):
        mine = _listed([role.value for role in sorted(actor.roles)], "and") or "no role"
        wanted = _listed([f"{'an' if role.value[0] in 'ae' else 'a'} {role.value}" for role in right.roles], "or")
        raise NotAllowed(
            f"{actor.name!r} ({mine}) may not {right.said}; {wanted} may. Ask one of them to do it, or an admin for "
            "that role."
        )
    raise NotAllowed(
        f"The token of {actor.name!r} may not {right.said}: it lacks the scope {right.scope!r}. Make one with that "
        "scope, or do it signed in."
    )


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
