"""What a failed check shows: rules that tell a mistake by what happened in a run, never by the source text.

The first rule that fits wins: what broke a run comes before what made it slow, and what made it slow before what merely
shows that it was.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from grader.judge.explain import is_todo
from grader.judge.failed import Failed, are_times, is_time
from grader.judge.verdict import TODO
from grader.protocol import nanoseconds, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.protocol import SpanRecord

OF_OTHERS = ("gather of", "task ", "TaskGroup of", "wait of", "shield of", "wait_for of")
THREADS = ("Thread-", "asyncio_")
"""How threads are called that a program has started, and those of the default executor."""

DEFAULT_THREADS = 8
"""How many threads the default executor has in the lab, called asyncio_0, asyncio_1, …"""

MAIN_THREAD = "MainThread"
THREAD = re.compile(r"asyncio_|ThreadPoolExecutor-|Thread-")
"""How the names of threads begin that belong to no executor of processes."""

FUTURE = re.compile(r"<(_GatheringFuture|Future|Task) ")


# --- The rules ------------------------------------------------------------------------------------------------------


def _waits_for_the_dead(failed: Failed) -> bool:
    """Tell whether a semaphore's permit is held by a task that has ended."""
    found = failed.recording.deadlock
    return found is not None and any(
        "Semaphore" in waiter.waits_for and "has ended" in (waiter.held_by or "") for waiter in found.waiters
    )


def _is_stuck_at(failed: Failed, what: str, *, everybody: bool = False) -> bool:
    """Tell whether some task of a deadlock, or everybody, waits for *what* (a gather waits only for others)."""
    found = failed.recording.deadlock
    if found is None:
        return False
    waits = [waiter.waits_for for waiter in found.waiters if not waiter.waits_for.startswith(OF_OTHERS)]
    stuck = [what in each for each in waits]
    return bool(stuck) and (all(stuck) if everybody else any(stuck))


def _waits_for_a_future(failed: Failed) -> bool:
    """Tell whether those who wait for ever wait for futures, and for each other."""
    waits = [waiter.waits_for for waiter in failed.recording.deadlock.waiters] if failed.recording.deadlock else []
    futures = [wait for wait in waits if wait.startswith(("a future", "shield of a future"))]
    return bool(futures) and all(wait in futures or wait.startswith(OF_OTHERS) for wait in waits)


def _set_it_twice(failed: Failed) -> bool:
    """Tell whether a future was set that was over already; in a callback, only the loop hears of it."""
    errors = [failed.error, *(warning.what for warning in failed.recording.warnings)]
    return any("InvalidStateError: invalid state" in error for error in errors)


def _looked_for_a_loop_elsewhere(failed: Failed) -> bool:
    """Tell whether a thread ended because no event loop was running in it."""
    return any("RuntimeError: no running event loop" in warning.what for warning in failed.recording.warnings)


