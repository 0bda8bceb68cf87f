"""Verify looks for the evidence of every clause of a variant in its source.

Takes a variant and its source. Gives evidence with places, findings and counts. Never shares code or word lists with
compose, and never believes a writer.
"""

from klaviatur.verify.consistency import compare
from klaviatur.verify.trust import score
from klaviatur.verify.verifier import Verifier

__all__ = ["Verifier", "compare", "score"]
