"""Readers of files, pages and streams.

Takes a place (path or URL) or bytes. Gives a Document: blocks without markup, front matter, repairs as findings.
Never judges the text, and never lets a broken file out as anything but a SourceError with its next step.
"""

from klaviatur.adapters.sources.reading import read_source, read_stream

__all__ = ["read_source", "read_stream"]
