"""What a submission's source may name. A deterrent: it says early and plainly what gains nothing here.

Nothing rests on it. Whoever gets around it finds a process that is confined, whose recording is judged by another one.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from grader.protocol import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OF_MODULES = """
    __future__ _thread abc array asyncio base64 binascii bisect calendar cmath collections concurrent contextlib
    contextvars copy csv dataclasses datetime decimal difflib email enum errno fnmatch fractions functools gc glob
    graphlib hashlib heapq hmac html http inspect io itertools json locale logging math mimetypes multiprocessing
    numbers operator os pathlib pickle pprint queue random re resource sched secrets select selectors shlex shutil
    signal socket sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time timeit
    traceback types typing typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zlib
    zoneinfo
"""
MODULES = frozenset(OF_MODULES.split())
"""What any exercise may import of Python's own library. Much of it is of no use here, and none of it does harm."""

LIBRARIES = frozenset({"aiofiles", "aiohttp", "aioresponses", "bs4", "pytest", "pytest_asyncio", "yarl"})
"""What exercises are about, besides."""

INSTEAD = {
    "builtins": "the builtins themselves",
    "ctypes": "Python itself",
    "grader": "what the exercise hands you",
    "importlib": "an `import` statement",
    "marshal": "`json`",
    "requests": "`aiohttp`, or what the exercise hands you",
}

OF_ATTRIBUTES = """
    __builtins__ __closure__ __code__ __getattribute__ __globals__ __import__ __loader__ __reduce__ __reduce_ex__
    __self__ __spec__ __subclasses__ ag_await ag_code ag_frame cr_await cr_code cr_frame cr_origin currentframe
    f_back f_builtins f_code f_globals f_locals get_field get_objects get_referents get_referrers get_type_hints
    getsource getsourcefile getsourcelines gi_code gi_frame gi_yieldfrom meta_path path_hooks setprofile settrace
    tb_frame _current_frames _getframe
"""
ATTRIBUTES = frozenset(OF_ATTRIBUTES.split())
"""What leads behind the objects that a program is given."""

NAMES = frozenset({"__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "eval", "exec"})
"""Builtins that run what no reader of the file has seen."""

BY_NAME = frozenset({"attrgetter", "delattr", "getattr", "hasattr", "methodcaller", "setattr"})
"""What takes the name of an attribute as text."""

HIDDEN = frozenset({"builtins", "ctypes", "importlib", "os", "sys"})
"""What is not to be had by way of another module: `asyncio.base_events.os`."""

LIKE_THEM = frozenset({"aiofiles.os"})
"""What is called like one of these, and is another."""

STREAMS = frozenset({"sys.stdout", "sys.stderr", "sys.stdin"})
"""What a program may put something else in the place of."""

IN_TEXT = re.compile(r"(?<!\w)(" + "|".join(sorted(name for name in ATTRIBUTES if name[:2] == "__")) + r")(?!\w)")


class Violation(NamedTuple):
    """A construct that is not accepted: its line, itself, and what to use instead."""

    line: int
    construct: str
    instead: str


def check(source: str, filename: str) -> Problem | None:
    """Give the first line of *source* that uses what is not accepted, or None. Raises what `compile` raises."""
    found = min(violations(ast.parse(source, filename)), default=None)
    if found is None:
        return None
    lines = source.splitlines()
    code = lines[found.line - 1].strip()[:200] if found.line <= len(lines) else ""
    message = f"{found.construct} is not accepted in an exercise; use {found.instead}"
    return Problem(kind="policy", message=message, place=Place(line=found.line, code=code))


def violations(tree: ast.Module) -> Iterator[Violation]:
    """Find what is not accepted in *tree*, in no order."""
    nodes = list(ast.walk(tree))
    modules = set(_imported(nodes))
    prose = {node.value for node in nodes if isinstance(node, ast.Expr)}  # docstrings among it
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import(node)
        elif isinstance(node, ast.Attribute):
            yield from _attribute(node, node.attr)
            yield from _of_module(node, modules)
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield Violation(node.lineno, f"`{node.id}`", "plain code")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            yield from _text(node, node.value)
        elif isinstance(node, ast.MatchClass):
            for name in node.kwd_attrs:
                yield from _attribute(node.cls, name)
        elif isinstance(node, ast.Call):
            yield from _by_name(node, modules)


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[Violation]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _module(node, alias.name)
    elif node.module is not None and not node.level:
        yield from _module(node, node.module)
        for alias in node.names:
            yield from _attribute(node, alias.name)


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Name the variables that hold modules."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)


def _module(node: ast.stmt, name: str) -> Iterator[Violation]:
    root = name.partition(".")[0]
    if root in MODULES or root in LIBRARIES:
        return
    if root in sys.stdlib_module_names or root in INSTEAD or _is_installed(root):
        yield Violation(node.lineno, f"`import {name}`", INSTEAD.get(root, "`asyncio` and what the exercise hands you"))


def _is_installed(root: str) -> bool:
    """Tell whether there is such a module; one that is not is told of by Python itself."""
    try:
        return importlib.util.find_spec(root) is not None
    except (ImportError, ValueError):
        return False


def _attribute(node: ast.expr | ast.stmt, name: str) -> Iterator[Violation]:
    if name in ATTRIBUTES:
        yield Violation(node.lineno, f"`{name}`", "the object itself")


def _of_module(node: ast.Attribute, modules: set[str]) -> Iterator[Violation]:
    """Find a module that is reached through another one, and a part of one that is replaced, for everybody."""
    is_read = isinstance(node.ctx, ast.Load)
    if (is_read and node.attr not in HIDDEN) or _root(node) not in modules:
        return
    shown = ast.unparse(node)
    if node.attr in HIDDEN and shown not in LIKE_THEM:
        yield Violation(node.lineno, f"`{shown}`", f"`import {node.attr}`, where that is accepted")
    elif not is_read and shown not in STREAMS:
        yield Violation(node.lineno, f"an assignment to `{shown}`", "a name of your own")


def _text(node: ast.Constant, text: str) -> Iterator[Violation]:
    """Find the name of what is not accepted in *text*, from where `getattr`, `format` and annotations would take it."""
    found = IN_TEXT.search(text)
    if found is not None or text in ATTRIBUTES:
        yield Violation(node.lineno, f"`{found[1] if found else text}` in a text", "the object itself")


def _by_name(node: ast.Call, modules: set[str]) -> Iterator[Violation]:
    """Find an attribute that is named by a text put together, and one of a module that is set."""
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if function not in BY_NAME or not node.args:
        return
    names = node.args if function in ("attrgetter", "methodcaller") else node.args[1:2]
    if any(not isinstance(name, ast.Constant | ast.Name | ast.Attribute | ast.Subscript) for name in names):
        yield Violation(node.lineno, f"`{function}` with a name that is put together", "the name itself")
    if function in ("setattr", "delattr") and _root(node.args[0]) in modules:
        yield Violation(node.lineno, f"`{ast.unparse(node)}`", "a name of your own")


def _root(node: ast.expr) -> str | None:
    """Give the variable at which ``a.b.c`` begins."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
