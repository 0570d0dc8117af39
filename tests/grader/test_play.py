"""A stub's own demonstration."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

from grader.play import Todo, play

UNDONE = """
import asyncio, sys
async def greet():
    raise NotImplementedError("greet")
async def main():
    {main}
sys.stderr.write("a warning\\n")
asyncio.run(main())
"""


def run(tmp_path: Path, code: str) -> tuple[int, Todo | None, str]:
    """Play *code*; return its status, the TODO it met, and what came to standard error."""
    path = tmp_path / "alpha.py"
    path.write_text(code, encoding="utf-8")
    stderr = io.StringIO()
    return *play(path, stderr), stderr.getvalue()


def test_todo_comes_without_a_traceback(tmp_path: Path) -> None:
    """A TODO that is not done ends a demonstration with its place, and everything else is passed on."""
    todo = Todo(str(tmp_path / "alpha.py"), 4, "greet")
    assert run(tmp_path, UNDONE.format(main="await greet()")) == (1, todo, "a warning\n")


def test_todo_in_a_group_is_found(tmp_path: Path) -> None:
    """A TODO in a group of exceptions is a TODO all the same."""
    main = "async with asyncio.TaskGroup() as group: group.create_task(greet())"
    assert run(tmp_path, UNDONE.format(main=main))[1] == Todo(str(tmp_path / "alpha.py"), 4, "greet")


def test_other_exception_keeps_its_traceback(tmp_path: Path) -> None:
    """A mistake of the learner's is shown as Python shows it."""
    status, todo, stderr = run(tmp_path, "print(1 / 0)")
    assert (status, todo) == (1, None)
    assert stderr.startswith("Traceback (most recent call last):\n")
    assert stderr.endswith("ZeroDivisionError: division by zero\n")


def test_library_that_lacks_something_is_no_todo(tmp_path: Path) -> None:
    """A NotImplementedError of Python's own is not hidden."""
    status, todo, stderr = run(tmp_path, "import asyncio; asyncio.AbstractEventLoop().time()")
    assert (status, todo) == (1, None)
    assert "NotImplementedError" in stderr


def test_end_is_the_demonstrations_own(tmp_path: Path) -> None:
    """A demonstration that ends well says nothing more."""
    assert run(tmp_path, "pass") == (0, None, "")


def test_interruption_ends_both_without_a_traceback(tmp_path: Path) -> None:
    """Ctrl-C ends the demonstration too, and the status says so."""
    (tmp_path / "exercises" / "1_first").mkdir(parents=True)
    (tmp_path / "exercises" / "course.toml").write_text(
        'python = "3.11"\nparts = { 1_first = "First" }\ntracks = {}\n'
        '[[exercises]]\ntopic = "alpha"\npart = "1_first"\ntitle = "Alpha"\nminutes = 1\nhints = ["a", "b", "c"]\n',
        encoding="utf-8",
    )
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    (tmp_path / "exercises" / "1_first" / "alpha.py").write_text(code, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "grader", "play", "alpha"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr) == (130, b"\nInterrupted.\n")
    assert not Path(f"/proc/{child}").exists()
