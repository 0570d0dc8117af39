"""The state of the process that a run could leave behind for the next one, and the CPU time it may use."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import os
import signal
import socket
import sys
import warnings
from typing import TYPE_CHECKING

from grader.lab import bubble as bubbles
from grader.lab import chance, values
from grader.protocol import ROUSE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from typing import Any, NoReturn

    from grader.lab.bubble import Bubble
    from grader.lab.kernel import Reason

set_real_handler = signal.signal
"""As it was before `grader.lab.signals` put its own in this place."""

INSIST = 0.1
"""CPU seconds after which a submission that swallowed the end of its run is told again."""


class Printed(io.TextIOBase):
    """Standard output or error of a run: what is printed goes into the recording, with its time."""

    encoding = "utf-8"

    def __init__(self, *, error: bool) -> None:
        self._error = error

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Record *text*."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")  # as io.TextIOWrapper
        bubble = bubbles.current()
        if bubble is not None:
            printable = values.plain(text).encode("utf-8", "backslashreplace").decode()
            bubble.recorder.print(printable, error=self._error)
        return len(text)


ASYNCIO = logging.getLogger("asyncio")
SILENCE = logging.NullHandler()
"""What asyncio complains of is recorded, and printed only if the submission sets up logging."""


@contextlib.contextmanager
def clean_process(seed: int) -> Iterator[None]:
    """Give a run streams, randomness and settings of its own, and put everything back afterwards."""
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), Printed(error=False), Printed(error=True)
    raw: dict[Any, Any] = os.environ._data  # type: ignore[attr-defined]  # noqa: SLF001 (not decoded, which takes its time)
    environment, path, hooks = raw.copy(), list(sys.path), (sys.excepthook, sys.unraisablehook)
    recursion = sys.getrecursionlimit()
    loggers = dict(logging.Logger.manager.loggerDict)
    chance.begin(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.simplefilter("ignore", ResourceWarning)  # as Python does: it would be printed between the lines
        ASYNCIO.addHandler(SILENCE)
        try:
            yield
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
            sys.excepthook, sys.unraisablehook = hooks
            sys.path[:] = path
            sys.setrecursionlimit(recursion)
            gc.disable()  # it was: see the zygote
            socket.setdefaulttimeout(None)
            if raw != environment:
                encoded = environment.items()
                known = {os.environ.decodekey(key): os.environ.decodevalue(value) for key, value in encoded}
                os.environ.clear()
                os.environ.update(known)
            _restore_logging(loggers)


def _restore_logging(loggers: dict[str, Any]) -> None:
    """Take away the loggers that a submission has added, and what it has set in those that were there."""
    manager = logging.Logger.manager
    if manager.loggerDict != loggers:
        manager.loggerDict.clear()
        manager.loggerDict.update(loggers)
    for logger in (logging.root, *loggers.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.filters.clear()
            logger.disabled, logger.propagate = False, True
            level = logging.WARNING if logger is logging.root else logging.NOTSET
            if logger.level != level:
                logger.setLevel(level)
    if manager.disable:
        logging.disable(logging.NOTSET)


class Interruptions:
    """Ends a run, with the line it was at, when it has used its CPU time, or when the judge has waited long enough.

    By signal, so only in the main thread, and only where there are such signals. Whoever evades it is killed by the
    judge.
    """

    def __init__(self, bubble: Bubble) -> None:
        self._bubble = bubble

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            set_real_handler(signal.SIGPROF, lambda _signal, frame: self._give_up("cpu", frame))
            set_real_handler(getattr(signal, ROUSE), lambda _signal, frame: self._give_up("idle", frame))
            signal.setitimer(signal.ITIMER_PROF, self._bubble.limits.cpu, INSIST)

    def __exit__(self, *exc: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
            set_real_handler(getattr(signal, ROUSE), signal.SIG_IGN)  # it comes too late: this run is over

    def _give_up(self, reason: Reason, frame: FrameType | None) -> None:
        bubble = self._bubble
        kernel = bubble.kernel
        if kernel.current.ident is not None:  # not the main thread, which is where signals arrive
            there = sys._current_frames().get(kernel.current.ident)  # noqa: SLF001 (the documented way)
            frame = there if bubble.recorder.place(there) is not None else frame
        kernel.current = kernel.main
        raise bubble.give_up(reason, frame)


def watch_exits() -> None:
    """Tell where a submission ends the whole process, instead of having it end. Call it once a process."""
    end = os._exit

    def _exit(status: int) -> NoReturn:
        bubble = bubbles.current()
        if bubble is not None and bubble.process == os.getpid():  # and not a child that the submission has forked
            raise bubble.give_up("exit", sys._getframe(1))  # noqa: SLF001 (the documented way to a caller)
        end(status)

    os._exit = _exit


def watch_complaints() -> None:
    """Make Python's complaints about forgotten coroutines part of the recording. Call it once a process."""
    sys.set_coroutine_origin_tracking_depth(1)
    setattr(warnings, "_warn_unawaited_coroutine", _note_unawaited)  # noqa: B010 (the hook that CPython calls)
    sys.unraisablehook = lambda _unraisable: None  # a finaliser's failure, after its run: nobody to tell


def _note_unawaited(coroutine: Any) -> None:
    bubble = bubbles.current()
    if bubble is not None:
        origin = coroutine.cr_origin
        recorder = bubble.recorder
        place = recorder.line(origin[0][1], origin[0][2]) if origin and origin[0][0] == recorder.filename else None
        recorder.warn("never awaited", str(coroutine.__qualname__), place)
