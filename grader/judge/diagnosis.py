"""Named mistakes, found from what happened in a run and never from the source text.

Each has one explanation and one link into Python's documentation. The first rule that fits wins: what broke a run comes
before what made it slow, and what made it slow before what merely shows that it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.judge.explain import is_todo
from grader.judge.verdict import TODO, Diagnosis
from grader.protocol import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.run import Answer, Run
    from grader.judge.watch import LabDied
    from grader.protocol import Recording, SpanRecord

DOCS = "https://docs.python.org/3/library/"
TASK = DOCS + "asyncio-task.html"
DEVELOPING = DOCS + "asyncio-dev.html"


@dataclass(frozen=True)
class Failed:
    """A failed check, as the rules see it: its last run, what was asked last, and what was wanted of the answer."""

    run: Run
    answer: Answer | None = None
    got: Any = None
    wanted: Any = None

    @property
    def recording(self) -> Recording:
        """The recording of the run."""
        return self.run.recording

    @property
    def question(self) -> str:
        """The question whose answer was not the wanted one, or "" if the run itself broke."""
        return self.answer.question if self.answer else ""

    @property
    def error(self) -> str:
        """The exception that ended the run, as "Type: message", or ""."""
        raised = self.recording.raised
        return f"{raised.type}: {raised.message}" if raised else ""

    @property
    def is_late(self) -> bool:
        """Whether something took longer, or came later, than wanted."""
        return any(delay > 0 for delay in _delays(self.got, self.wanted))

    @property
    def is_early(self) -> bool:
        """Whether something took less time, or came earlier, than wanted, and nothing later."""
        return not self.is_late and any(delay < 0 for delay in _delays(self.got, self.wanted))


AWAITABLE = re.compile(r"<(coroutine object|_GatheringFuture|Future|Task) ")


def _delays(got: Any, wanted: Any) -> list[float]:
    """Give by how much each time of *got* is later than that of *wanted*; [] unless both are times of the same things.

    Both are one time, or lists of (time, line) in any order.
    """
    if _is_time(got) and _is_time(wanted):
        return [got - wanted]
    if not (_are_printed(got) and _are_printed(wanted)):
        return []
    ours, theirs = (sorted(pairs, key=lambda pair: (pair[1], pair[0])) for pairs in (got, wanted))
    if [line for _, line in ours] != [line for _, line in theirs]:
        return []
    return [at - due for (at, _), (due, _) in zip(ours, theirs, strict=True)]


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float)


def _are_printed(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, tuple) and len(pair) == 2 and _is_time(pair[0])  # noqa: PLR2004 (a pair)
        for pair in value
    )


EXPLANATIONS: dict[str, tuple[str, str]] = {
    TODO: ("nobody has done this part yet.", TASK + "#coroutines"),
    "syntax-error": (
        "Python cannot read the file, so nothing of it could be checked.",
        "https://docs.python.org/3/tutorial/errors.html#syntax-errors",
    ),
    "import-error": (
        "the file asks for a module or a name that is not there.",
        "https://docs.python.org/3/tutorial/modules.html",
    ),
    "fails-at-import": (
        "code at the top level of the file fails before anything is called.",
        "https://docs.python.org/3/tutorial/modules.html#executing-modules-as-scripts",
    ),
    "endless-import": (
        'code at the top level of the file never comes to an end: keep it under `if __name__ == "__main__":`.',
        "https://docs.python.org/3/tutorial/modules.html#executing-modules-as-scripts",
    ),
    "missing-function": (
        "the checks call it by the name that the exercise gave it.",
        "https://docs.python.org/3/tutorial/controlflow.html#defining-functions",
    ),
    "wrong-signature": (
        "the checks call it with the parameters that the exercise gave it.",
        "https://docs.python.org/3/tutorial/controlflow.html#more-on-defining-functions",
    ),
    "ended-itself": ("something ended the whole process, so nobody was left to answer.", DOCS + "sys.html#sys.exit"),
    "endless-loop": (
        "a loop computes without an end and without an `await` at which others could run.",
        DEVELOPING + "#running-blocking-code",
    ),
    "waits-outside": (
        "it waits for something that does not exist here: input, a network, another program.",
        DEVELOPING + "#running-blocking-code",
    ),
    "unbounded": ("a loop goes on for ever: nothing ends it once its work is done.", TASK + "#asyncio.sleep"),
    "deadlock": ("everybody waits for somebody who waits, too.", DOCS + "asyncio-sync.html"),
    "never-awaited": (
        "calling a coroutine function only makes a coroutine. Without `await` its body does not run.",
        DEVELOPING + "#detect-never-awaited-coroutines",
    ),
    "nested-run": (
        "`asyncio.run()` starts an event loop of its own, and here one is running already: `await` instead.",
        DOCS + "asyncio-runner.html#asyncio.run",
    ),
    "awaited-twice": (
        "a coroutine can be awaited once. Call the function again for another one.",
        TASK + "#awaitables",
    ),
    "no-running-loop": (
        "this needs a running event loop, and no loop is running where it stands.",
        DOCS + "asyncio-runner.html#asyncio.run",
    ),
    "wrong-call": (
        "`asyncio.gather` takes its awaitables one by one: unpack a list with `*`.",
        TASK + "#asyncio.gather",
    ),
    "empty-input": (
        "`asyncio.wait` refuses to wait for nothing: no work at all needs a case of its own.",
        TASK + "#asyncio.wait",
    ),
    "not-async": (
        "it answers at once, without anything to await: it is a plain function that waits for nothing.",
        TASK + "#coroutines",
    ),
    "blocked-loop": (
        "a blocking call holds up the whole event loop: while it lasts, no other coroutine runs.",
        DEVELOPING + "#running-blocking-code",
    ),
    "lost-task": (
        "the event loop refers to a task only weakly: one that nobody else refers to may vanish in the middle.",
        TASK + "#asyncio.create_task",
    ),
    "swallowed-cancel": (
        "CancelledError was caught and not raised again, so whoever cancelled never learns of it.",
        TASK + "#task-cancellation",
    ),
    "never-retrieved": (
        "a task failed and nobody awaited it, so its exception went unnoticed.",
        DEVELOPING + "#detect-never-retrieved-exceptions",
    ),
    "leftover-tasks": (
        "it returned while tasks that it had started were still running.",
        TASK + "#asyncio.create_task",
    ),
    "sequential-await": (
        "an `await` finishes each piece of work before the next one starts.",
        TASK + "#asyncio.gather",
    ),
    "needless-waiting": (
        "work that has nothing to do with each other waits for each other, for a lock that all share perhaps.",
        DOCS + "asyncio-sync.html#lock",
    ),
    "missing-timeout": ("nothing stopped the slow work when its time was up.", TASK + "#timeouts"),
    "not-cancelled": (
        "the work went on although nobody waited for it any more: it was never cancelled.",
        TASK + "#task-cancellation",
    ),
    "lost-update": (
        "between reading the value and acting on it, somebody else changed it.",
        DOCS + "asyncio-sync.html#lock",
    ),
    "shared-state": (
        "two that run at the same time share something that each should have for itself.",
        TASK + "#asyncio.gather",
    ),
    "completion-order": (
        "the results come in the order in which the work was done, not in the order in which it was asked for.",
        TASK + "#asyncio.gather",
    ),
    "never-started": ("nothing of the work was ever started.", TASK + "#asyncio.create_task"),
    "swallowed-error": (
        "an exception was caught that the caller should have got.",
        "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
    ),
    "wrong-error": (
        "it failed in another way than the exercise asks for.",
        "https://docs.python.org/3/tutorial/errors.html",
    ),
    "too-late": ("it took longer than it needed to.", TASK),
    "too-early": ("it came, or was over, before what it should have waited for.", TASK),
    "wrong-value": ("the time may be right, but the value is not.", "https://docs.python.org/3/tutorial/"),
}


def named(name: str) -> Diagnosis:
    """Give the diagnosis called *name*."""
    explanation, link = EXPLANATIONS[name]
    return Diagnosis(name, explanation, link)


def of_death(died: LabDied) -> Diagnosis:
    """Name why a worker gave no answer."""
    return named({"cpu": "endless-loop", "wall": "waits-outside"}.get(died.kind, "ended-itself"))


def of_problem(kind: str) -> Diagnosis:
    """Name a problem with a whole submission, by its kind."""
    names = {
        "syntax": "syntax-error",
        "import": "import-error",
        "load": "fails-at-import",
        "budget": "endless-import",
        "missing": "missing-function",
        "signature": "wrong-signature",
    }
    return named(names[kind])


def of_failure(failed: Failed) -> Diagnosis | None:
    """Name the mistake behind a failed check, if a rule fits."""
    if failed.recording.problem is not None:
        return of_problem(failed.recording.problem.kind)
    return next((named(name) for name, fits in RULES if fits(failed)), None)


# --- The rules ------------------------------------------------------------------------------------------------------


def _forgot_await(failed: Failed) -> bool:
    if any(warning.kind == "never awaited" for warning in failed.recording.warnings):
        return True
    return "'coroutine' object" in failed.error or AWAITABLE.search(repr(failed.got)) is not None


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
    return failed.is_late or failed.question in ("overlap", "peak", "order", "spans", "at", "times")


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


def _waited_for_another_task(failed: Failed) -> bool:
    """Tell whether a task that was there before could only start its work when another task's was done."""
    created = {task.name: task.start for task in failed.recording.tasks}
    begun: dict[str, int] = {}
    for span in failed.recording.spans:
        begun.setdefault(span.task, span.start)
    return _is_about_time(failed) and any(
        before.task != after.task and begun[after.task] == after.start > created.get(after.task, after.start)
        for before, after in _late_starters(failed)
    )


