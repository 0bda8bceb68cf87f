"""What the pages of signing in show."""

from dataclasses import dataclass

from klaviatur.doors.site.i18n import N_

WRONG = N_("Name or password is wrong. Try again, or ask an admin for a link to choose a new password.")
WAIT = N_("There were too many tries. Until the time is over, even the right password does not help.")
PASSKEY = N_("The passkey did not work. Try once more, or take your password.")
PROVIDER = N_("Signing in there did not work, or nobody has invited you here. Try once more, or ask an admin.")
NO_LINK = N_("This link was used, or has ended. Ask an admin for a new one; each works once, for 24 hours.")
NAME = N_("This name cannot be taken. Use 2 to 40 of a-z, 0-9, dot, underscore and hyphen.")
TWICE = N_("The two passwords are not the same. Type the new one twice.")
WEAK = {
    "short": N_("A password needs at least 12 characters; a sentence of your own is easy to remember."),
    "long": N_("A password may have 1,000 characters at most."),
    "named": N_("This password is little more than your name. Take words that have nothing to do with you."),
    "common": N_("This password is among the first that are guessed. Take words that nobody would put together."),
}


@dataclass(frozen=True, slots=True)
class SignInView:
    """The sign-in."""

    next_place: str
    name: str = ""  # as typed
    problem: str = ""  # marked words
    wait_s: int = 0
    provider: str = ""  # what people call it, "" where none is set
    first: bool = False  # nobody is a member yet


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a one-time link opens."""

    use: str  # a LinkUse, "" where it no longer works
    name: str = ""
    shown: str = ""
    problem: str = ""  # marked words
