"""BMEcat 1.2, 2005, 2005.1 and ETIM BMEcat: new catalogues, product and price updates.

Takes a stream. Gives a Table with one row an article, and one sheet "groups" where the catalogue has groups. Never
loses an article to a broken rule of the standard: what can be read is read, and every violation is a finding.
"""

from klaviatur.adapters.sources.catalogues.bmecat.reading import read

__all__ = ["read"]
