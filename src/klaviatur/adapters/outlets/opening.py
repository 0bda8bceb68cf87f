"""From an outlet as it is kept to one that can send."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.passports import KINDS, passport
from klaviatur.errors import SettingError
from klaviatur.ports import Clock, Outlet, Preparing
from klaviatur.records import KeptOutlet, Receipt


class Placed(Outlet, Preparing, Protocol):
    """An outlet that shows what it would send and keeps connections until it is closed; for one thread at a time."""

    def close(self) -> None:
        """End what is open; a closed outlet opens it again where it is needed."""
        ...


@runtime_checkable
class Storing(Protocol):
    """An outlet that also takes whole files, such as the feed of a catalogue."""

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Keep a file under a name, whole or not at all; one of the same name is replaced. Raises Refused, NotNow."""
        ...

    def has(self, name: str) -> bool:
        """Return whether a file was kept under a name. Raises NotNow."""
        ...

    def drop(self, name: str) -> None:
        """Remove a file; one that is gone already is removed. Raises Refused, NotNow."""
        ...


def make_outlet(kept: KeptOutlet, secrets: Mapping[str, str], clock: Clock) -> Placed:
    """Return the outlet that is set up like this; nothing is asked of its platform yet.

    Raises SettingError for an unknown kind, for a setting that is missing or wrong, and where the kind needs packages
    that are not installed.
    """
    known = passport(kept.kind)
    if known is None:
        raise SettingError(f"There is no kind of outlet {kept.kind!r}. Kinds are: {', '.join(KINDS)}.")
    return _maker(kept)(Given(kept, secrets, known), clock)


def _maker(kept: KeptOutlet) -> Callable[[Given, Clock], Placed]:
    """Return `make` of a kind; what it needs of other packages is loaded with its first outlet."""
    try:
        module = import_module(f"klaviatur.adapters.outlets.{kept.kind}.outlet")
    except ModuleNotFoundError as error:
        raise SettingError(
            f"Outlet {kept.name!r} ({kept.kind}) needs the package {error.name!r}, which is not installed: "
            "pip install 'klaviatur[outlets,press]'"
        ) from error
    return cast("Callable[[Given, Clock], Placed]", module.make)