def _ended(span: SpanRecord) -> int | None:
    return span.cleaned or span.end


def _missed_a_limit(failed: Failed) -> bool:
    """Tell whether what was to happen at a limit came later, or never. Jobs take whole seconds; only limits end in .5."""
    about = failed.answer.about if failed.answer else ()
    if about and about[0].endswith(" cancelled"):
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


def _kept_an_error(failed: Failed) -> bool:
    """Tell whether a scenario waited in vain for an error, which it notes by its name."""
    about = failed.answer.about if failed.answer else ()
    never = failed.question == "at" and failed.got is None and failed.wanted is not None
    return never and about[:1] != () and about[0].endswith("Error") and failed.recording.ended == "returned"


def _went_on(failed: Failed) -> bool:
    asked_for_it = failed.question in ("at", "times", "order", "spans") and "cancel" in repr(
        (failed.answer, failed.wanted)
    )
    return asked_for_it and not any(span.outcome == "cancelled" for span in failed.recording.spans)


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
    theirs = {task.name for task in failed.recording.tasks if task.place is None and task.coroutine != "main"}
    spans = [span for span in failed.recording.spans if span.task in theirs]
    return failed.question in ("returned", "printed", "output", "notes") and any(
        a.task != b.task and a.start <= b.start < (a.end or a.start) for a in spans for b in spans
    )


