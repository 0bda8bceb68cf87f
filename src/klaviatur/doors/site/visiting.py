"""A visitor as pages see them."""

from dataclasses import dataclass

from klaviatur.records import Actor, Language, MemberRole


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has signed in."""

    actor: Actor
    csrf: str  # stands in every form of theirs
    shown: str = ""  # "Anna Beispiel"
    language: Language | None = None  # None: what the browser asks for

    @property
    def name(self) -> str:
        """Return how to call them."""
        return self.shown or self.actor.name

    def has(self, *roles: str) -> bool:
        """Return whether they have one of these roles; it decides what is offered, never what is allowed."""
        return not self.actor.roles.isdisjoint(MemberRole(role) for role in roles)
