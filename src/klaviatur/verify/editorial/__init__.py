"""Editorial checks: voice, advertising law, allegations, exact addresses, embargo, AI marks, spam, readability.

Takes a variant with its source, channel and voice. Gives findings with a place, and figures.
Never changes a word, and never blocks for a matter of taste.
"""

from klaviatur.verify.editorial.inspect import inspect

__all__ = ["inspect"]
