"""Change a program in every small way, one at a time.

A mutant is one change of one place: a limit moved by one, a comparison or a sign turned, a
statement left out (DeMillo, Lipton & Sayward 1978, "Hints on test data selection", Computer 11).
"""

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial
from textwrap import shorten

TURNED = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
OPPOSITE = {"min": "max", "minimum": "maximum", "any": "all", "ceil": "floor"}
OPPOSITE |= {there: here for here, there in OPPOSITE.items()}

SAID_ONLY = {"annotation", "returns", "decorator_list", "type_params"}
"""Fields of the syntax tree that change nothing when the program runs, or nothing of its rules."""

ALWAYS_TRUE = {"strict"}
"""Arguments that state what is so anyway: turned round they change nothing."""


@dataclass(frozen=True)
class Mutant:
    """One change of one file: where, what it was and is, and the whole file with it."""

    path: str
    line: int
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.was}  →  {self.now}"


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Change every place of a file in every way, one at a time."""
    tree = ast.parse(source)
    for node, place in list(places(tree)):
        for other in changes(node):
            place(other)
            yield Mutant(path, node.lineno, said(node), said(other), ast.unparse(tree))
        place(node)


def places(parent: ast.AST) -> Iterator[tuple[ast.AST, partial]]:
    """Each node below one, with the function that puts another in its place."""
    for field, value in ast.iter_fields(parent):
        if field in SAID_ONLY or getattr(parent, "arg", None) in ALWAYS_TRUE:
            continue
        if isinstance(value, list):
            below = [(child, partial(value.__setitem__, at)) for at, child in enumerate(value)]
        else:
            below = [(value, partial(setattr, parent, field))]
        for child, place in below:
            if isinstance(child, ast.AST):
                yield child, place
                yield from places(child)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """All that a node may be changed into."""
    match node:
        case ast.Compare():
            for at, sign in enumerate(node.ops):
                for turned in TURNED.get(type(sign), ()):
                    yield _with(node, ops=[*node.ops[:at], turned(), *node.ops[at + 1 :]])
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign():
            for turned in TURNED.get(type(node.op), ()):
                yield _with(node, op=turned())
        case ast.UnaryOp():
            yield node.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=float(value)) if 0 < value < 1:
            yield from (ast.Constant(value * 2), ast.Constant(value / 2))
        case ast.Constant(value=int(value) | float(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Name(id=name) if name in OPPOSITE:
            yield _with(node, id=OPPOSITE[name])
        case ast.Attribute(attr=name) if name in OPPOSITE:
            yield _with(node, attr=OPPOSITE[name])
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if not isinstance(test, ast.Compare | ast.UnaryOp):
                yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=value) if value is not None and said(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Break() | ast.Continue():
            yield ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield ast.Pass()


def _with(node: ast.AST, **changed) -> ast.AST:
    other = copy(node)
    for field, value in changed.items():
        setattr(other, field, value)
    return other


def said(node: ast.AST) -> str:
    """The beginning of a node as a program writes it."""
    return shorten(ast.unparse(node).partition("\n")[0], 80, placeholder=" ...")
