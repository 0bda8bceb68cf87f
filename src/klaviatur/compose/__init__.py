"""Compose: one variant per channel from one source.

Takes a parsed source, a voice, a channel profile and the phrase bank. Gives a variant inside every limit whose every
character is the source's or a declared phrase's. Never makes a claim of its own.
"""

from klaviatur.compose.writer import EmbeddedWriter

__all__ = ["EmbeddedWriter"]
