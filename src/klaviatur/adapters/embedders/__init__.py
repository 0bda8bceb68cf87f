"""Embedders turn sentences into vectors of one multilingual space.

Takes strings. Gives unit vectors. Never judges what a sentence says: a changed number costs a vector nothing.
"""

from klaviatur.adapters.embedders.use import UseEmbedder

__all__ = ["UseEmbedder"]
