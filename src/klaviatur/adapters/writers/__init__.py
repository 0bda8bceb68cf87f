"""Model writers: take the parsed record of a source, a channel and a voice, and give a variant.

They never raise anything but a WriterError, never show a key, and claim nothing about their own truth:
verify reads what they wrote like anybody else's text.
"""

from klaviatur.adapters.writers.budget import Budget
from klaviatur.adapters.writers.extracting import ModelExtractor
from klaviatur.adapters.writers.local import LocalWriter
from klaviatur.adapters.writers.openai_compatible import OpenAICompatibleWriter

__all__ = ["Budget", "LocalWriter", "ModelExtractor", "OpenAICompatibleWriter"]
