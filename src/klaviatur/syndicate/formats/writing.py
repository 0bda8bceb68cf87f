"""What a writer is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import polars as pl

from klaviatur.records import Language, OutputProfile
from klaviatur.syndicate.sales import Moment


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for all records of an output."""

    profile: OutputProfile
    values: Mapping[str, str] = field(default_factory=dict)  # settings
    stamp: datetime | None = None  # of the newest change of the catalogue
    locale: str = "de_DE"
    currency: str = ""
    moment: Moment | None = None  # of the run; None: the output is not made ready for one
    declared: Sequence[str] = ()  # of all records that leave, each once: what they want to be named in the head

    @property
    def language(self) -> Language:
        """Return the language of the output."""
        return "en" if self.locale[:2].lower() == "en" else "de"

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the profile."""
        return self.profile.options.get(name, default)


class Writer(Protocol):
    """A format. A file is head, records with a separator between them, tail; formats in sections repeat that."""

    def separator(self, setup: Setup) -> str:
        """Return what stands between two records."""
        ...

    def head(self, setup: Setup) -> str:
        """Return what stands before all records."""
        ...

    def middles(self, setup: Setup) -> Sequence[str]:
        """Return what stands between sections, none for a format of one section."""
        ...

    def tail(self, setup: Setup) -> str:
        """Return what stands after all records."""
        ...

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return record (key of the product, or of its group) and text; text1, ... for further sections.

        And declared, names, one a line, in a format whose head names what records share.

        `frame` has key, group, and a column for each field by its name: text, list of texts, list of structs, or
        boolean; null where nothing is said. Records stand in the order of the frame; a group's rows are together.
        """
        ...


def without_signs(frame: pl.DataFrame, signs: list[str]) -> frozenset[str]:
    """Return the columns of texts in which none of these signs stands: to look for them is cheaper than to escape."""
    found = frame.select(pl.col(pl.String).str.contains(any_of(signs)).any())
    return frozenset(name for name, odd in zip(found.columns, *found.rows(), strict=True) if not odd)


def any_of(signs: Iterable[str]) -> str:
    """Return what finds any of some signs: a class, for that is looked up far faster than several texts are."""
    return "[" + "".join(f"\\x{{{ord(sign):x}}}" for sign in signs) + "]"


def filled(text: str, setup: Setup) -> str:
    """Return a template of a profile's options with its settings filled in: "{title}"."""
    known = {**setup.values, "locale": setup.locale, "currency": setup.currency, "language": setup.language}
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text
