"""Runs that never came to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.judge.failed import Failed

if TYPE_CHECKING:
    from collections.abc import Callable


OF_OTHERS = ("gather of", "task ", "TaskGroup of", "wait of", "shield of", "wait_for of")


def waits_for_the_dead(failed: Failed) -> bool:
    """Tell whether a semaphore's permit is held by a task that has ended, or by the very one that waits for another."""
    found = failed.recording.deadlock
    return found is not None and any(
        "Semaphore" in waiter.waits_for and ("has ended" in (waiter.held_by or "") or waiter.held_by == waiter.task)
        for waiter in found.waiters
    )


def is_stuck_at(failed: Failed, what: str, *, everybody: bool = False) -> bool:
    """Tell whether some task of a deadlock, or everybody, waits for *what* (a gather waits only for others)."""
    found = failed.recording.deadlock
    if found is None:
        return False
    waits = [waiter.waits_for for waiter in found.waiters if not waiter.waits_for.startswith(OF_OTHERS)]
    stuck = [what in each for each in waits]
    return bool(stuck) and (all(stuck) if everybody else any(stuck))


def waits_for_a_future(failed: Failed) -> bool:
    """Tell whether those who wait for ever wait for futures, and for each other."""
    waits = [waiter.waits_for for waiter in failed.recording.deadlock.waiters] if failed.recording.deadlock else []
    futures = [wait for wait in waits if wait.startswith(("a future", "shield of a future"))]
    return bool(futures) and all(wait in futures or wait.startswith(OF_OTHERS) for wait in waits)


def asks_again_and_again(failed: Failed) -> bool:
    """Tell whether the loop was kept busy while a job was still at work, and not just one of many calls in a row."""
    done = {(span.task, span.name) for span in failed.recording.spans if span.outcome == "finished"}
    waiting = any(span.outcome == "running" and (span.task, span.name) not in done for span in failed.recording.spans)
    return failed.recording.budget in ("steps", "virtual") and waiting


def runs_with_nothing_to_do(failed: Failed) -> bool:
    """Tell whether an event loop ran for ever, with nothing left to do."""
    found = failed.recording.deadlock
    return found is not None and bool(found.waiters) and all(each.task == "the event loop" for each in found.waiters)


def stuck_but_not_full(what: str) -> Callable[[Failed], bool]:
    """Make a rule: somebody waits for ever for *what* of a queue, and nobody does because it is full."""
    return lambda failed: is_stuck_at(failed, what) and not is_stuck_at(failed, "(put)")
