"""The source policy refuses what leads behind the objects of a program, by name and line, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.lab import policy

ROOT = Path(__file__).resolve().parents[3]

REFUSED = {
    "import ctypes": "`import ctypes`",
    "import gc\ngc.get_objects()": "`get_objects`",
    "from importlib import import_module": "`import importlib`",
    "import grader.judge": "`import grader.judge`",
    "import hypothesis": "`import hypothesis`",
    "import marshal as m": "`import marshal`",
    "exec('x = 1')": "`exec`",
    "run = eval": "`eval`",
    "__import__('os')": "`__import__`",
    "f.__globals__": "`__globals__`",
    "f.__globals__['x'] = 1": "`__globals__`",
    "().__class__.__base__.__subclasses__()": "`__subclasses__`",
    "print.__self__": "`__self__`",
    "task.get_coro().cr_code": "`cr_code`",
    "error.__traceback__.tb_frame": "`tb_frame`",
    "from inspect import currentframe": "`currentframe`",
    "import sys\nsys._getframe()": "`_getframe`",
    "import sys\nsys.settrace(f)": "`settrace`",
    "match x:\n    case object(__globals__=g): pass": "`__globals__`",
    "import string\nstring.Formatter().get_field('0', x, y)": "`get_field`",
    "'{0.__globals__}'.format(f)": "`__globals__` in a text",
    "import operator\noperator.attrgetter('__code__')(f)": "`__code__` in a text",
    "getattr(f, '__glo' 'bals__')": "`__globals__` in a text",
    "getattr(f, '__glo' + 'bals__')": "`getattr` with a name that is put together",
    "getattr(f, f'__{x}__')": "`getattr` with a name that is put together",
    "import typing\ntyping.get_type_hints(f)": "`get_type_hints`",
    "def f(x: '__import__(1)'): pass": "`__import__` in a text",
    "import asyncio\nasyncio.base_events.os.system('x')": "`asyncio.base_events.os`",
    "import asyncio\nasyncio.sleep = fast": "an assignment to `asyncio.sleep`",
    "import asyncio as a\na.tasks.Task = T": "an assignment to `a.tasks.Task`",
    "import time\ndel time.monotonic": "an assignment to `time.monotonic`",
    "import time\nsetattr(time, 'time', f)": "`setattr(time, 'time', f)`",
    "import time\ntime.time += 1": "an assignment to `time.time`",
}

ACCEPTED = [
    "import asyncio, time, sys, os, gc, pickle, random, logging, json, functools, itertools, collections.abc",
    "from concurrent.futures import ThreadPoolExecutor",
    "import no_such_module",
    "class A:\n    async def __aenter__(self): return self\n    async def __aexit__(self, *e): vars(self).clear()",
    "getattr(job, 'name', None)\ngetattr(job, name)\nsetattr(self, names[0], 1)",
    "print(type(error).__name__, type(error).__mro__, error.__traceback__, error.__cause__, f.__qualname__, f.__doc__)",
    "'''Do not use __globals__ here.'''\n'a text about __subclasses__'",
    "x = 'the __init__ of a class, and its __name__'",
    "import sys, io\nsys.stdout = io.StringIO()",
    "class A:\n    x = 1\na = A()\na.x = 2\nself.os = 1",
    "import os\nos.path.join('a', 'b')\nos.environ['A'] = 'b'",
    "import inspect\ninspect.iscoroutinefunction(f)",
    "match event:\n    case Event(kind='stop', value=v): pass",
    "import signal, threading\nsignal.signal(signal.SIGINT, f)",
    "'{0.name}: {1!r:>{width}}'.format(a, b, width=3)",
    "class Lazy:\n    def __getattribute__(self, name):\n        return object.__getattr__(self, name)",
    "import aiofiles.os\nawait_me = aiofiles.os.replace('a', 'b')",
    "import operator\nsorted(xs, key=operator.attrgetter('name'))\nsorted(xs, key=operator.itemgetter(1))",
]


def read(source: str) -> str | None:
    """Give what is said of *source*."""
    problem = policy.check(source, "exercise.py")
    return problem.message if problem else None


@pytest.mark.parametrize("source", REFUSED)
def test_what_is_refused(source: str) -> None:
    """What leads behind objects is refused, naming the construct and something to use instead."""
    said = read(source)
    assert said is not None
    assert said.startswith(REFUSED[source] + " is not accepted in an exercise; use ")


@pytest.mark.parametrize("source", ACCEPTED)
def test_what_is_accepted(source: str) -> None:
    """What honest programs use is accepted."""
    assert read(source) is None


def test_first_line_is_told() -> None:
    """The first line with a violation is told, with its code."""
    problem = policy.check("x = 1\ny = eval\nimport ctypes", "exercise.py")
    assert problem is not None
    assert problem.place is not None
    assert (problem.kind, problem.place.line, problem.place.code) == ("policy", 2, "y = eval")


def test_nothing_of_it_runs(bench: Any) -> None:
    """What is refused is told with its line before anything of it runs."""
    loaded = bench.load("print('running')\nimport ctypes")
    assert (loaded.problem.kind, loaded.problem.place.line, loaded.output) == ("policy", 2, "")
    run = bench.call("def main():\n    return eval('1')")
    assert (run.ended, run.recording.problem.kind) == ("problem", "policy")


PROGRAMS = sorted([*ROOT.glob("solutions/*/*.py"), *ROOT.glob("tests/submissions/*/*/*.py")])


def test_no_program_of_the_course_is_refused() -> None:
    """No solution, and no submission, right or wrong, is refused: mistakes are told as such, not as attacks."""
    assert len(PROGRAMS) > 100
    refused = {str(path): said for path in PROGRAMS if (said := read(path.read_text("utf-8")))}
    assert refused == {}
