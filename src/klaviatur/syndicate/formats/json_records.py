"""JSON: one object a line, or one array of objects; paths of fields are the business of `json_tree`."""

from collections.abc import Sequence

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats.json_tree import Leaf, json_groups, json_rows
from klaviatur.syndicate.formats.writing import Setup, filled


class JsonLines:
    """One object a line. Options: members (name of the list a group's products stand in, "variants")."""

    def separator(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of a line."""
        return "\n"

    def head(self, setup: Setup) -> str:  # noqa: ARG002
        """Return nothing."""
        return ""

    def middles(self, setup: Setup) -> Sequence[str]:  # noqa: ARG002
        """Return nothing: it has one section."""
        return ()

    def tail(self, setup: Setup) -> str:  # noqa: ARG002
        """Return the end of the last line."""
        return "\n"

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return an object each, of a product or of a group."""
        leaves = self.leaves(setup)
        if not setup.profile.group:
            return pl.DataFrame({"record": frame["key"], "text": json_rows(frame, leaves)})
        grouped = json_groups(frame, leaves, group="group", members=setup.option("members", "variants"))
        return grouped.rename({"group": "record", "json": "text"})

    def leaves(self, setup: Setup) -> Sequence[Leaf]:
        """Return where each field stands."""
        return [_leaf(one, setup) for one in setup.profile.fields]


def _leaf(field: OutputField, setup: Setup) -> Leaf:
    parts = tuple((name, part) for name, part in field.options.items() if name not in {"of", "over"})
    of, over = field.options.get("of", ""), field.options.get("over", "")
    kind = "string" if field.type == "list" else field.type
    return Leaf(field.name, field.name, kind, of=of, over=over, parts=parts, language=setup.language)


class JsonArray(JsonLines):
    """One array. Options: head and tail (templates around it, with the settings: '{"store": "{store}", "items": [')."""

    def separator(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return what stands between two objects."""
        return ",\n"

    def head(self, setup: Setup) -> str:
        """Return how the file begins."""
        return filled(setup.option("head", "[\n"), setup)

    def tail(self, setup: Setup) -> str:
        """Return how the file ends."""
        return filled(setup.option("tail", "\n]\n"), setup)
