"""Exports of shops and product systems whose columns have a meaning of their own.

Takes a table that was read as any other. Gives it back with hints on its columns and, where rows depend on each other
(variants, extra pictures), with columns that say so. Never drops a row or a cell.
"""

from klaviatur.adapters.sources.catalogues.dialects.applying import apply
from klaviatur.adapters.sources.catalogues.dialects.recognising import recognise

__all__ = ["apply", "recognise"]
