"""Taxonomies of product categories: our short table of Google's, or Google's own files.

Takes paths or addresses. Gives categories with German and English paths. Never judges which product belongs where.
"""

from klaviatur.adapters.taxonomies.reading import own_categories, read_taxonomies

__all__ = ["own_categories", "read_taxonomies"]
