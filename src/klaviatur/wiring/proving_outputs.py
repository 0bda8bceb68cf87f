"""Whether the files of outputs that lie there are those that a run would write now, and say the same as each other."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from klaviatur.adapters.outputs.proving import Proving
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.adapters.stores.catalogue import StoredCatalogue
from klaviatur.chain.syndicating import Made, affected, make_all
from klaviatur.ports.outputs import ShelfState
from klaviatur.records import Difference
from klaviatur.syndicate.grouping import grouped
from klaviatur.syndicate.planning import Plan

Lying = tuple[Plan, OutputShelf, ShelfState]


def prove(catalogue: StoredCatalogue, lying: Sequence[Lying], keys: Sequence[str] | None) -> list[Difference]:
    """Return where files are not what outputs would say now, and where these do not say the same: all, or some keys.

    Each record that lies in a file is held, byte by byte, against one that is read back and compared across outputs.
    """
    with ExitStack() as opened:
        proving = [opened.enter_context(Proving(plan.name, shelf, state)) for plan, shelf, state in lying]
        near = None if keys is None else affected(catalogue, keys)
        plans = [plan for plan, _, _ in lying]
        made = [Made(plan, one) for plan, one in zip(plans, proving, strict=True)]
        differences = make_all(made, catalogue, near.outline if near else grouped(catalogue.outline()))
        for plan, one in zip(plans, proving, strict=True):
            one.end(near.records(plan) if near else None)
            setup = replace(plan.setup, declared=one.declared)
            one.around(plan.writer.head(setup), tuple(plan.writer.middles(setup)), plan.writer.tail(setup))
        return [*(told for one in proving for told in one.differences), *differences]
