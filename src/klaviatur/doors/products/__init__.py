"""The commands that keep a workspace of products: bring in, look, decide, migrate.

Takes what a person typed, gives what they see. Never holds a rule of the domain.
"""

import click

from klaviatur.doors.products.commands import changes, collect, mapping, migrate, product, products, stale
from klaviatur.doors.products.deciding import accept, choose, proposals, quality, refuse
from klaviatur.doors.products.enriching import duplicates, enrich, same

LOOKING = (mapping, products, product, changes, stale, quality, proposals)
COMMANDS: tuple[click.Command, ...] = (collect, *LOOKING, enrich, duplicates, same, accept, refuse, choose, migrate)

__all__ = ["COMMANDS"]
