"""Conformity suites and small samples for those who bring their own adapters.

from klaviatur.testing import check_writer
check_writer(MyWriter(...))
"""

from klaviatur.testing.desk_stores import check_desk_store
from klaviatur.testing.outlets import check_outlet
from klaviatur.testing.platforms import FakeOutlet, FakePlatform, fake_passport
from klaviatur.testing.stores import check_store
from klaviatur.testing.wordings import sample_outgoing
from klaviatur.testing.writers import check_writer, sample_channel, sample_source

__all__ = [
    "FakeOutlet",
    "FakePlatform",
    "check_desk_store",
    "check_outlet",
    "check_store",
    "check_writer",
    "fake_passport",
    "sample_channel",
    "sample_outgoing",
    "sample_source",
]
