"""The typed checks: each takes a claim and gives its doubts, and knows nothing of the others."""

from klaviatur.verify.checks.dates import check_dates
from klaviatur.verify.checks.figures import check_figures
from klaviatur.verify.checks.particles import check_modality, check_negation
from klaviatur.verify.checks.quotes import check_quotes
from klaviatur.verify.checks.roles import check_roles
from klaviatur.verify.checks.speakers import check_speakers
from klaviatur.verify.checks.splices import check_splices
from klaviatur.verify.checks.tense import check_tense
from klaviatur.verify.checks.vocabulary import check_vocabulary

ALL = (
    check_figures,
    check_dates,
    check_negation,
    check_modality,
    check_tense,
    check_roles,
    check_speakers,
    check_splices,
    check_vocabulary,
)

__all__ = ["ALL", "check_quotes"]
