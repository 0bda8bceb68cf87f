"""What leaves the workspace as pages and the API reach it: outputs of the catalogue, outlets and their deliveries."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Annotated

from fastapi import Depends, Request

from klaviatur.errors import ProfileError
from klaviatur.records import Bilingual, Language, OutletField, Pause, Problem
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.syndication import Syndication, open_syndication

AT_ONCE = {"held": 0, "damaged": 1}  # what somebody has to do something about stands first


class Leaving:
    """Opens what a page needs with its first use, over the desk that is served; it is closed with that desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._opening = desk, RLock()
        desk.close_also(self.close)

    @cached_property
    def syndication(self) -> Syndication:
        """Return the outputs of the catalogue."""
        with self._opening:
            return self.__dict__.get("syndication") or open_syndication(desk=self._desk)

    @cached_property
    def deliveries(self) -> Deliveries:
        """Return the outlets and what is delivered there."""
        with self._opening:
            return self.__dict__.get("deliveries") or open_deliveries(desk=self._desk)

    def close(self) -> None:
        """Let go of what was opened."""
        for opened in ("syndication", "deliveries"):
            if opened in self.__dict__:
                self.__dict__.pop(opened).close()


@dataclass(frozen=True, slots=True)
class InOutput:
    """What became of an item in one output."""

    output: str
    label: Bilingual
    state: str  # see Syndication.why
    problems: tuple[Problem, ...]


def the_outputs(request: Request) -> Syndication:
    """Return the outputs of the catalogue."""
    leaving: Leaving = request.app.state.leaving
    return leaving.syndication


def the_deliveries(request: Request) -> Deliveries:
    """Return the outlets and what is delivered there."""
    leaving: Leaving = request.app.state.leaving
    return leaving.deliveries


def paused(request: Request) -> Pause | None:
    """Return why nothing leaves, None where everything may."""
    return the_deliveries(request).paused()


def by_label(problem: str, fields: Iterable[OutletField], language: Language) -> str:
    """Return what is wrong with settings, each named as its form names it."""
    for field in fields:
        problem = problem.replace(f"etting {field.name!r}", f"etting {field.label.in_language(language)!r}")
    return problem


def labels_of(outputs: Syndication) -> Mapping[str, Bilingual]:
    """Return what outputs are called; nothing where the folder of one's own is not there: /outputs says so."""
    with suppress(ProfileError):
        return {name: profile.label for name, profile in outputs.profiles.items()}
    return {}


def in_outputs(outputs: Syndication, key: str) -> tuple[InOutput, ...]:
    """Return what became of a product in each output that is on, those that hold it and those damaged first."""
    labels = labels_of(outputs)
    if not labels:
        return ()
    found = [InOutput(name, labels[name], state, tuple(problems)) for name, state, problems in outputs.why(key)]
    return tuple(sorted(found, key=lambda one: AT_ONCE.get(one.state, 2)))


TheOutputs = Annotated[Syndication, Depends(the_outputs)]
TheDeliveries = Annotated[Deliveries, Depends(the_deliveries)]