def _ran_in_another_thread(failed: Failed) -> bool:
    """Tell whether something that belongs to the event loop's thread was run in another one, as a scenario noted."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "notes" or not isinstance(got, list) or not isinstance(wanted, list):
        return False
    return wanted != [] and all(each == MAIN_THREAD for each in wanted) and any(each != MAIN_THREAD for each in got)


def _asks_again_and_again(failed: Failed) -> bool:
    """Tell whether the loop was kept busy while a job was still at work, and not just one of many calls in a row."""
    done = {(span.task, span.name) for span in failed.recording.spans if span.outcome == "finished"}
    waiting = any(span.outcome == "running" and (span.task, span.name) not in done for span in failed.recording.spans)
    return failed.recording.budget in ("steps", "virtual") and waiting


def _runs_with_nothing_to_do(failed: Failed) -> bool:
    """Tell whether an event loop ran for ever, with nothing left to do."""
    found = failed.recording.deadlock
    return found is not None and bool(found.waiters) and all(each.task == "the event loop" for each in found.waiters)


def _cancelled_its_like(failed: Failed) -> bool:
    """Tell whether one was cancelled, and others that run the same coroutine were with it, though nobody had asked."""
    recording = failed.recording
    cancelled = [task for task in recording.tasks if task.outcome == "cancelled"]
    asked = {task.coroutine for task in cancelled if task.cancel_requested is not None}
    return any(
        task.cancel_requested is None and task.coroutine in asked and task.name not in recording.leftovers
        for task in cancelled
    )


def _called_its_callback(failed: Failed) -> bool:
    """Tell whether a loop was given None to call: what calling the function at once has returned."""
    refused = "a callable object was expected by call_" in failed.error and "got None" in failed.error
    called = any(
        warning.kind == "callback" and "'NoneType' object is not callable" in warning.what
        for warning in failed.recording.warnings
    )
    return refused or called


def _drifts(failed: Failed) -> bool:
    """Tell whether what is to happen again and again, and blocks the loop a little itself, comes later and later."""
    spans = [span for span in failed.recording.spans if not span.task.startswith(THREADS)]
    blocking = {f"{span.name} started" for span in spans if span.kind != "coroutine"}
    got, wanted = failed.got, failed.wanted
    asked = failed.question == "times" and failed.answer is not None and blocking.issuperset(failed.answer.about)
    if not (asked and are_times(got) and are_times(wanted) and wanted == sorted(set(wanted))):
        return False
    delays = [late - due for late, due in zip(got, wanted, strict=False)]
    return len(delays) > 1 and min(delays) == delays[0] == 0 < delays[-1] == max(delays)


def _wanted_slow_callbacks(failed: Failed) -> bool:
    """Tell whether a loop should have complained of certain slow callbacks, and has done so of others, or of none."""
    return failed.question == "warnings" and isinstance(failed.wanted, list) and "slow callback" in failed.wanted


def _printed_all_at_the_end(failed: Failed) -> bool:
    """Tell whether lines that should have come one by one were all printed at the time of the last."""
    got, wanted = failed.got, failed.wanted
    if failed.question != "printed" or not (isinstance(got, list) and isinstance(wanted, list)) or len(wanted) < 2:  # noqa: PLR2004 (one line is no sequence)
        return False
    times, due = ([each[0] if isinstance(each, tuple) else each for each in side] for side in (got, wanted))
    return are_times(times) and are_times(due) and len(set(times)) == 1 < len(set(due)) and times[0] == max(due)


def _left_the_others(failed: Failed) -> bool:
    """Tell whether the error of one came out while others were still at work."""
    one_failed = any(span.outcome == "failed" for span in failed.recording.spans)
    return one_failed and bool(failed.error) and bool(failed.recording.leftovers)


def _gave_a_coroutine_to_ordinary_code(failed: Failed) -> bool:
    """Tell whether a plain function, called with no loop running, returned a coroutine object."""
    return not failed.recording.tasks and "<coroutine object" in repr(failed.got)


def _took_a_future_for_its_result(failed: Failed) -> bool:
    return "await wasn't used with future" in failed.error or FUTURE.search(repr(failed.got)) is not None


def _forgot_await(failed: Failed) -> bool:
    if any(warning.kind == "never awaited" for warning in failed.recording.warnings):
        return True
    return "'coroutine' object" in failed.error or "<coroutine object" in repr(failed.got)


def _is_not_awaitable(failed: Failed) -> bool:
    """Tell whether somebody awaited, or a scenario gathered, what a plain function answered."""
    raised = failed.recording.raised
    if raised is None or raised.type != "TypeError":
        return False
    gathered = "An asyncio.Future, a coroutine or an awaitable is required" in raised.message and raised.place is None
    return gathered or "in 'await' expression" in raised.message or "can't be awaited" in raised.message


def _gathered_a_list(failed: Failed) -> bool:
    return failed.error.startswith("TypeError") and (
        "An asyncio.Future, a coroutine or an awaitable is required" in failed.error
        or "unhashable type" in failed.error
    )


def _answered_at_once(failed: Failed) -> bool:
    recording = failed.recording
    return recording.ended == "returned" and not recording.awaited and not recording.spans and recording.elapsed == 0


def _swallowed_cancel(failed: Failed) -> bool:
    if any(task.cancel_requested is not None and task.outcome == "finished" for task in failed.recording.tasks):
        return True
    wanted = failed.wanted
    return failed.question == "raised" and isinstance(wanted, tuple) and wanted[:1] == ("CancelledError",)


def _is_about_time(failed: Failed) -> bool:
    if failed.question == "printed":
        return False  # lines come late for many reasons; whoever means jobs asks about jobs
    return failed.is_late or failed.question in ("overlap", "peak")


def _never(failed: Failed) -> bool:
    """Tell whether something did not happen that should have."""
    return any(got is None and wanted is not None for got, wanted in failed.moments)


def _happened_all_the_same(failed: Failed) -> bool:
    """Tell whether something happened that should not have."""
    return any(got is not None and wanted is None for got, wanted in failed.moments)


def _skipped_its_cleanup(failed: Failed) -> bool:
    """Tell whether a job was never started after another one had failed or been cancelled."""
    cut_short = any(span.outcome in ("failed", "cancelled") for span in failed.recording.spans)
    return cut_short and _never(failed) and _is_about(failed, " started")


def _is_about(failed: Failed, *endings: str) -> bool:
    return any(name.endswith(endings) for name in failed.answer.about) if failed.answer else False


def _happened_in_another_order(failed: Failed) -> bool:
    """Tell whether the right moments came, for the wrong things."""
    moments = failed.moments
    got, wanted = ([pair[side] for pair in moments if pair[side] is not None] for side in (0, 1))
    return len(moments) > 1 and sorted(got) == sorted(wanted) and got != wanted


def _computed_on_the_loop(failed: Failed) -> bool:
    """Tell whether a job that computes kept the event loop from running."""
    computing = {f"{span.name}()" for span in failed.recording.spans if span.kind == "computing"}
    return any(blocked.what in computing for blocked in failed.recording.blocked)


def _computed_in_threads(failed: Failed) -> bool:
    """Tell whether two jobs that compute had to take turns: in threads of one process."""
    spans = [s for s in failed.recording.spans if s.kind == "computing" and THREAD.match(s.task)]
    return any(a is not b and a.start <= b.start < (a.end or b.start + 1) for a in spans for b in spans)


def _blocked_a_core(failed: Failed) -> bool:
    """Tell whether a job that blocks was run where another one computed: in a process, which has a core to itself."""
    computed, blocked = (
        {span.task for span in failed.recording.spans if span.kind == kind and not THREAD.match(span.task)}
        for kind in ("computing", "blocking")
    )
    return _is_about_time(failed) and not failed.recording.blocked and not computed.isdisjoint(blocked)


def _kept_a_thread_waiting(failed: Failed) -> bool:
    """Tell whether a thread that nobody has a pool for went on only when a coroutine had come to its end."""
    seen = {(span.task, span.start) for span in failed.recording.spans}
    return any(
        before.kind == "coroutine"
        and after.task.startswith("Thread-")
        and any(task == after.task and start < after.start for task, start in seen)
        for before, after in _late_starters(failed)
    ) and _is_about_time(failed)


def _has_no_thread_left(failed: Failed) -> bool:
    """Tell whether every thread of the default executor was at work when one more should have been."""
    threads = {span.task for span in failed.recording.spans if span.task.startswith("asyncio_")}
    return len(threads) >= DEFAULT_THREADS and _is_about_time(failed)


def _late_starters(failed: Failed) -> list[tuple[SpanRecord, SpanRecord]]:
    """List the jobs that started at the very moment at which another one ended, each with that other one."""
    spans = failed.recording.spans
    first = min((span.start for span in spans), default=0)
    return [
        (before, after)
        for after in spans
        for before in spans
        if after.start > first and _ended(before) == after.start and before is not after and before.start < after.start
    ]


def _started_in_turn(failed: Failed) -> bool:
    """Tell whether something late started just when another job ended; if a start was asked for, whether that did."""
    about = failed.answer.about if failed.answer else ()
    asked = [name.removesuffix(" started") for name in about if name.endswith(" started")]
    return _is_about_time(failed) and any(not asked or after.name in asked for _, after in _late_starters(failed))


def _waited_for_another_task(failed: Failed) -> bool:
    """Tell whether a task that was there before could only start its work when another task's was done."""
    created = {task.name: task.start for task in failed.recording.tasks}
    begun: dict[str, int] = {}
    for span in failed.recording.spans:
        begun.setdefault(span.task, span.start)
    return _is_about_time(failed) and any(
        before.task in created  # and no thread that works for the same task
        and before.task != after.task
        and begun[after.task] == after.start > created.get(after.task, after.start)
        for before, after in _late_starters(failed)
    )