def _is_another_order(failed: Failed) -> bool:
    got, wanted = failed.got, failed.wanted
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        changed = [(got[key], wanted[key]) for key in got if got[key] != wanted[key]]
    else:
        changed = [(got, wanted)]
    return failed.question == "returned" and all(_is_permutation(*pair) for pair in changed)


def _is_permutation(got: Any, wanted: Any) -> bool:
    both = isinstance(got, list) and isinstance(wanted, list) and got != wanted
    return both and sorted(map(repr, got)) == sorted(map(repr, wanted))


def _complained(kind: str) -> Callable[[Failed], bool]:
    return lambda failed: any(warning.kind == kind for warning in failed.recording.warnings)


def _says(*texts: str) -> Callable[[Failed], bool]:
    return lambda failed: any(text in failed.error for text in texts)


def _about(*questions: str) -> Callable[[Failed], bool]:
    return lambda failed: failed.question in questions


RULES: list[tuple[str, Callable[[Failed], bool]]] = [
    (TODO, lambda failed: is_todo(failed.recording)),
    ("endless-loop", lambda failed: failed.recording.budget == "cpu"),
    ("deadlock", lambda failed: failed.recording.deadlock is not None),
    ("unbounded", lambda failed: failed.recording.budget is not None),
    ("nested-run", _says("cannot be called from a running event loop", "This event loop is already running")),
    ("empty-input", _says("Set of Tasks/Futures is empty", "Set of coroutines/Futures is empty")),
    ("awaited-twice", _says("cannot reuse already awaited coroutine", "coroutine is being awaited already")),
    ("not-async", _is_not_awaitable),
    ("wrong-call", _gathered_a_list),
    ("never-awaited", _forgot_await),
    ("no-running-loop", _says("no running event loop", "no current event loop")),
    ("lost-task", _complained("destroyed pending")),
    ("blocked-loop", lambda failed: bool(failed.recording.blocked)),
    ("not-async", _answered_at_once),
    ("swallowed-cancel", _swallowed_cancel),
    ("needless-waiting", _waited_for_another_task),
    ("swallowed-cancel", _took_its_limit_for_an_error),
    ("missing-timeout", _ran_past_its_limit),
    ("swallowed-error", _kept_an_error),
    ("sequential-await", lambda failed: _is_about_time(failed) and bool(_late_starters(failed))),
    ("lost-update", _read_the_same),
    ("completion-order", _is_another_order),
    ("shared-state", _mixed_up),
    ("leftover-tasks", lambda failed: bool(failed.recording.leftovers)),
    ("not-cancelled", _went_on),
    ("never-retrieved", _complained("never retrieved")),
    ("swallowed-error", lambda failed: failed.question == "raised" and failed.got is None),
    ("wrong-error", lambda failed: failed.question == "raised" or bool(failed.error)),
    ("too-late", lambda failed: failed.is_late),
    ("too-early", lambda failed: failed.is_early),
    ("wrong-value", _about("returned", "final", "printed", "output", "notes", "order", "peak")),
]
