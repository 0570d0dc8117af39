"""Make the schedule under which a check fails as plain as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.protocol import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.judge.sitting import Sitting

KINDS = ("yields", "ties", "latency")
MAX_TRIES = 40


def shrink(check: Callable[[], None], sitting: Sitting, error: BaseException) -> BaseException:
    """Run *check* again under plainer schedules for as long as it fails; give its last failure.

    Only a check that explores, and whose plain schedule passes, has anything to shrink.
    """
    failing = sitting.failing
    if failing is None or not isinstance(error, AssertionError):
        return error
    for name in (*KINDS, *_single_choices(sitting)):
        plainer = Schedule(seed=failing.seed, without=(*failing.without, name))
        if _failure(check, sitting, plainer) is not None:
            failing = plainer
    return _failure(check, sitting, failing) or error


def _single_choices(sitting: Sitting) -> list[str]:
    """Name the latencies of the failing run's jobs, one by one."""
    if not sitting.asked:
        return []
    calls: dict[str, int] = {}
    names = []
    for span in sitting.asked[-1].run.recording.spans:
        number = calls.get(span.name, 0)
        calls[span.name] = number + 1
        names.append(f"latency:{span.name}#{number}")
    return names[:MAX_TRIES]


def _failure(check: Callable[[], None], sitting: Sitting, schedule: Schedule) -> AssertionError | None:
    sitting.replay = schedule
    try:
        check()
    except AssertionError as error:
        return error
    except BaseException:  # noqa: BLE001 (another failure than the one that is being shrunk)
        return None
    return None
