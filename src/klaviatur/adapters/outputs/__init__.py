"""Outputs of the catalogue on disk: profiles of platforms, and what was rendered by them.

Never decides what an output says.
"""

from klaviatur.adapters.outputs.loading import load_outputs

__all__ = ["load_outputs"]
