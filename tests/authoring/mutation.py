"""Change a solution in one place, as a slip of the pen would, or as somebody would who has not understood asyncio yet.

Ordinary operators come from Cosmic Ray (https://github.com/sixty-north/cosmic-ray). Those about asyncio are here.
"""

from __future__ import annotations

import ast
import copy
import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ORDINARY = (
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Div_Mul",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceBinaryOperator_Mod_Mul",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_Lt_Gt",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_Gt_Lt",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is",
)

NO_SLEEP = re.compile(r"sleep\(\s*(-\d+|0 \* [\d.]+)\)")

CANCELLATION = re.compile(r"cancel|wait_for|timeout|TaskGroup|shield|Condition|notify")
"""What a function mentions that has to do with cancellation. Elsewhere nothing is promised about it."""


@dataclass(frozen=True)
class Mutant:
    """A changed solution. *change* is the changed lines, as ``- old`` and ``+ new``."""

    operator: str
    source: str
    change: str


def mutants(source: str) -> list[Mutant]:
    """Make all mutants of *source*, each different from it and from the others."""
    plain = _without_demonstration(source)
    found: dict[str, Mutant] = {}
    for operator, changed in (*_ordinary(plain), *_asyncio(plain)):
        if changed != plain and changed not in found and _compiles(changed) and not _sleeps_no_longer(plain, changed):
            found[changed] = Mutant(operator, changed, _change(plain, changed))
    return list(found.values())


def _without_demonstration(source: str) -> str:
    """Give *source* without comments, its docstrings and its demonstration: no change of them means anything."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            node.annotation = ast.Name("object")
    return ast.unparse(tree)


def _sleeps_no_longer(before: str, after: str) -> bool:
    """Tell whether all that changed is a ``sleep(0)`` into another sleep that only gives way."""
    return NO_SLEEP.sub("sleep(0)", after) == before


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _change(before: str, after: str) -> str:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return "\n".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-")


# --- Slips of the pen -----------------------------------------------------------------------------------------------


def _ordinary(source: str) -> Iterator[tuple[str, str]]:
    for name in ORDINARY:
        operator = get_operator(f"core/{name}")()
        occurrence = 0
        while (changed := mutate_code(source, operator, occurrence)) is not None:
            yield name, changed
            occurrence += 1


# --- Misunderstandings ----------------------------------------------------------------------------------------------


def _asyncio(source: str) -> Iterator[tuple[str, str]]:
    """Apply each rule below at each place where it fits."""
    tree = ast.parse(source)
    for name, rule in RULES.items():
        for path in _places(tree):
            if rule in OUTER and _is_inner(tree, path):
                continue
            for replacement in rule(_at(tree, path)):
                changed = copy.deepcopy(tree)
                _put(changed, path, replacement)
                yield name, ast.unparse(ast.fix_missing_locations(changed))


Path = tuple[tuple[str, int | None], ...]


def _places(node: ast.AST, path: Path = ()) -> Iterator[Path]:
    """Give the way to every node below *node*: names of fields, with an index where the field is a list."""
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                yield (*path, (field, index))
                yield from _places(child, (*path, (field, index)))


def _is_inner(tree: ast.AST, path: Path) -> bool:
    """Tell whether *path* leads into a function that is defined inside another one."""
    nodes = [_at(tree, path[:depth]) for depth in range(len(path) + 1)]
    return sum(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in nodes) > 1


def _at(node: Any, path: Path) -> Any:
    for field, index in path:
        node = getattr(node, field) if index is None else getattr(node, field)[index]
    return node


def _put(tree: ast.AST, path: Path, replacement: Any) -> None:
    """Put *replacement* (a node, or a list of statements) in the place of the node at *path*."""
    parent = _at(tree, path[:-1])
    field, index = path[-1]
    if index is None:
        setattr(parent, field, replacement)
    elif isinstance(replacement, list):
        getattr(parent, field)[index : index + 1] = replacement or [ast.Pass()]
    else:
        getattr(parent, field)[index] = replacement


def _call_of(node: ast.AST, *names: str) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return called in names


def drop_await(node: ast.AST) -> Iterator[ast.AST]:
    """Forget an ``await``."""
    if isinstance(node, ast.Await):
        yield node.value


def loop_for_gather(node: ast.AST) -> Iterator[ast.AST]:
    """Await one after the other what was gathered."""
    if not (isinstance(node, ast.Await) and _call_of(node.value, "gather")):
        return
    assert isinstance(node.value, ast.Call)
    items: list[ast.expr] = []
    for argument in node.value.args:
        if isinstance(argument, ast.Starred):
            comprehension = ast.comprehension(ast.Name("each"), argument.value, [], 0)
            items.append(ast.Starred(ast.ListComp(ast.Await(ast.Name("each")), [comprehension])))
        else:
            items.append(ast.Await(argument))
    yield ast.List(items)


def drop_finally(node: ast.AST) -> Iterator[Any]:
    """Clean up only when nothing went wrong."""
    if isinstance(node, ast.Try) and node.finalbody:
        without = copy.deepcopy(node)
        without.finalbody = []
        yield [*([without] if without.handlers else without.body), *node.finalbody]


def change_limit(node: ast.AST) -> Iterator[ast.AST]:
    """Halve or double a limit."""
    if not _call_of(
        node, "wait_for", "timeout", "timeout_at", "wait", "sleep", "call_later", "call_at", "as_completed"
    ):
        return
    assert isinstance(node, ast.Call)
    for factor in (0.5, 2):
        changed = copy.deepcopy(node)
        keyword = next((each for each in changed.keywords if each.arg == "timeout"), None)
        position = 1 if _call_of(node, "wait_for") else 0
        if keyword is not None:
            keyword.value = ast.BinOp(keyword.value, ast.Mult(), ast.Constant(factor))
        elif not _call_of(node, "wait", "as_completed") and len(changed.args) > position:
            changed.args[position] = ast.BinOp(changed.args[position], ast.Mult(), ast.Constant(factor))
        else:
            return
        yield changed


def drop_limit(node: ast.AST) -> Iterator[ast.AST]:
    """Wait without a limit."""
    if _call_of(node, "wait_for") and isinstance(node, ast.Call) and node.args:
        yield node.args[0]
    if _call_of(node, "timeout", "timeout_at"):
        yield ast.parse("asyncio.timeout(None)", mode="eval").body


def move_over_await(node: ast.AST) -> Iterator[ast.AST]:
    """Do a statement before the await that it followed."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or isinstance(node, ast.ClassDef | ast.Module):
        return
    for index in range(len(body) - 1):
        pair = body[index : index + 2]
        if any(isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) for statement in pair):
            continue  # a definition does nothing yet
        if any(isinstance(inner, ast.Await) for inner in ast.walk(body[index])):
            changed: Any = copy.deepcopy(node)
            changed.body[index], changed.body[index + 1] = changed.body[index + 1], changed.body[index]
            yield changed


