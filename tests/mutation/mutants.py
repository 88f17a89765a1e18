"""Finds the places of a file where a small fault can be planted, and plants it.

A mutant is named by its number within its file: the same source gives the same mutants. What has no behaviour is left
alone: annotations, docstrings, decorators, the messages of errors.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}

Change = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: its number within the file, where it is, what it is, and the function it is in, "" outside of any."""

    number: int
    line: int
    what: str
    function: str


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a file."""
    return [
        Mutant(number, line, what, function)
        for number, (line, what, function, _) in enumerate(_Sites(ast.parse(source)).found)
    ]


def planted(source: str, number: int) -> ast.Module:
    """Return the file's tree with one fault planted."""
    tree = ast.parse(source)
    _Sites(tree).found[number][3]()
    return ast.fix_missing_locations(tree)


class _Sites(ast.NodeVisitor):
    """Collects (line, what, function, change) in the order of the source."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[int, str, str, Change]] = []
        self._scopes: list[str] = []
        self._function = ""
        self.visit(tree)

    def _add(self, node: ast.AST, what: str, change: Change) -> None:
        self.found.append((getattr(node, "lineno", 0), what, self._function, change))

    # ------------------------------------------------------------------ where nothing is planted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._scopes.append(node.name)
        outer, self._function = self._function, self._function or ".".join(self._scopes)
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        # Defaults are computed where the function is defined, not where it runs.
        inner, self._function = self._function, outer
        for default in defaults:
            self.visit(default)
        self._function = inner
        self._visit_body(node.body)
        self._function = outer
        self._scopes.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scopes.append(node.name)
        self._visit_body(node.body)
        self._scopes.pop()

    def visit_Module(self, node: ast.Module) -> None:
        self._visit_body(node.body)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._add(node, "the error is not raised", lambda: _become(node, ast.Pass()))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if getattr(node.value, "id", "") not in ("Literal", "Annotated", "Final"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        """Leave imports alone."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Leave imports alone."""

    def visit_Assign(self, node: ast.Assign) -> None:
        if [getattr(target, "id", "") for target in node.targets] != ["__all__"]:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if getattr(node.test, "id", "") != "TYPE_CHECKING":
            self._negate(node, "the condition is turned round")
            self.generic_visit(node)

    def _visit_body(self, body: list[ast.stmt]) -> None:
        for index, statement in enumerate(body):
            is_docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not is_docstring or (index and not isinstance(body[index - 1], (ast.Assign, ast.AnnAssign))):
                self.visit(statement)

    # ------------------------------------------------------------------ faults

    def visit_Compare(self, node: ast.Compare) -> None:
        for index, operator in enumerate(node.ops):
            self._swap(node, node.ops, index, operator)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = _SWAPS[type(node.op)]
        self._add(node, f"{_word(node.op)} becomes {other.__name__.lower()}", lambda: setattr(node, "op", other()))
        for index, value in enumerate(node.values):
            what = f"without `{_short(value)}`"
            self._add(value, what, lambda index=index: _drop_value(node, index))  # type: ignore[misc]
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _SWAPS:
            other = _SWAPS[type(node.op)]
            self._add(node, f"{_word(node.op)} becomes {other.__name__}", lambda: setattr(node, "op", other()))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if type(node.op) in _SWAPS:
            other = _SWAPS[type(node.op)]
            self._add(node, f"{_word(node.op)}= becomes {other.__name__}=", lambda: setattr(node, "op", other()))
        self.visit(node.value)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, (ast.Not, ast.USub)):
            self._add(node, f"without {_word(node.op)}", lambda: _become(node, node.operand))
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negate(node, "the choice is turned round")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for index, condition in enumerate(node.ifs):
            what = f"without `if {_short(condition)}`"
            self._add(condition, what, lambda index=index: node.ifs.__delitem__(index))  # type: ignore[misc]
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and getattr(node.value, "value", node) is not None:
            self._add(node, "returns None", lambda: setattr(node, "value", ast.Constant(None)))
            self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        self._add(node, f"without `{_short(node.value)}`", lambda: _become(node, ast.Pass()))
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add(node, "continue becomes break", lambda: _become(node, ast.Break()))

    def visit_Break(self, node: ast.Break) -> None:
        self._add(node, "break becomes continue", lambda: _become(node, ast.Continue()))

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add(node, f"{value} becomes {not value}", lambda: setattr(node, "value", not value))
        elif isinstance(value, (int, float)):
            self._add(node, f"{value} becomes {value + 1}", lambda: setattr(node, "value", value + 1))
        elif isinstance(value, str):
            self._add(node, f"{value!r} has other letters", lambda: setattr(node, "value", f"XX{value}"))

    def _swap(self, node: ast.AST, operators: list[ast.cmpop], index: int, operator: ast.cmpop) -> None:
        other = _SWAPS[type(operator)]

        def change() -> None:
            operators[index] = other()  # type: ignore[assignment]

        self._add(node, f"{_word(operator)} becomes {other.__name__}", change)

    def _negate(self, node: ast.If | ast.IfExp, what: str) -> None:
        if not isinstance(node.test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            test = node.test
            self._add(node, what, lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test)))


def _drop_value(node: ast.BoolOp, index: int) -> None:
    del node.values[index]
    if len(node.values) == 1:
        # Of one value alone no `and` can be compiled, and what does not compile would count as noticed.
        _become(node, node.values[0])


def _become(node: ast.AST, other: ast.AST) -> None:
    """Make a node another one in place."""
    place = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    node.__class__ = other.__class__  # type: ignore[assignment]
    node.__dict__.clear()
    node.__dict__.update({**other.__dict__, **place})


def _word(operator: ast.AST) -> str:
    return type(operator).__name__


def _short(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."


def functions_of(code: object) -> Iterator[object]:
    """Yield a code object and all within it."""
    yield code
    for constant in getattr(code, "co_consts", ()):
        if hasattr(constant, "co_code"):
            yield from functions_of(constant)
