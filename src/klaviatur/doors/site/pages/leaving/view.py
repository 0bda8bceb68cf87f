"""What somebody sees who wants no more mails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnsubscribeView:
    """A subscription that is to end, or has ended."""

    outlet: str
    done: bool = False
