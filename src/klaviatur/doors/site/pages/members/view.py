"""What the page of the members shows."""

from dataclasses import dataclass

from klaviatur.records import Member


@dataclass(frozen=True, slots=True)
class MembersView:
    """The team."""

    members: tuple[Member, ...]
    roles: tuple[str, ...]
    may: bool  # change something here
    link: str = ""  # of a member invited just now; shown once
    link_for: str = ""
    problem: str = ""  # an error's own words, English
    typed_name: str = ""
    typed_shown: str = ""
    typed_email: str = ""
