"""TODOs that nobody has done yet are noticed, whatever becomes of what they raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Run

    Program = Callable[..., Run]


def test_a_todo_is_noticed_where_it_is_raised(call: Program) -> None:
    """The first one counts, with its message and its line."""
    run = call("""
        async def main():
            await step()

        async def step():
            raise NotImplementedError("step")
    """)
    assert run.recording.todo is not None
    assert run.recording.todo.place is not None
    assert (run.recording.todo.message, run.recording.todo.place.line) == ("step", 5)
    assert run.raised == ("NotImplementedError", "step")


def test_a_todo_that_is_caught_is_noticed_all_the_same(call: Program) -> None:
    """It raises the very exception that it names, so a handler for that catches it."""
    run = call("""
        async def main():
            try:
                raise NotImplementedError("main")
            except NotImplementedError as error:
                return type(error).__name__, str(error)
    """)
    assert run.returned == ("NotImplementedError", "main")
    assert run.recording.todo is not None
    assert run.recording.todo.message == "main"


@pytest.mark.parametrize("source", ["raise KeyError('NotImplementedError')", "NotImplementedError('made, not raised')"])
def test_only_raising_it_counts(call: Program, source: str) -> None:
    """A program that merely mentions the exception has nothing left to do."""
    run = call(f"""
        async def main():
            try:
                {source}
            except KeyError:
                pass
    """)
    assert run.recording.todo is None
