"""Asynchronous generators come to their end at their time, and it is recorded who was left to the loop to close."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from grader.judge.suite import job

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

PROGRAM = """
import asyncio, contextlib

async def ticker(name="ticker"):
    try:
        for n in range(9):
            yield n
            await asyncio.sleep(1)
    finally:
        await asyncio.sleep(2)
        print(name, "closed")

async def main():
    {body}
    print("went on")
    await asyncio.sleep(5)
    print("end")
"""

ENDS = {
    "break": (
        "async for n in ticker():\n        if n == 1: break",
        [(1, "went on"), (3, "ticker closed"), (6, "end")],
        [("closed late", 1)],
    ),
    "aclosing": (
        "async with contextlib.aclosing(ticker()) as t:\n        async for n in t:\n            if n == 1: break",
        [(3, "ticker closed"), (3, "went on"), (8, "end")],
        [],
    ),
    "aclose": (
        "t = ticker(); await anext(t); await t.aclose()",
        [(2, "ticker closed"), (2, "went on"), (7, "end")],
        [],
    ),
    "to its end": (
        "[n async for n in ticker()]",
        [(11, "ticker closed"), (11, "went on"), (16, "end")],
        [],
    ),
    "never begun": ("ticker()", [(0, "went on"), (5, "end")], []),
    "in a cycle": (
        "t = ticker(); await anext(t); x = [t]; x.append(x); del x, t; await asyncio.sleep(1)",
        [(1, "went on"), (2, "ticker closed"), (6, "end")],
        [("closed late", 0)],
    ),
    "kept": (
        "t = ticker(); await anext(t); globals()['kept'] = t",
        [(0, "went on"), (5, "end"), (7, "ticker closed")],
        [("closed late", 5)],
    ),
    "kept, two": (
        "for x in 'ba': t = globals()[x] = ticker(x); await anext(t)",
        [(0, "went on"), (5, "end"), (7, "b closed"), (7, "a closed")],
        [("closed late", 5), ("closed late", 5)],
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_generator_ends_at_its_time(call: Program, name: str) -> None:
    """Who closes a generator waits for its clean-up; one that is left is closed by the loop beside all the rest."""
    body, printed, warnings = ENDS[name]
    for _ in range(3):
        run = call(PROGRAM.format(body=body))
        assert run.printed == printed
        assert [(w.kind, w.at / 10**9) for w in run.recording.warnings] == warnings
        assert {(w.what, w.place and w.place.line) for w in run.recording.warnings} <= {("ticker", 6)}


def test_clean_up_of_a_generator_that_was_left_is_not_lost(call: Program) -> None:
    """The task in which a loop closes a generator comes to its end, although nobody else refers to it."""
    run = call(
        """
        import asyncio

        async def ticker(clean_up):
            try:
                yield 1
            finally:
                await clean_up()

        async def main(clean_up):
            async for n in ticker(clean_up):
                break
            await asyncio.sleep(5)
        """,
        job("clean up", takes=3),
    )
    assert (run.at("clean up started"), run.at("clean up finished"), run.warnings) == (0, 3, ["closed late"])


def test_generator_left_behind_is_cut_short_at_the_end(plainly: Program) -> None:
    """`asyncio.run` cancels the clean-up of a generator that was left just before."""
    run = plainly("""
        import asyncio

        async def ticker():
            try:
                yield 1
            finally:
                print("closing")
                await asyncio.sleep(2)
                print("closed")

        async def work():
            async for _ in ticker():
                break
            await asyncio.sleep(1)

        def main():
            asyncio.run(work())
    """)
    assert run.printed == [(0, "closing")]
    assert (run.elapsed, run.warnings) == (1.0, ["closed late"])


def test_generator_of_a_closed_loop_is_never_closed(plainly: Program) -> None:
    """Who closes a loop without `shutdown_asyncgens` leaves its generators as they are."""
    run = plainly("""
        import asyncio

        async def ticker():
            try:
                yield 1
            finally:
                print("closed")

        async def first(t):
            return await anext(t)

        def main():
            loop, t = asyncio.new_event_loop(), ticker()
            loop.run_until_complete(first(t))
            loop.close()
    """)
    assert (run.output, run.warnings) == ("", ["never closed"])
