"""Which column goes where: a table's headers, hints and sample cells become a ColumnMapping.

Takes a table, a sample of its rows and what an earlier mapping decided. Never drops a column and never maps one it is
not sure of: that stays under its own name.
"""

from klaviatur.collect.products.mapping.propose import propose
from klaviatur.collect.products.mapping.refit import Refit, fits, refit

__all__ = ["Refit", "fits", "propose", "refit"]
