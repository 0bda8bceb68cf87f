"""Readers of product files.

Takes a place (file, folder, archive, URL) or a stream of bytes. Gives Tables: raw strings with their rows, repairs as
findings. Never judges a value, and never lets a broken file out as anything but a klaviatur error with its next step.
"""

from klaviatur.adapters.sources.catalogues.ahead import looked_through
from klaviatur.adapters.sources.catalogues.reading import read_tables, read_tables_from, validators_of
from klaviatur.adapters.sources.catalogues.stream import Validators

__all__ = ["Validators", "looked_through", "read_tables", "read_tables_from", "validators_of"]
