"""Threads, the GIL, and cores."""

from __future__ import annotations

import re

from grader.judge.failed import Failed
from grader.judge.symptoms.asked import is_about_time
from grader.judge.symptoms.times import late_starters

DEFAULT_THREADS = 8
"""How many threads the default executor has in the lab, called asyncio_0, asyncio_1, …"""

MAIN_THREAD = "MainThread"

THREAD = re.compile(r"asyncio_|ThreadPoolExecutor-|Thread-")
"""How the names of threads begin that belong to no executor of processes."""


def looked_for_a_loop_elsewhere(failed: Failed) -> bool:
    """Tell whether a thread ended because no event loop was running in it."""
    return any("RuntimeError: no running event loop" in warning.what for warning in failed.recording.warnings)


def ran_in_another_thread(failed: Failed) -> bool:
    """Tell whether something that belongs to the event loop's thread was run in another one, as a scenario noted."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "notes" or not isinstance(got, list) or not isinstance(wanted, list):
        return False
    return wanted != [] and all(each == MAIN_THREAD for each in wanted) and any(each != MAIN_THREAD for each in got)


def computed_on_the_loop(failed: Failed) -> bool:
    """Tell whether a job that computes kept the event loop from running."""
    computing = {f"{span.name}()" for span in failed.recording.spans if span.kind == "computing"}
    return any(blocked.what in computing for blocked in failed.recording.blocked)


def computed_in_threads(failed: Failed) -> bool:
    """Tell whether two jobs that compute had to take turns: in threads of one process."""
    spans = [s for s in failed.recording.spans if s.kind == "computing" and THREAD.match(s.task)]
    return any(a is not b and a.start <= b.start < (a.end or b.start + 1) for a in spans for b in spans)


def blocked_a_core(failed: Failed) -> bool:
    """Tell whether a job that blocks was run where another one computed: in a process, which has a core to itself."""
    computed, blocked = (
        {span.task for span in failed.recording.spans if span.kind == kind and not THREAD.match(span.task)}
        for kind in ("computing", "blocking")
    )
    return is_about_time(failed) and not failed.recording.blocked and not computed.isdisjoint(blocked)


def kept_a_thread_waiting(failed: Failed) -> bool:
    """Tell whether a thread that nobody has a pool for went on only when a coroutine had come to its end."""
    seen = {(span.task, span.start) for span in failed.recording.spans}
    return any(
        before.kind == "coroutine"
        and after.task.startswith("Thread-")
        and any(task == after.task and start < after.start for task, start in seen)
        for before, after in late_starters(failed)
    ) and is_about_time(failed)


def has_no_thread_left(failed: Failed) -> bool:
    """Tell whether every thread of the default executor was at work when one more should have been."""
    threads = {span.task for span in failed.recording.spans if span.task.startswith("asyncio_")}
    return len(threads) >= DEFAULT_THREADS and is_about_time(failed)
