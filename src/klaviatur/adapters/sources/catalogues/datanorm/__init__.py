"""DATANORM 4 and 5: articles of German building trades, as records of several kinds parted by semicolons.

Takes a stream. Gives one Table of articles with their long texts. Version 3, of fixed width, is unknown to it.
"""

from klaviatur.adapters.sources.catalogues.datanorm.reading import read

__all__ = ["read"]
