"""A submission that cannot be run is told of by a plain message and a line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from grader.judge import pickling
from grader.judge.client import Lab
from grader.judge.suite import scenario
from grader.protocol import Begin, Call, Limits, Load, Loaded, Recording, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Run

IMPORT = """
names = vars()["".join(["__built", "ins__"])]
names["".join(["__imp", "ort__"])]("{}")
"""
"""An import by which the source policy can be evaded."""

UNLOADABLE = {
    "syntax error": ("x = 1\ndef main(:\n    pass", "syntax", "SyntaxError: invalid syntax", 2),
    "wrong indentation": ("def main():\npass", "syntax", "IndentationError: expected an indented block", 2),
    "null byte": ("x = 1\0", "syntax", "source code", 1),
    "too nested": ("(" * 9_999, "syntax", "", 1),
    "missing module": ("import asyncio\nimport no_such", "import", "ModuleNotFoundError: No module named 'no_such'", 2),
    "missing name": ("from asyncio import no_such", "import", "ImportError: cannot import name 'no_such'", 1),
    "import of the grader": ("import grader.judge", "policy", "`import grader.judge` is not accepted", 1),
    "hidden import of the grader": (IMPORT.format("grader.judge"), "import", "No module named 'grader.judge'", 2),
    "eval": ("x = 1\ny = eval('x')", "policy", "`eval` is not accepted in an exercise; use plain code", 2),
    "exception": ("def f():\n    return 1 / 0\n\nf()", "load", "ZeroDivisionError: division by zero", 2),
    "exit": ("import sys\nsys.exit(3)", "load", "SystemExit: 3", 2),
    "Ctrl-C": ("raise KeyboardInterrupt", "load", "KeyboardInterrupt", 1),
    "cancelled": ("import asyncio\nraise asyncio.CancelledError", "load", "CancelledError", 2),
    "endless waiting": ("import time\nwhile True: time.sleep(60)", "budget", "never comes to an end", 2),
}


@pytest.mark.parametrize(("source", "kind", "message", "line"), UNLOADABLE.values(), ids=UNLOADABLE)
def test_module_that_does_not_load(bench: Any, source: str, kind: str, message: str, line: int) -> None:
    """What keeps the module from loading is told with its line, when it is loaded and when it is called."""
    problem = bench.load(source).problem
    assert problem is not None
    assert problem.kind == kind
    assert message in problem.message
    assert problem.place is None or problem.place.line == line
    run = bench.call(source)
    assert run.ended == ("budget" if kind == "budget" else "problem")
    if kind != "budget":
        assert run.recording.problem == problem


def test_module_that_computes_for_ever(fresh_bench: Any) -> None:
    """A module whose own code never ends is ended by its CPU time, with the line."""
    loaded = fresh_bench.load("x = 1\nwhile True: x += 1", Limits(cpu=0.2))
    assert (loaded.problem.kind, loaded.problem.place.line) == ("budget", 2)


IDLE = {
    "a pipe": ("import os\nr, w = os.pipe()\nos.read(r, 1)", 3),
    "a signal": ("import signal\n\nsignal.pause()", 3),
    "a thread that waits": (
        "import os, threading\nt = threading.Thread(target=os.read, args=(os.pipe()[0], 1))\nt.start()\nt.join()",
        4,
    ),
    "a very long nap": ("import time\n\ntime.sleep(10**9)", 3),
    "an endless program": (
        "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\n\nasyncio.run(main())",
        5,
    ),
    "an event": ("import threading\nthreading.Event().wait()", 2),
}


@pytest.mark.parametrize(("source", "line"), IDLE.values(), ids=IDLE)
def test_module_that_waits_for_ever(fresh_bench: Any, source: str, line: int) -> None:
    """A module that waits for what never comes is asked where it stands."""
    loaded = fresh_bench.load(source)
    assert (loaded.problem.kind, loaded.problem.place.line) == ("budget", line)
    assert "never comes to an end when it is imported" in loaded.problem.message


def test_module_that_ends_the_process(fresh_bench: Any) -> None:
    """Who ends the whole process is told where; a child that it has forked may end."""
    source = """
        import os
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        os._exit(0)
    """
    loaded = fresh_bench.load(source)
    assert (loaded.problem.kind, loaded.problem.place.line) == ("budget", 6)
    assert "ends the whole process when it is imported" in loaded.problem.message


def test_run_that_waits_or_exits_says_where(fresh_bench: Any) -> None:
    """The same is told of a run, with its line."""
    idle = fresh_bench.call("import os\nasync def main():\n    os.read(os.pipe()[0], 1)").recording
    assert (idle.ended, idle.budget, idle.place.line) == ("budget", "idle", 3)
    exits = fresh_bench.call("import os\nasync def main():\n    os._exit(0)").recording
    assert (exits.ended, exits.budget, exits.place.line) == ("budget", "exit", 3)


def test_module_that_loads_has_no_problem(bench: Any) -> None:
    """A module that loads, printing while it does and running a loop, is fine."""
    loaded = bench.load("import asyncio\nprint('hello')\nasyncio.run(asyncio.sleep(3))")
    assert (loaded.problem, loaded.output) == (None, "hello\n")


FUNCTIONS = {
    "missing": ("x = 1", "missing", "there is no function `main`", 1),
    "renamed": ("x = 1\nasync def mian(): pass", "missing", "there is no `main`, but there is `mian`", 2),
    "not a function": ("main = 3", "missing", "`main` is an int, not a function", 1),
    "odd globals": ("globals()[1] = print", "missing", "there is no function `main`", 1),
    "too few parameters": ("def main(): pass", "signature", "too many positional arguments", 1),
    "too many parameters": ("def main(a, b): pass", "signature", "missing a required argument: 'b'", 1),
    "keyword only": ("def main(*, a): pass", "signature", "too many positional arguments", 1),
}


@pytest.mark.parametrize(("source", "kind", "message", "line"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_function_that_cannot_be_called(bench: Any, source: str, kind: str, message: str, line: int | None) -> None:
    """A function that is missing or takes other arguments is told of, with a likely other name and its line."""
    problem = bench.call(source, 1).recording.problem
    assert (problem.kind, message in problem.message) == (kind, True)
    assert (problem.place and problem.place.line) == line


@pytest.mark.parametrize(
    "source",
    [
        "async def main(a): return a",
        "def main(a): return a",
        "def main(*args): return args[0]",
        "class main:\n    def __init__(self, a): self.a = a\n    def __await__(self): yield; return self.a",
        "import functools\nasync def f(x, a): return a\nmain = functools.partial(f, 0)",
        "def main(a):\n    async def inner(): return a\n    return inner()",
        "import asyncio\ndef main(a): return asyncio.ensure_future(asyncio.sleep(1, a))",
        "class C:\n    async def __call__(self, a): return a\nmain = C()",
        "main = max.__class__.__call__ and (lambda a: a)",
    ],
    ids=[
        "async",
        "plain",
        "varargs",
        "awaitable",
        "partial",
        "returns a coroutine",
        "returns a task",
        "object",
        "lambda",
    ],
)
def test_anything_that_can_be_called_is(bench: Any, source: str) -> None:
    """Whatever can be called with the arguments is, and what it gives is awaited if it can be."""
    assert bench.call(source, 5).returned == 5


def test_type_error_within_is_no_problem_of_signature(bench: Any) -> None:
    """A TypeError that the function itself raises is its outcome."""
    run = bench.call("def main(a): return a + 'x'", 1)
    assert run.raised.type == "TypeError"


def test_what_the_module_does_at_import_is_not_part_of_a_run(call: Callable[..., Run]) -> None:
    """A call begins at 0 s with nothing printed, whatever the module's own code has waited for and said."""
    run = call("""
        import asyncio, time

        print("loaded")
        time.sleep(3)

        async def main():
            await asyncio.sleep(1)
            time.sleep(2)
            print("done")

        asyncio.run(main())
    """)
    assert (run.elapsed, run.printed) == (3.0, [(3.0, "done")])
    assert [(each.start, each.end) for each in run.blocked] == [(1.0, 3.0)]


