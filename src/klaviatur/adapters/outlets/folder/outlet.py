"""Writes released wordings into a folder."""

from klaviatur.adapters.outlets.filing import FilingOutlet, folder_of
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.written import FORMATS, nothing_to_write, written
from klaviatur.ports import Clock


def make(given: Given, clock: Clock) -> FilingOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    formats = given.choices("formats", FORMATS)
    return FilingOutlet(
        given.name,
        folder_of(given),
        given.url("url"),
        lambda outgoing: written(outgoing, formats),
        nothing_to_write,
        clock,
    )
