"""What a failed check shows: rules that tell a mistake by what happened in a run, never by the source text.

The first rule that fits wins: what broke a run comes before what made it slow, and what made it slow before what merely
shows that it was.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from grader.judge.explain import is_todo
from grader.judge.failed import Failed
from grader.judge.symptoms import asked, misuse, outcomes, stops, threads, times, waits
from grader.judge.verdict import TODO

if TYPE_CHECKING:
    from collections.abc import Callable

RULES: list[tuple[str, Callable[[Failed], bool]]] = [
    (TODO, lambda failed: is_todo(failed.recording)),
    ("lost-task", stops.dropped_a_task),
    ("waits-outside", lambda failed: failed.recording.budget == "idle"),
    ("ended-itself", lambda failed: failed.recording.budget == "exit"),
    ("endless-loop", lambda failed: failed.recording.budget == "cpu"),
    ("not-thread-safe", asked.complained("not thread-safe")),
    ("waits-for-itself", lambda failed: waits.is_stuck_at(failed, "the result() of a future, while its event loop")),
    ("no-running-loop", threads.looked_for_a_loop_elsewhere),
    ("lost-permit", waits.waits_for_the_dead),
    ("missing-task-done", waits.stuck_but_not_full("(join)")),
    ("nothing-comes", waits.stuck_but_not_full("(get)")),
    ("never-set", lambda failed: waits.is_stuck_at(failed, "Event", everybody=True)),
    ("never-awaited", lambda failed: waits.waits_for_a_future(failed) and misuse.forgot_await(failed)),
    ("future-never-set", waits.waits_for_a_future),
    ("never-stopped", waits.runs_with_nothing_to_do),
    ("deadlock", lambda failed: failed.recording.deadlock is not None),
    ("waits-outside", asked.says("EOF when reading a line")),
    ("polling", waits.asks_again_and_again),
    ("unbounded", lambda failed: failed.recording.budget is not None),
    ("own-processes", asked.says("no process of your own can be started here")),
    ("called-at-once", misuse.called_its_callback),
    ("unpicklable", asked.says("PicklingError", "Can't pickle", "cannot pickle", "Can't get local object")),
    ("wrong-thread", threads.ran_in_another_thread),
    ("nested-run", asked.says("cannot be called from a running event loop", "This event loop is already running")),
    ("empty-input", asked.says("Set of Tasks/Futures is empty", "Set of coroutines/Futures is empty")),
    ("awaited-twice", asked.says("cannot reuse already awaited coroutine", "coroutine is being awaited already")),
    ("missing-async-for", asked.says("'async_generator' object is not", "async_generator can't be used in 'await'")),
    ("broken-iterator", asked.says("'async for'", "an async iterator", "coroutine raised StopIteration")),
    ("shared-cancel", stops.cancelled_its_like),
    ("set-twice", misuse.set_it_twice),
    ("not-called", asked.says(*(f"object {kind} can't be used in 'await'" for kind in ("function", "method")))),
    ("not-async", misuse.is_not_awaitable),
    ("wrong-call", misuse.gathered_a_list),
    ("wait-takes-tasks", asked.says("Passing coroutines is forbidden")),
    ("not-done-yet", asked.says("Result is not set", "Exception is not set", "Result is not ready")),
    ("without-the-lock", asked.says("un-acquired lock", "Lock is not acquired")),
    ("not-run", misuse.gave_a_coroutine_to_ordinary_code),
    ("missing-await", misuse.took_a_future_for_its_result),
    ("never-awaited", misuse.forgot_await),
    ("broken-manager", asked.says("context manager", "'async with'", "__aexit__() takes", "generator didn't")),
    ("no-running-loop", asked.says("no running event loop", "no current event loop")),
    ("cancel-without-await", stops.did_not_wait_for_cleanup),
    ("drift", times.drifts),
    ("debug-mode", misuse.wanted_slow_callbacks),
    ("computing-on-the-loop", threads.computed_on_the_loop),
    ("one-gil", threads.computed_in_threads),
    ("blocks-a-core", threads.blocked_a_core),
    ("blocked-loop", lambda failed: bool(failed.recording.blocked)),
    ("not-async", misuse.answered_at_once),
    ("swallowed-cancel", stops.swallowed_cancel),
    ("not-in-turn", lambda failed: failed.question == "peak" and failed.wanted == 1 != failed.got),
    ("too-many-at-once", lambda failed: failed.question == "peak" and asked.is_more(failed.got, failed.wanted)),
    ("ran-ahead", lambda failed: isinstance(failed.got, int) and asked.did(operator.gt)(failed)),
    ("leftover-tasks", lambda failed: asked.did(operator.gt)(failed) and bool(failed.recording.leftovers)),
    ("done-twice", asked.did(operator.gt)),
    ("lost-work", asked.did(operator.lt)),
    ("left-generator", misuse.left_a_generator),
    ("loop-left-open", lambda failed: failed.question == "warnings" and asked.complained("loop left open")(failed)),
    ("cancelled-needlessly", stops.cancelled_what_should_finish),
    ("missing-cleanup", stops.skipped_its_cleanup),
    ("uncalled-for", stops.happened_all_the_same),
    ("wrong-order", times.happened_in_another_order),
    ("stopped-in-turn", stops.stopped_in_turn),
    ("missing-timeout", times.ran_past_its_limit),
    ("thread-kept-waiting", threads.kept_a_thread_waiting),
    ("few-threads", threads.has_no_thread_left),
    ("needless-waiting", times.waited_for_another_task),
    ("swallowed-cancel", stops.took_its_limit_for_an_error),
    ("swallowed-error", outcomes.kept_an_error),
    ("sequential-await", times.started_in_turn),
    ("lost-update", outcomes.read_the_same),
    ("errors-as-data", outcomes.took_errors_for_data),
    ("completion-order", times.is_another_order),
    ("shared-state", outcomes.mixed_up),
    ("one-failure-sinks-all", stops.left_the_others),
    ("leftover-tasks", lambda failed: bool(failed.recording.leftovers)),
    ("not-cancelled", stops.went_on),
    ("lost-task", stops.lost_a_task),
    ("never-retrieved", asked.complained("never retrieved")),
    ("swallowed-error", lambda failed: failed.question == "raised" and failed.got is None),
    ("unopened-group", lambda failed: failed.question != "raised" and "ExceptionGroup: " in failed.error),
    ("wrong-error", lambda failed: failed.question == "raised" or bool(failed.error)),
    ("never-started", lambda failed: asked.never(failed) and asked.is_about(failed, " started")),
    ("held-back", times.printed_all_at_the_end),
    ("too-late", lambda failed: failed.is_late),
    ("too-early", lambda failed: failed.is_early),
    ("left-out", asked.never),
    ("wrong-value", asked.about("returned", "final", "printed", "output", "notes", "order", "peak")),
]
