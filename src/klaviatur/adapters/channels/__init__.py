"""Channel profiles: dated data about each place where people or machines read us.

Takes TOML files (built-in and the user's own). Gives `Channel` records. Never holds a limit in code.
"""

from klaviatur.adapters.channels.loader import load_channels
from klaviatur.adapters.channels.words import FORMS

__all__ = ["FORMS", "load_channels"]
