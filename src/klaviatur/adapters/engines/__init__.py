"""Where whole-catalogue work runs: on this machine, or on a Ray cluster through Daft.

Takes work and chunks, gives results in the chunks' order. Never changes the work.
"""

from klaviatur.adapters.engines.local import LocalEngine

__all__ = ["LocalEngine"]
