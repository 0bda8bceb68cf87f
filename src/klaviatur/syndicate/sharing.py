"""What outputs of a run say alike is reckoned once: expressions that cost something are columns of their own.

Such a column is named by the expression, with the settings of the output and the places of its wordings written out:
two outputs whose expressions give the same for every product have the same name for it.
"""

import ast
from collections.abc import Iterable, Mapping
from copy import deepcopy

import polars as pl

from klaviatur.syndicate.columns import Column, reckoned
from klaviatur.syndicate.families import ASKED
from klaviatur.syndicate.typed import Ground, Typed

MARK = "="  # begins the name of such a column
COSTLY = frozenset(
    (
        *("absolute", "list_of", "text", "html", "slug", "unit_value", "with_unit", "money", "amount", "minor_units"),
        *("valid_gtin", "availability", "word", "url", *ASKED),
    )
)


def shared(ground: Ground, node: ast.Call, built: Typed) -> Typed:
    """Return a call as the column it is kept in, as it is where that is not worth it."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if ground.shared is None or name not in COSTLY or built.literal or not built.expr.meta.root_names():
        return built
    column = MARK + ast.unparse(_WrittenOut(ground).visit(deepcopy(node)))
    ground.shared.setdefault(column, Column(built.expr))
    return Typed(pl.col(column), built.form)


def held(ground: Ground, name: str, expr: pl.Expr) -> pl.Expr:
    """Return an expression that calls are made of, and several times, as the column it is kept in."""
    if ground.shared is None:
        return expr
    ground.shared.setdefault(MARK + name, Column(expr))
    return pl.col(MARK + name)


def asks_families(columns: Iterable[str]) -> bool:
    """Return whether any such column is made of what others of a group say."""
    return any(f"{name}(" in column for column in columns for name in ASKED)


def with_shared(frame: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    """Return products with such columns, as far as they have none yet; those that others are made of come first."""
    left = {name: one for name, one in columns.items() if name not in frame.columns}
    while left:
        ready = {name: one for name, one in left.items() if left.keys().isdisjoint(one.reads)}
        frame = frame.hstack(reckoned(frame, ready))
        left = {name: one for name, one in left.items() if name not in ready}
    return frame


class _WrittenOut(ast.NodeTransformer):
    """Puts what an output is set to in the place of its settings and wordings."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if name == "setting":
            return ast.Constant(self._ground.values.get(str(first)))
        if name in {"wording", "marking"}:
            place = ast.Constant(self._ground.wordings.get(str(first)))
            return ast.Call(node.func, [place, *node.args[1:]], [])
        return self.generic_visit(node)
