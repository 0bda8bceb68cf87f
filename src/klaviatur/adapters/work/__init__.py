"""Durable work: what was ordered is carried on until it has ended, whatever happens to the process.

Takes ids of pieces of work; gives them to a worker one after the other. Never knows what the work is.
"""

from klaviatur.adapters.work.durable import Runner
from klaviatur.adapters.work.living import Living, ManyByFile, ManyByName, OneByFile

__all__ = ["Living", "ManyByFile", "ManyByName", "OneByFile", "Runner"]
