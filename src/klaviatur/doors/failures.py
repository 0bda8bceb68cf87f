"""How an error leaves the house: one sentence with its next step, and an exit code.

Exit codes: 0 all went well, 1 played but some variant is blocked, 2 something that was given cannot be used,
70 a fault of ours, 130 stopped from the keyboard.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from klaviatur.doors.clock import command_zone
from klaviatur.errors import KlaviaturError
from klaviatur.records import Language

if TYPE_CHECKING:  # whoever plays a text needs no outlets
    from klaviatur.records import Health

OK, BLOCKED, BAD_INPUT, OUR_FAULT, STOPPED = 0, 1, 2, 70, 130
DEBUG = "KLAVIATUR_DEBUG"
T = TypeVar("T")
_ENDLESS = re.compile(r"(\S{100})\S{100,}(\S{40})")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not happen."""

    kind: str  # name of the error
    message: str
    exit_code: int


def attempt(action: Callable[[], T]) -> T | Failure:
    """Return what `action` returns, or why it could not; with KLAVIATUR_DEBUG=1 every error comes out as it is."""
    if os.environ.get(DEBUG) == "1":
        return action()
    try:
        return action()
    except KlaviaturError as error:
        return Failure(type(error).__name__, _in_short(str(error)), BAD_INPUT)
    except OSError as error:
        return Failure(type(error).__name__, _in_short(_about_files(error)), BAD_INPUT)
    except Exception as error:  # noqa: BLE001 - the one catch-all: a fault in one source must not take the others along
        return Failure(type(error).__name__, _in_short(_about_us(error)), OUR_FAULT)


def retell(message: str, language: Language) -> str:
    """Return what an error said in the language of a command; as it is where the pages are not installed."""
    telling = _telling()
    return str(telling.tell(language, message, command_zone())) if telling else message


def retell_health(health: "Health", language: Language) -> str:
    """Return how an outlet is in the language of a command."""
    telling = _telling()
    return (
        str(telling.plain_health(language, health, command_zone())) if telling else health.message.in_language(language)
    )


def _telling() -> Any:
    try:
        return import_module("klaviatur.doors.site.telling")
    except ModuleNotFoundError:
        return None


def _in_short(message: str) -> str:
    """Return a message in one line, without the middle of names nobody reads to their end."""
    return _ENDLESS.sub(r"\1…\2", " ".join(message.split()))


def _about_files(error: OSError) -> str:
    thing = repr(str(error.filename)) if error.filename else "a file"
    reason = error.strerror or str(error)
    return f"The system refused {thing}: {reason}. Check the rights and the space there, or choose another --out."


def _about_us(error: Exception) -> str:
    return (
        f"Klaviatur has a fault of its own here ({type(error).__name__}: {error}). The other sources are not touched. "
        f"Please report it with the source; {DEBUG}=1 shows where it happened."
    )
