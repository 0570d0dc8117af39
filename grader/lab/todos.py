"""Notice a TODO that nobody has done yet, also where what it raises is caught, or lost in a task.

A stub raises NotImplementedError. Such a statement is compiled so that it tells the recorder first; it raises the very
same exception then.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Any

from grader.lab import values
from grader.protocol import Failure

if TYPE_CHECKING:
    from types import CodeType

    from grader.lab.bubble import Bubble

RAISED = "NotImplementedError"
TELLER = "__todo__"


class _Teller(ast.NodeTransformer):
    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        """Let ``raise NotImplementedError(…)`` make its exception by way of the teller."""
        call = node.exc
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == RAISED:
            call.func.id = TELLER
        return node


def compile_source(source: str, filename: str) -> CodeType:
    """Compile *source*. Raises what `compile` raises."""
    if RAISED not in source:
        return compile(source, filename, "exec", dont_inherit=True)
    tree = compile(source, filename, "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
    return compile(_Teller().visit(tree), filename, "exec", dont_inherit=True)


def teller(bubble: Bubble) -> Any:
    """Give the function that makes the exception of a TODO, and notes the first one in the recording of *bubble*."""

    def tell(*args: Any) -> NotImplementedError:
        recorder = bubble.recorder
        if recorder.todo is None and not recorder.closed:
            place = recorder.place(sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
            message = values.safe_text(args[0]) if args else ""
            recorder.todo = Failure(type=RAISED, message=message, place=place)
        return NotImplementedError(*args)

    return tell
