"""Tables as text: CSV, TSV and what calls itself so.

Takes a stream. Gives one Table whose chunks are read while it is walked: polars parses what is clean, and only where a
stretch would lose a byte a tolerant reader goes over it line by line.
"""

from klaviatur.adapters.sources.catalogues.delimited.table import read

__all__ = ["read"]