def _ended(span: SpanRecord) -> int | None:
    return span.cleaned or span.end


def _missed_a_limit(failed: Failed) -> bool:
    """Tell whether what was to happen at a limit came later, or never. Only limits end in .5."""
    if _is_about(failed, " cancelled"):
        return False  # somebody else may have cancelled it: see "not-cancelled"
    is_limit = isinstance(failed.wanted, float) and failed.wanted % 1 != 0
    return is_limit and failed.question in ("at", "elapsed") and (failed.got is None or failed.is_late)


def _ran_past_its_limit(failed: Failed) -> bool:
    return _missed_a_limit(failed) and any(
        seconds(span.start) < failed.wanted and (span.end is None or seconds(span.end) > failed.wanted)
        for span in failed.recording.spans
    )


def _took_its_limit_for_an_error(failed: Failed) -> bool:
    """Tell whether the work was cancelled at its limit, and the very task went on with more of it."""
    spans = failed.recording.spans
    return _missed_a_limit(failed) and any(
        span.outcome == "cancelled"
        and seconds(span.end or 0) == failed.wanted
        and any(more.task == span.task and more.start >= (span.end or 0) and more is not span for more in spans)
        for span in spans
    )


def _did_not_wait_for_cleanup(failed: Failed) -> bool:
    """Tell whether it went on while what it had cancelled was still cleaning up."""
    asked = {task.name for task in failed.recording.tasks if task.cancel_requested is not None}
    return failed.is_early and any(
        span.task in asked and span.cleaned and (span.end or 0) <= nanoseconds(got) < span.cleaned
        for span in failed.recording.spans
        for got, _ in failed.moments
        if got is not None
    )


