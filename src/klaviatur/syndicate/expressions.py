"""Expressions of profiles: Python's notation, read with `ast` and compiled to polars expressions; nothing is ever run.

A name is an attribute of the vocabulary as a product says it in the output's locale (`price`, `price.currency`,
`weight.unit`), or one of `PRODUCT`. There are texts, numbers, lists, comparisons, `in`, `is None`, and/or/not,
`a if c else b`, + - * / of numbers, and the functions of `functions.FUNCTIONS`. What a product does not say is None:
it makes every value None that is made of it, and every comparison false.
"""

import ast
import operator
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce
from typing import Any

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import ProfileError
from klaviatur.records import Kind
from klaviatur.syndicate.functions import FUNCTIONS
from klaviatur.syndicate.sales import NAMES
from klaviatur.syndicate.sharing import shared
from klaviatur.syndicate.typed import Form, Ground, Typed, as_list, as_number, as_text, as_truth, text

# What is known of every product beside its facts; all texts. NAMES: of its sale.
TRUTHS = ("has_variants", "is_variant", "only_groups")
PRODUCT = ("key", "parent", "group", "changed", "same_gtin", *TRUTHS, *NAMES)
MOST = 4_000  # characters of an expression
DEEPEST = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # nobody writes one: an escape of Python made it
LISTS = frozenset({Kind.LIST, Kind.RELATION})
_COMPARE: dict[type[ast.cmpop], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_RECKON: dict[type[ast.operator], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that could be read. `names` are the columns of the canonical frame that it reads."""

    said: str
    tree: ast.expr
    names: frozenset[str]
    calls: frozenset[str]

    def build(self, ground: Ground) -> Typed:
        """Return what it compiles to. Raises ProfileError."""
        return _Builder(ground).build(self.tree)


def read_expression(said: str, ground: Ground) -> Expression:
    """Return an expression of a profile; what it calls and names is checked by `build`. Raises ProfileError."""
    if len(said) > MOST:
        ground.fail(f"the expression has {len(said):,} characters, and {MOST:,} are the most")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\d" of a regular expression is no escape of Python: it stays as it is
            tree = ast.parse(said.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ProfileError(
            f"{ground.place}: {said!r} cannot be read: {error}. Write it as in docs/outputs.md."
        ) from error
    if _depth(tree) > DEEPEST:
        ground.fail("the expression is nested too deeply", "Make two fields or rules of it.")
    if odd := next((text for text in _texts(tree) if _CONTROL.search(text)), None):
        ground.fail(
            f"the text {odd!r} holds a control character",
            'A "\\b" is read as one: write a backslash of a regular expression twice, in a TOML file four times.',
        )
    names = frozenset(_names(tree))
    calls = frozenset(
        one.func.id for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    )
    return Expression(said, tree, names | _wordings(tree, ground), calls)


def is_list(name: str) -> bool:
    """Return whether an attribute's values are lists."""
    known = vocabulary().get(name)
    return known is not None and (known.kind in LISTS or known.several)


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _depth(tree: ast.AST) -> int:
    level, deep = [tree], 0
    while level and deep <= DEEPEST:
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        deep += 1
    return deep


def _names(tree: ast.expr) -> Iterator[str]:
    """Yield the attributes and their parts that an expression reads, and what functions read by themselves."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in called:
            yield from _with_parts(node.id)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from FUNCTIONS[node.func.id].reads if node.func.id in FUNCTIONS else ()
            yield from _attribute_calls(node)


def _with_parts(name: str) -> Iterator[str]:
    known = vocabulary().get(name)
    yield name
    if known and known.kind is Kind.MONEY:
        yield f"{name}.currency"
    if known and known.kind is Kind.NUMBER:
        yield f"{name}.unit"


def _attribute_calls(node: ast.Call) -> Iterator[str]:
    if isinstance(node.func, ast.Name) and node.func.id in {"attribute", "attributes"} and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value
            if node.func.id == "attributes":
                yield f"{first.value}[]"  # its column is one of lists


def _wordings(tree: ast.expr, ground: Ground) -> frozenset[str]:
    """Return the released wordings that an expression reads, and what it reads of who wrote them."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in {"wording", "marking"}]
    firsts = [node.args[0] for node in named if node.args]
    said = (str(one.value) for one in firsts if isinstance(one, ast.Constant))
    return frozenset(f"wording:{ground.wordings.get(name, name)}" for name in said)


class _Builder:
    """Compiles one tree; every kind of node it knows is a method."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def build(self, node: ast.expr) -> Typed:
        """Return what a node compiles to. Raises ProfileError for what the language does not have."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            self.ground.fail(f"{ast.unparse(node)!r} is nothing an expression can have")
        built: Typed = method(node)
        return built

    def _constant(self, node: ast.Constant) -> Typed:
        value = node.value
        if value is None:
            return Typed(pl.lit(None, dtype=pl.String), Form.NOTHING, None, literal=True)
        if isinstance(value, bool):
            return Typed(pl.lit(value), Form.TRUTH, value, literal=True)
        if isinstance(value, int | float):
            return Typed(pl.lit(float(value)), Form.NUMBER, value, literal=True)
        if isinstance(value, str):
            return Typed(pl.lit(value, dtype=pl.String), Form.TEXT, value, literal=True)
        return self.ground.fail(f"{value!r} is no text and no number")

    def _name(self, node: ast.Name) -> Typed:
        name = node.id
        if name in PRODUCT:
            return Typed(pl.col(name), Form.TRUTH if name in TRUTHS else Form.TEXT, column=name)
        if name not in vocabulary():
            close = get_close_matches(name, [*vocabulary(), *PRODUCT, *FUNCTIONS], n=1)
            hint = f"did you mean {close[0]!r}?" if close else 'Attributes of your own are attribute("name").'
            self.ground.fail(f"no attribute is called {name!r}", hint[0].upper() + hint[1:])
        return Typed(pl.col(name), Form.LIST if is_list(name) else Form.TEXT, column=name)

    def _attribute(self, node: ast.Attribute) -> Typed:
        whose = self.build(node.value)
        known = vocabulary().get(whose.column)
        parts = {Kind.MONEY: ("currency", "text"), Kind.NUMBER: ("unit",)}.get(known.kind, ()) if known else ()
        if node.attr not in parts:
            self.ground.fail(
                f"{ast.unparse(node)!r} is not known",
                "Prices have .currency and .text, numbers with a unit have .unit.",
            )
        return Typed(pl.col(f"{whose.column}.{node.attr}"), Form.TEXT)

    def _list(self, node: ast.List) -> Typed:
        items = [self.build(one) for one in node.elts]
        if any(not item.literal for item in items):
            self.ground.fail("a list [...] holds texts in quotes alone", "Write list_of(a, b) for values of products.")
        said = [str(item.said) for item in items]
        return Typed(pl.lit(pl.Series([said])).first(), Form.LIST, said, literal=True)

    _tuple = _list

    def _dict(self, node: ast.Dict) -> Typed:
        keys = [self.build(key) for key in node.keys if key is not None]
        values = [self.build(value) for value in node.values]
        if len(keys) != len(values) or any(not one.literal for one in [*keys, *values]):
            self.ground.fail("a table {...} holds texts in quotes alone")
        said = {str(k.said): None if v.said is None else str(v.said) for k, v in zip(keys, values, strict=True)}
        return Typed(pl.lit(None), Form.TABLE, said, literal=True)

    def _unaryop(self, node: ast.UnaryOp) -> Typed:
        value = self.build(node.operand)
        if isinstance(node.op, ast.Not):
            return Typed(~as_truth(self.ground, value), Form.TRUTH)
        if isinstance(node.op, ast.USub):
            said = -value.said if isinstance(value.said, int | float) else None
            return Typed(-as_number(self.ground, value), Form.NUMBER, said, literal=value.literal)
        return self.ground.fail(f"{ast.unparse(node)!r} is nothing an expression can have")

    def _boolop(self, node: ast.BoolOp) -> Typed:
        parts = [as_truth(self.ground, self.build(value)) for value in node.values]
        joined = operator.and_ if isinstance(node.op, ast.And) else operator.or_
        return Typed(reduce(joined, parts), Form.TRUTH)

    def _binop(self, node: ast.BinOp) -> Typed:
        left, right, reckon = self.build(node.left), self.build(node.right), _RECKON.get(type(node.op))
        if reckon is None:
            self.ground.fail(f"{ast.unparse(node)!r}: only + - * / can be reckoned with")
        if isinstance(node.op, ast.Add) and left.form is Form.TEXT and (left.literal or right.form is Form.TEXT):
            return text(pl.concat_str(as_text(self.ground, left), as_text(self.ground, right)))
        made = reckon(as_number(self.ground, left), as_number(self.ground, right))
        return Typed(pl.when(made.is_finite()).then(made), Form.NUMBER)

    def _ifexp(self, node: ast.IfExp) -> Typed:
        met = as_truth(self.ground, self.build(node.test))
        yes, no = self.build(node.body), self.build(node.orelse)
        form = yes.form if no.form is Form.NOTHING else no.form if yes.form is Form.NOTHING else yes.form
        turn = {Form.NUMBER: as_number, Form.TRUTH: as_truth, Form.LIST: as_list}.get(form, as_text)
        if form is not yes.form and form is not no.form:
            turn, form = as_text, Form.TEXT
        if Form.TEXT in {yes.form, no.form} and form is not Form.LIST:
            turn, form = as_text, Form.TEXT
        then, otherwise = (pl.lit(None) if one.form is Form.NOTHING else turn(self.ground, one) for one in (yes, no))
        return Typed(pl.when(met).then(then).otherwise(otherwise), form)

    def _compare(self, node: ast.Compare) -> Typed:
        left, parts = self.build(node.left), []
        for op, right in zip(node.ops, map(self.build, node.comparators), strict=True):
            parts.append(self._compared(left, op, right))
            left = right
        return Typed(reduce(operator.and_, parts), Form.TRUTH)

    def _compared(self, left: Typed, op: ast.cmpop, right: Typed) -> pl.Expr:
        if Form.NOTHING in {left.form, right.form}:
            return self._nothing(left if right.form is Form.NOTHING else right, op)
        if isinstance(op, ast.In | ast.NotIn):
            found = self._inside(left, right)
            return found if isinstance(op, ast.In) else ~found
        if type(op) in _COMPARE:
            made = _COMPARE[type(op)](as_number(self.ground, left), as_number(self.ground, right))
            return made.fill_null(value=False)
        if not isinstance(op, ast.Eq | ast.NotEq):
            self.ground.fail("`is` can only ask for None", "Write == instead.")
        same = self._same(left, right)
        return same if isinstance(op, ast.Eq) else ~same

    def _same(self, left: Typed, right: Typed) -> pl.Expr:
        if Form.NUMBER in {left.form, right.form}:
            return (as_number(self.ground, left) == as_number(self.ground, right)).fill_null(value=False)
        if Form.TRUTH in {left.form, right.form}:
            return as_truth(self.ground, left) == as_truth(self.ground, right)
        return (as_text(self.ground, left) == as_text(self.ground, right)).fill_null(value=False)

    def _nothing(self, value: Typed, op: ast.cmpop) -> pl.Expr:
        none = value.expr.list.len().fill_null(0) == 0 if value.form is Form.LIST else value.expr.is_null()
        if isinstance(op, ast.Is | ast.Eq):
            return none
        if isinstance(op, ast.IsNot | ast.NotEq):
            return ~none
        return self.ground.fail("None can only be asked for: x is None, x is not None")

    def _inside(self, left: Typed, right: Typed) -> pl.Expr:
        if right.form is Form.LIST and right.literal:
            return as_text(self.ground, left).is_in(right.said).fill_null(value=False)
        if right.form is Form.LIST:
            return right.expr.list.contains(as_text(self.ground, left)).fill_null(value=False)
        holds = as_text(self.ground, right).str.contains(as_text(self.ground, left), literal=True)
        return holds.fill_null(value=False)

    def _call(self, node: ast.Call) -> Typed:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        known = FUNCTIONS.get(name)
        if known is None:
            close = get_close_matches(name, FUNCTIONS, n=1)
            hint = f"Did you mean {close[0]}(...)?" if close else f"There are {', '.join(sorted(FUNCTIONS))}."
            self.ground.fail(f"no function is called {name!r}", hint)
        arguments: tuple[Any, ...] = tuple(self.build(one) for one in node.args)
        if node.keywords or not known.least <= len(arguments) <= known.most:
            self.ground.fail(f"{name}() was not called as it can be", f"Write {known.usage}.")
        return shared(self.ground, node, known.build(self.ground, arguments))