def if_for_while(node: ast.AST) -> Iterator[ast.AST]:
    """Look once at a condition that has to be looked at again."""
    if isinstance(node, ast.While) and not any(isinstance(n, ast.Break | ast.Continue) for n in ast.walk(node)):
        yield ast.If(node.test, node.body, node.orelse)


def drop_call(node: ast.AST) -> Iterator[Any]:
    """Forget a call made for what it does: ``task_done()``, ``cancel()``, ``notify_all()``."""
    if isinstance(node, ast.Expr) and not _call_of(node.value, "add_done_callback"):  # which only lets go of memory
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            yield []


def fresh_lock(node: ast.AST) -> Iterator[ast.AST]:
    """Make a new lock, semaphore or condition for each use of it."""
    if not isinstance(node, ast.AsyncWith) or any(isinstance(item.context_expr, ast.Call) for item in node.items):
        return
    changed = copy.deepcopy(node)
    changed.items = [ast.withitem(ast.parse("asyncio.Lock()", mode="eval").body)]
    yield changed


def drop_block(node: ast.AST) -> Iterator[Any]:
    """Do without the lock, the limit, the group around a block."""
    if isinstance(node, ast.AsyncWith) and all(item.optional_vars is None for item in node.items):
        yield node.body


def swallow_cancel(node: ast.AST) -> Iterator[ast.AST]:
    """Catch CancelledError, and go on as if nothing had happened."""
    if isinstance(node, ast.AsyncFunctionDef) and CANCELLATION.search(ast.unparse(node)):
        changed = copy.deepcopy(node)
        handler = ast.ExceptHandler(ast.parse("asyncio.CancelledError", mode="eval").body, None, [ast.Pass()])
        changed.body = [ast.Try(changed.body, [handler], [], [])]
        yield changed


def drop_raise(node: ast.AST) -> Iterator[Any]:
    """Handle an error, and do not raise it again."""
    if isinstance(node, ast.Raise):
        yield []


def catch_everything(node: ast.AST) -> Iterator[ast.AST]:
    """Catch more, or something else, than what was meant."""
    if isinstance(node, ast.ExceptHandler) and node.type is not None:
        for name in ("BaseException", "KeyError"):
            if ast.unparse(node.type) != name:
                yield ast.ExceptHandler(ast.Name(name), node.name, node.body)


def drop_handler(node: ast.AST) -> Iterator[Any]:
    """Do not handle errors at all."""
    if isinstance(node, ast.Try) and node.handlers:
        yield [*node.body, *node.orelse, *node.finalbody]


def drop_shield(node: ast.AST) -> Iterator[ast.AST]:
    """Leave unprotected what was shielded."""
    if _call_of(node, "shield") and isinstance(node, ast.Call) and node.args:
        yield node.args[0]


def drop_keyword(node: ast.AST) -> Iterator[ast.AST]:
    """Leave out a named argument: ``return_exceptions``, ``return_when``, ``maxsize``."""
    if isinstance(node, ast.Call):
        for index, keyword in enumerate(node.keywords):
            if keyword.arg is not None:
                changed = copy.deepcopy(node)
                del changed.keywords[index]
                yield changed


RULES: dict[str, Callable[[ast.AST], Iterator[Any]]] = {
    rule.__name__: rule
    for rule in (
        drop_await,
        loop_for_gather,
        drop_finally,
        change_limit,
        drop_limit,
        move_over_await,
        if_for_while,
        drop_call,
        fresh_lock,
        drop_block,
        swallow_cancel,
        drop_raise,
        catch_everything,
        drop_handler,
        drop_shield,
        drop_keyword,
    )
}

OUTER = frozenset({swallow_cancel, catch_everything})
"""Rules for outer functions only. Inner ones run as tasks of something that is cancelled itself, and says so."""
