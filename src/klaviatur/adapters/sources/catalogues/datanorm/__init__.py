"""DATANORM 4: articles of German building trades, as records of several kinds parted by semicolons.

Takes a stream. Gives one Table of articles with their long texts. Refuses version 5 and records of fixed width.
"""

from klaviatur.adapters.sources.catalogues.datanorm.reading import read

__all__ = ["read"]
