"""Mapping files: TOML that a person can read and correct, one entry for each column of a table.

Takes and gives ColumnMappings and paths. Never guesses what a wrong entry meant: it says the line and what is allowed.
"""

from klaviatur.adapters.mappings.read import load_mapping
from klaviatur.adapters.mappings.write import save_mapping, written_mapping

__all__ = ["load_mapping", "save_mapping", "written_mapping"]
