"""ETIM xChange: takes a JSON file of ETIM International's format; gives a Table of its trade items.

Never loses silently: what no column is known for keeps the path it has in the file as its name.
"""

from klaviatur.adapters.sources.catalogues.xchange.reading import read

__all__ = ["read"]
