"""Outlets ready to send: which kinds there are, each opened with its secrets and lent to one thread at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from klaviatur.adapters.outlets import Placed, make_outlet, passports
from klaviatur.errors import SettingError
from klaviatur.ports import Clock
from klaviatur.records import KeptOutlet, OutletField, Passport
from klaviatur.wiring.secrets import Secrets, variable


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of outlets there are, and how one is opened."""

    passports: Sequence[Passport] = field(default_factory=passports)
    make: Callable[[KeptOutlet, Mapping[str, str], Clock], Placed] = make_outlet

    def passport(self, kind: str) -> Passport:
        """Return the passport of a kind. Raises SettingError."""
        for known in self.passports:
            if known.kind == kind:
                return known
        names = ", ".join(known.kind for known in self.passports)
        raise SettingError(f"There is no kind of outlet {kind!r}. Known: {names}.")


class Lending:
    """Opens outlets, keeps those that are not lent, and closes them all between two rounds of the sender."""

    def __init__(self, kinds: Kinds, secrets: Secrets, clock: Clock, folder: Path) -> None:
        self._kinds, self._secrets, self._clock = kinds, secrets, clock
        self._folder = folder.resolve()
        self._free: dict[tuple[str, int], list[Placed]] = defaultdict(list)
        self._lock = Lock()

    @contextmanager
    def lend(self, kept: KeptOutlet) -> Iterator[Placed]:
        """Lend an outlet to the calling thread. Raises SettingError where a setting or a secret is missing."""
        with self._lock:
            free = self._free[kept.name, kept.version]
            outlet = free.pop() if free else None
        outlet = outlet or self.opened(kept, self.secrets_of(kept))
        try:
            yield outlet
        finally:  # one that lost its connection opens it again
            with self._lock:
                self._free[kept.name, kept.version].append(outlet)

    def opened(self, kept: KeptOutlet, secrets: Mapping[str, str]) -> Placed:
        """Open an outlet with these secrets. Raises SettingError, with where a missing secret may be put."""
        missing = [one for one in self._fields(kept.kind) if one.required and one.secret and not secrets.get(one.name)]
        if missing:
            raise SettingError(
                f"Outlet {kept.name!r} lacks its secret {missing[0].name!r}. Give it where the outlet is set up, or in "
                f"the environment: {variable(kept.name, missing[0].name)}"
            )
        return self._kinds.make(self._placed(kept), secrets, self._clock)

    def secrets_of(self, kept: KeptOutlet) -> dict[str, str]:
        """Return the secrets of an outlet that are set."""
        return self._secrets.of(kept.name, frozenset(one.name for one in self._fields(kept.kind) if one.secret))

    def _placed(self, kept: KeptOutlet) -> KeptOutlet:
        """Return an outlet whose path is absolute: one that is not lies below the workspace. Raises SettingError."""
        path = kept.values.get("path", "").strip()
        if not path or not path.isprintable() or Path(path).is_absolute():
            return kept
        place = (self._folder / path).resolve()
        if not place.is_relative_to(self._folder):
            raise SettingError(
                f"The path {path!r} of outlet {kept.name!r} leads out of the workspace. Write an absolute path, or one "
                "that lies in it."
            )
        return replace(kept, values={**kept.values, "path": str(place)})

    def close(self) -> None:
        """Close all outlets that are not lent."""
        with self._lock:
            idle = [outlet for free in self._free.values() for outlet in free]
            self._free.clear()
        for outlet in idle:
            outlet.close()

    def _fields(self, kind: str) -> Sequence[OutletField]:
        return self._kinds.passport(kind).fields
