"""Terms: what several expressions of a profile say, written once; it is put in where its name stands.

Those of `_all.toml` belong to all profiles. A term may name terms that stand before it, and be a table for map().
"""

import ast
import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import ProfileError

_HOLDS = {"field": "from", "rule": "holds_when"}  # the lists whose tables hold expressions, and where


def with_terms(place: str, values: Mapping[str, Any], of_all: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a profile with its terms put into its expressions. Raises ProfileError."""
    putting = _Putting(_read(place, {**of_all, **values.get("terms", {})}))
    kept = {key: value for key, value in values.items() if key != "terms"}
    for name, key in _HOLDS.items():
        if isinstance(kept.get(name), list):
            kept[name] = [_put(one, key, putting) for one in kept[name]]
    return kept


def _put(table: Any, key: str, putting: "_Putting") -> Any:
    said = table.get(key) if isinstance(table, Mapping) else None
    return {**table, key: putting.into(said)} if isinstance(said, str) else table


def _read(place: str, terms: Mapping[str, Any]) -> dict[str, ast.expr]:
    read: dict[str, ast.expr] = {}
    for name, said in terms.items():
        if name in vocabulary():
            raise ProfileError(f"Output file {place!r}, term {name!r}: an attribute is called so. Name it otherwise.")
        tree = _tree(said) if isinstance(said, str) else None
        if tree is None:
            raise ProfileError(f"Output file {place!r}, term {name!r}: {said!r} is no expression. Correct it.")
        read[name] = _Putting(read).visit(tree)
    return read


def _tree(said: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\d" of a regular expression, as where expressions are compiled
            return ast.parse(said.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # what is wrong with a field or a rule is said where it is read


class _Putting(ast.NodeTransformer):
    def __init__(self, terms: Mapping[str, ast.expr]) -> None:
        self._terms = terms
        self._found = False

    def into(self, said: str) -> str:
        """Return an expression with its terms put in; one without any as it is written."""
        tree, self._found = _tree(said), False
        if tree is None:
            return said
        put = self.visit(tree)
        return ast.unparse(put) if self._found else said

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return what a term says, any other name as it is."""
        if node.id not in self._terms:
            return node
        self._found = True
        return deepcopy(self._terms[node.id])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Leave the name of a function as it is."""
        node.args = [self.visit(one) for one in node.args]
        return node
