"""From a document to a source whose every fact knows its place.

Takes a Document. Gives one Source: text, blocks, sentences, and what they say (quotes, numbers, dates, names, calls).
Never loses a word silently, and never touches files or the network.
"""

from klaviatur.collect.parsing import parse

__all__ = ["parse"]
