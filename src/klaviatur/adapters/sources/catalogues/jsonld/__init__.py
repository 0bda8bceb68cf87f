"""Product pages: JSON-LD in HTML or alone, microdata where a page has nothing else.

Takes a stream. Gives a Table with one row a product or variant. Never runs a script, never fetches a context.
"""

from klaviatur.adapters.sources.catalogues.jsonld.reading import read

__all__ = ["read"]
