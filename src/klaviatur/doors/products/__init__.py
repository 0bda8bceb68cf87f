"""The commands that keep a workspace of products: collect, mapping, products, product, changes, stale, migrate.

Takes what a person typed, gives what they see. Never holds a rule of the domain.
"""

from klaviatur.doors.products.commands import COMMANDS

__all__ = ["COMMANDS"]
