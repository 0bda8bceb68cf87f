"""A table of a channel's profile."""

from klaviatur.text.profile_table import ProfileTable

NEXT_STEP = "Correct the file; docs/channels.md lists every key."


class Table(ProfileTable):
    """A table of a channel's profile, whose mistakes point to what can be written."""

    next_step = NEXT_STEP