@scenario
async def uses_an_account(exercise: Any) -> Any:
    """Make an account, put something in and take it out."""
    account = exercise.Account("Ada")
    await asyncio.gather(account.deposit(100))
    return await account.withdraw(30)


ACCOUNTS = {
    "constructor": (
        "class Account:\n    def __init__(self): pass",
        "signature",
        "`Account.__init__(self)` cannot be called as the exercise asks: Account.__init__() takes 1 positional",
        2,
    ),
    "no constructor": ("class Account:\n    pass", "signature", "Account() takes no arguments", 1),
    "method": (
        "class Account:\n    def __init__(self, name): pass\n    async def deposit(self): pass",
        "signature",
        "`Account.deposit(self)` cannot be called as the exercise asks: Account.deposit() takes 1 positional argument",
        3,
    ),
    "renamed method": (
        "class Account:\n def __init__(self, name): pass\n async def deposit(self, n): pass\n async def withdrow(s): 0",
        "missing",
        "`Account` has no `withdraw`, but it has `withdrow`",
        4,
    ),
    "missing method": (
        "class Account:\n    def __init__(self, name): pass\n\n    async def deposit(self, n): pass\n",
        "missing",
        "`Account` has no `withdraw`",
        4,
    ),
}


@pytest.mark.parametrize(("source", "kind", "message", "line"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_what_a_scenario_cannot_call_is_a_problem(bench: Any, source: str, kind: str, message: str, line: int) -> None:
    """A call in a scenario that does not fit is told as one by a check itself, with the definition's line."""
    problem = bench.play(source, uses_an_account).recording.problem
    assert (problem.kind, problem.place.line) == (kind, line)
    assert message in problem.message


def test_error_within_a_method_is_no_problem_of_its_call(bench: Any) -> None:
    """What goes wrong after the call has begun is an error like any other."""
    source = """
        class Account:
            def __init__(self, name):
                len()
    """
    run = bench.play(source, uses_an_account)
    assert run.raised is not None
    assert run.raised.type == "TypeError"


def test_compiled_code_goes_from_one_worker_to_the_next(forked_lab: Lab) -> None:
    """What one worker has compiled, another one runs; what is no such thing is compiled anew."""
    begin = Begin(topic="program", filename="program.py", source="def main():\n    return __file__\n", seed=1)
    arguments = pickling.dumps(((), {}), pickling.Numbers())
    worker = forked_lab.worker()
    worker.tell(begin)
    loaded = worker.ask(Load(limits=Limits()))
    assert isinstance(loaded, Loaded)
    assert loaded.code
    answers = []
    for code in (loaded.code, b"", b"nonsense", loaded.code[: len(loaded.code) // 2]):
        worker.tell(msgspec.structs.replace(begin, code=code))
        answers.append(worker.ask(Call(name="main", arguments=arguments, limits=Limits(), schedule=Schedule())))
    worker.close()
    assert [answer.returned for answer in answers if isinstance(answer, Recording)] == ["program.py"] * 4
