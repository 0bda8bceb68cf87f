"""JSON and JSON Lines: objects become rows, nested names are joined with a point.

Takes a stream. Gives one Table. Numbers stay as they are written, a list of plain values becomes one value a line, a
list of objects stays JSON.
"""

from klaviatur.adapters.sources.catalogues.records.table import read

__all__ = ["read"]
