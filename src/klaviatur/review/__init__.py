"""Review: a person's decision about one exact wording.

Takes a kept variant with its findings, and an actor; gives what it becomes and what the audit says of it. Never has an
optional actor, and never touches a database.
"""

from klaviatur.review.human import PartDifference, Run, differences, human_share
from klaviatur.review.releasing import Rules, to_answer
from klaviatur.review.rights import RIGHTS, SCOPES, allow, may

__all__ = [
    "RIGHTS",
    "SCOPES",
    "PartDifference",
    "Rules",
    "Run",
    "allow",
    "differences",
    "human_share",
    "may",
    "to_answer",
]