def _stopped_in_turn(failed: Failed) -> bool:
    """Tell whether one was only cancelled when another one had cleaned up."""
    cleaned = {span.cleaned for span in failed.recording.spans if span.cleaned}
    return failed.is_late and any(
        span.outcome == "cancelled" and span.end in cleaned for span in failed.recording.spans
    )


def _took_errors_for_data(failed: Failed) -> bool:
    """Tell whether exceptions came back among the results, where none should be."""
    return failed.question == "returned" and repr(failed.got).count("Error(") > repr(failed.wanted).count("Error(")


def _cancelled_what_should_finish(failed: Failed) -> bool:
    """Tell whether a job that should have finished was cancelled instead."""
    cancelled = {f"{span.name} finished" for span in failed.recording.spans if span.outcome == "cancelled"}
    about = failed.answer.about if failed.answer else ()
    return _never(failed) and not cancelled.isdisjoint(about)


def _did(more_or_less: Callable[[Any, Any], bool]) -> Callable[[Failed], bool]:
    """Tell whether a job was called more often, or less often, than it should have been: by its arguments or number."""

    def fits(failed: Failed) -> bool:
        got, wanted = failed.got, failed.wanted
        if isinstance(got, list) and isinstance(wanted, list):
            got, wanted = Counter(map(_comparable, got)), Counter(map(_comparable, wanted))
        comparable = type(got) is type(wanted) and isinstance(got, int | Counter)
        return failed.question in ("times", "spans") and comparable and more_or_less(got, wanted)

    return fits


def _comparable(value: Any) -> float | str:
    return float(value) if is_time(value) else repr(value)


def _is_more(got: Any, wanted: Any) -> bool:
    return is_time(got) and is_time(wanted) and got > wanted


def _kept_an_error(failed: Failed) -> bool:
    """Tell whether a scenario waited in vain for an error, which it notes by its name."""
    return _never(failed) and _is_about(failed, "Error", "failed") and failed.recording.ended == "returned"


def _went_on(failed: Failed) -> bool:
    """Tell whether a job that should have been cancelled was not."""
    spans = failed.recording.spans
    cancelled = {span.name for span in spans if span.outcome == "cancelled"}
    about = failed.answer.about if failed.answer else ()
    asked = any(f"{name} cancelled" in about for name in {span.name for span in spans} - cancelled)
    listed = failed.question in ("order", "spans") and "cancel" in repr(failed.wanted)
    return asked or (listed and not cancelled)


def _read_the_same(failed: Failed) -> bool:
    spans = failed.recording.spans
    reads = [span for span in spans if span.name.endswith(" read") and span.end is not None]
    writes = [span for span in spans if span.name.endswith(" write") and span.end is not None]
    return failed.question in ("final", "returned", "notes") and any(
        read.task != write.task and read.start < (write.end or 0) <= (later.end or 0)
        for read in reads
        for write in writes
        for later in writes
        if later.task == read.task and read.name.split()[0] == write.name.split()[0]
    )


