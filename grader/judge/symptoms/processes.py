"""Programs that are left to themselves, pipes at which they wait for ever, and signals that change nothing."""

from __future__ import annotations

from grader.judge.failed import Failed, is_time
from grader.judge.symptoms.asked import never
from grader.protocol import seconds


def is_at_a_full_pipe(failed: Failed) -> bool:
    """Tell whether a program, or who waits for its end, waits for ever for somebody to read what it writes."""
    return _waits(failed, "somebody to read its std") or _waits(failed, "all that it has written, which nobody reads")


def is_at_an_open_pipe(failed: Failed) -> bool:
    """Tell whether a program waits for ever for the end of what it reads."""
    return _waits(failed, "more to read: nobody has closed its stdin")


def _waits(failed: Failed, what: str) -> bool:
    found = failed.recording.deadlock
    return found is not None and any(what in waiter.waits_for for waiter in found.waiters)


def left_it_running(failed: Failed) -> bool:
    """Tell whether a program that should have been stopped went on when the call was over."""
    return _asks_for_programs(failed) and any(left.running for left in failed.recording.unreaped)


def never_waited_for_its_end(failed: Failed) -> bool:
    """Tell whether a program had ended when the call was over, and nobody had waited for that."""
    return _asks_for_programs(failed) and bool(failed.recording.unreaped)


def _asks_for_programs(failed: Failed) -> bool:
    names = {left.name for left in failed.recording.unreaped}
    about = failed.answer.about if failed.answer else ()
    return failed.question == "unreaped" or any(each.startswith(name) for each in about for name in names)


def ignored_a_signal(failed: Failed) -> bool:
    """Tell whether something should have happened just when a signal came, and happened later or not at all."""
    if failed.question == "ended":
        return bool(failed.wanted == "killed")
    came = {seconds(event.at) for event in failed.recording.events if event.name.startswith("SIG")}
    wanted = failed.wanted if isinstance(failed.wanted, list) else [failed.wanted]
    return (failed.is_late or never(failed)) and any(is_time(each) and each in came for each in wanted)


def was_interrupted(failed: Failed) -> bool:
    """Tell whether Ctrl-C has ended the run, and no exception of the check's own making."""
    came = any(event.name == "SIGINT" for event in failed.recording.events)
    return came and "KeyboardInterrupt" in failed.error
