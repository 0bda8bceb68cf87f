"""A visitor as pages see them."""

from dataclasses import dataclass

from klaviatur.records import Actor, Language
from klaviatur.review.rights import may


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

    def may(self, action: str) -> bool:
        """Return whether an action of `review.rights` is offered to them; whether it is allowed the desk decides."""
        return may(self.actor, action)