def _mixed_up(failed: Failed) -> bool:
    """Tell whether the scenario ran several of the submission's coroutines at once, and the value is wrong."""
    if failed.question == "returned" and not _has_other_words(failed.got, failed.wanted):
        return False  # a number may be wrong for many reasons
    theirs = {task.name for task in failed.recording.tasks if task.place is None and task.coroutine != "main"}
    spans = [span for span in failed.recording.spans if span.task in theirs]
    return failed.question in ("returned", "printed", "output") and any(
        a.task != b.task and a.start <= b.start < (a.end or a.start) for a in spans for b in spans
    )


def _has_other_words(got: Any, wanted: Any) -> bool:
    """Tell whether all that differs in two values are texts: other ones, or more or fewer of them."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        got, wanted = list(got.values()), list(wanted.values())
    if isinstance(got, list | tuple) and isinstance(wanted, list | tuple):
        if len(got) != len(wanted):
            return all(isinstance(each, str) for each in (*got, *wanted))
        changed = [pair for pair in zip(got, wanted, strict=True) if pair[0] != pair[1]]
        return bool(changed) and all(_has_other_words(*pair) for pair in changed)
    return isinstance(got, str) and isinstance(wanted, str)


def _is_another_order(failed: Failed) -> bool:
    got, wanted = failed.got, failed.wanted
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        changed = [(got[key], wanted[key]) for key in got if got[key] != wanted[key]]
    else:
        changed = [(got, wanted)]
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() != wanted.keys():
        changed = [(list(got.values()), list(wanted.values()))]
    return failed.question == "returned" and all(_is_permutation(*pair) for pair in changed)


def _is_permutation(got: Any, wanted: Any) -> bool:
    both = isinstance(got, list) and isinstance(wanted, list) and got != wanted
    return both and sorted(map(repr, got)) == sorted(map(repr, wanted))


def _complained(kind: str) -> Callable[[Failed], bool]:
    return lambda failed: any(warning.kind == kind for warning in failed.recording.warnings)


def _lost_a_task(failed: Failed) -> bool:
    """Tell whether something never happened, and a task vanished: of those of gather(), asyncio does not complain."""
    return _never(failed) and any(task.outcome == "lost" for task in failed.recording.tasks)


def _left_a_generator(failed: Failed) -> bool:
    """Tell whether something came at another time, or never, and a generator was left to the event loop to close."""
    closed = _complained("closed late")(failed) or _complained("never closed")(failed)
    asked = failed.question in ("warnings", "at", "times", "order", "notes", "spans", "closed", "leftovers", "printed")
    return closed and asked


def _says(*texts: str) -> Callable[[Failed], bool]:
    return lambda failed: any(text in failed.error for text in texts)


def _about(*questions: str) -> Callable[[Failed], bool]:
    return lambda failed: failed.question in questions


RULES: list[tuple[str, Callable[[Failed], bool]]] = [
    (TODO, lambda failed: is_todo(failed.recording)),
    ("lost-task", lambda failed: _complained("destroyed pending")(failed) and not _did_not_wait_for_cleanup(failed)),
    ("waits-outside", lambda failed: failed.recording.budget == "idle"),
    ("ended-itself", lambda failed: failed.recording.budget == "exit"),
    ("endless-loop", lambda failed: failed.recording.budget == "cpu"),
    ("not-thread-safe", _complained("not thread-safe")),
    ("waits-for-itself", lambda failed: _is_stuck_at(failed, "the result() of a future, while its event loop")),
    ("no-running-loop", _looked_for_a_loop_elsewhere),
    ("lost-permit", _waits_for_the_dead),
    ("missing-task-done", lambda failed: _is_stuck_at(failed, "(join)") and not _is_stuck_at(failed, "(put)")),
    ("nothing-comes", lambda failed: _is_stuck_at(failed, "(get)") and not _is_stuck_at(failed, "(put)")),
    ("never-set", lambda failed: _is_stuck_at(failed, "Event", everybody=True)),
    ("never-awaited", lambda failed: _waits_for_a_future(failed) and _forgot_await(failed)),
    ("future-never-set", _waits_for_a_future),
    ("never-stopped", _runs_with_nothing_to_do),
    ("deadlock", lambda failed: failed.recording.deadlock is not None),
    ("waits-outside", _says("EOF when reading a line")),
    ("polling", _asks_again_and_again),
    ("unbounded", lambda failed: failed.recording.budget is not None),
    ("own-processes", _says("no process of your own can be started here")),
    ("called-at-once", _called_its_callback),
    ("unpicklable", _says("PicklingError", "Can't pickle", "cannot pickle", "Can't get local object")),
    ("wrong-thread", _ran_in_another_thread),
    ("nested-run", _says("cannot be called from a running event loop", "This event loop is already running")),
    ("empty-input", _says("Set of Tasks/Futures is empty", "Set of coroutines/Futures is empty")),
    ("awaited-twice", _says("cannot reuse already awaited coroutine", "coroutine is being awaited already")),
    ("missing-async-for", _says("'async_generator' object is not", "async_generator can't be used in 'await'")),
    ("broken-iterator", _says("'async for'", "an async iterator", "coroutine raised StopIteration")),
    ("shared-cancel", _cancelled_its_like),
    ("set-twice", _set_it_twice),
    ("not-called", _says(*(f"object {kind} can't be used in 'await'" for kind in ("function", "method")))),
    ("not-async", _is_not_awaitable),
    ("wrong-call", _gathered_a_list),
    ("wait-takes-tasks", _says("Passing coroutines is forbidden")),
    ("not-done-yet", _says("Result is not set", "Exception is not set", "Result is not ready")),
    ("without-the-lock", _says("un-acquired lock", "Lock is not acquired")),
    ("not-run", _gave_a_coroutine_to_ordinary_code),
    ("missing-await", _took_a_future_for_its_result),
    ("never-awaited", _forgot_await),
    ("broken-manager", _says("asynchronous context manager", "'async with'", "__aexit__() takes", "generator didn't")),
    ("no-running-loop", _says("no running event loop", "no current event loop")),
    ("cancel-without-await", _did_not_wait_for_cleanup),
    ("drift", _drifts),
    ("debug-mode", _wanted_slow_callbacks),
    ("computing-on-the-loop", _computed_on_the_loop),
    ("one-gil", _computed_in_threads),
    ("blocks-a-core", _blocked_a_core),
    ("blocked-loop", lambda failed: bool(failed.recording.blocked)),
    ("not-async", _answered_at_once),
    ("swallowed-cancel", _swallowed_cancel),
    ("not-in-turn", lambda failed: failed.question == "peak" and failed.wanted == 1 != failed.got),
    ("too-many-at-once", lambda failed: failed.question == "peak" and _is_more(failed.got, failed.wanted)),
    ("ran-ahead", lambda failed: isinstance(failed.got, int) and _did(operator.gt)(failed)),
    ("leftover-tasks", lambda failed: _did(operator.gt)(failed) and bool(failed.recording.leftovers)),
    ("done-twice", _did(operator.gt)),
    ("lost-work", _did(operator.lt)),
    ("left-generator", _left_a_generator),
    ("loop-left-open", lambda failed: failed.question == "warnings" and _complained("loop left open")(failed)),
    ("cancelled-needlessly", _cancelled_what_should_finish),
    ("missing-cleanup", _skipped_its_cleanup),
    ("uncalled-for", _happened_all_the_same),
    ("wrong-order", _happened_in_another_order),
    ("stopped-in-turn", _stopped_in_turn),
    ("missing-timeout", _ran_past_its_limit),
    ("thread-kept-waiting", _kept_a_thread_waiting),
    ("few-threads", _has_no_thread_left),
    ("needless-waiting", _waited_for_another_task),
    ("swallowed-cancel", _took_its_limit_for_an_error),
    ("swallowed-error", _kept_an_error),
    ("sequential-await", _started_in_turn),
    ("lost-update", _read_the_same),
    ("errors-as-data", _took_errors_for_data),
    ("completion-order", _is_another_order),
    ("shared-state", _mixed_up),
    ("one-failure-sinks-all", _left_the_others),
    ("leftover-tasks", lambda failed: bool(failed.recording.leftovers)),
    ("not-cancelled", _went_on),
    ("lost-task", _lost_a_task),
    ("never-retrieved", _complained("never retrieved")),
    ("swallowed-error", lambda failed: failed.question == "raised" and failed.got is None),
    ("unopened-group", lambda failed: failed.question != "raised" and "ExceptionGroup: " in failed.error),
    ("wrong-error", lambda failed: failed.question == "raised" or bool(failed.error)),
    ("never-started", lambda failed: _never(failed) and _is_about(failed, " started")),
    ("held-back", _printed_all_at_the_end),
    ("too-late", lambda failed: failed.is_late),
    ("too-early", lambda failed: failed.is_early),
    ("left-out", _never),
    ("wrong-value", _about("returned", "final", "printed", "output", "notes", "order", "peak")),
]
