"""GDSN: catalogue item notifications of GS1, in which suppliers and retailers exchange trade items.

Takes a stream. Gives one Table: a row for each trade item, columns named by the last steps of their long paths.
"""

from klaviatur.adapters.sources.catalogues.gdsn.reading import read

__all__ = ["read"]
