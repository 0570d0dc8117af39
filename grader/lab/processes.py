"""An executor of processes of the lab's own: cores in virtual time, and pickling as between real processes.

Its processes are threads of the run, each with a GIL to itself; what goes into one or comes out is a pickled copy.
What would start a real process says what to use instead.
"""

from __future__ import annotations

import concurrent.futures
import functools
import io
import itertools
import multiprocessing
import multiprocessing.context
import multiprocessing.process
import pickle
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from grader.lab.threads import Gil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from grader.lab.bubble import Bubble
    from grader.protocol import ProcessPoolSpec

NO_PROCESSES = (
    "no process of your own can be started here: hand the work to the executor of processes that you are given,"
    " as in `await loop.run_in_executor(pool, function, argument)`"
)

SCENARIO = "<scenario>"
"""The module of functions that a suite has sent by value. They stand for functions at a module's top level."""


class BrokenProcessPool(concurrent.futures.BrokenExecutor):
    """A process of the pool has come to an unexpected end; see `concurrent.futures.process.BrokenProcessPool`."""

    __module__ = "concurrent.futures.process"


class ProcessPool(Executor):
    """Stands in for `concurrent.futures.ProcessPoolExecutor`, with a process for each core of *spec*."""

    def __init__(self, spec: ProcessPoolSpec, bubble: Bubble) -> None:
        self._name = spec.name
        self._mailroom = Mailroom(bubble)
        self._processes = ThreadPoolExecutor(spec.cores, spec.name, functools.partial(_begin, bubble))
        self._broken = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule ``fn(*args, **kwargs)`` on a core of its own; what cannot be pickled fails through the future."""
        if self._broken:
            raise BrokenProcessPool("A child process terminated abruptly, the process pool is not usable anymore")
        try:
            parcel = self._mailroom.pack((fn, args, kwargs))
        except Exception as error:  # noqa: BLE001 (whatever a learner's object raises when it is pickled)
            return self._processes.submit(_fail, error)
        return self._processes.submit(self._perform, parcel)

    def map(
        self, fn: Callable[..., Any], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[Any]:
        """Call *fn* with the items of *iterables*; as many as *chunksize* go to a process together."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        if chunksize == 1:
            return super().map(fn, *iterables, timeout=timeout)
        chunks = _chunks(zip(*iterables, strict=False), chunksize)
        results = super().map(functools.partial(_each, fn), chunks, timeout=timeout)
        return itertools.chain.from_iterable(results)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 (Executor's signature)
        """Take no more work; with *wait*, wait for what there is."""
        self._processes.shutdown(wait, cancel_futures=cancel_futures)

    def __repr__(self) -> str:
        return f"<ProcessPoolExecutor {self._name!r}>"

    def _perform(self, parcel: bytes) -> Any:
        """Do in a process what *parcel* asks for."""
        copy = self._mailroom.copy
        function, args, kwargs = self._mailroom.unpack(parcel)
        try:
            result = function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 (whatever it raises goes back to who asked)
            raise self._exception(error) from None
        return copy(result)

    def _exception(self, error: Exception) -> Exception:
        try:
            parcel = self._mailroom.pack(error)
        except Exception as unsendable:  # noqa: BLE001 (as in submit)
            return unsendable
        try:
            found: Exception = self._mailroom.unpack(parcel)
        except Exception:  # noqa: BLE001 (its own __init__ wants other arguments, mostly)
            self._broken = True
            return BrokenProcessPool(
                "A process in the process pool was terminated abruptly while the future was running or pending."
            )
        return found


class Mailroom:
    """Pickles as between processes: functions by their names, everything else by value."""

    def __init__(self, bubble: Bubble) -> None:
        self._known = bubble.importable

    def pack(self, value: Any) -> bytes:
        """Pickle *value*."""
        file = io.BytesIO()
        _Pickler(file, self._known).dump(value)
        return file.getvalue()

    def unpack(self, parcel: bytes) -> Any:
        """Make a copy of what was packed."""
        return _Unpickler(io.BytesIO(parcel), self._known).load()

    def copy(self, value: Any) -> Any:
        """Make a copy of *value* on its way between processes."""
        return self.unpack(self.pack(value))


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, known: dict[int, Any]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_id(self, obj: Any) -> int | None:
        key = id(obj)
        if key in self._known:
            return key
        if type(obj) is FunctionType and obj.__module__ == SCENARIO and obj.__qualname__.isidentifier():
            self._known[key] = obj
            return key
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, known: dict[int, Any]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, pid: Any) -> Any:
        return self._known[pid]


def _begin(bubble: Bubble) -> None:
    bubble.kernel.current.gil = Gil()


def _fail(error: Exception) -> NoReturn:
    raise error


def _each(function: Callable[..., Any], chunk: list[tuple[Any, ...]]) -> list[Any]:
    return [function(*args) for args in chunk]


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(items)
    while chunk := list(itertools.islice(source, size)):
        yield chunk


def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    """Say what to use instead of a process of one's own."""
    raise RuntimeError(NO_PROCESSES)


class RefusedExecutor(Executor):
    """Stands where `concurrent.futures.ProcessPoolExecutor` was."""

    __init__ = refuse


def install() -> None:
    """Refuse real processes. Call it once, before a submission is imported."""
    RefusedExecutor.__name__ = RefusedExecutor.__qualname__ = "ProcessPoolExecutor"
    RefusedExecutor.__module__ = "concurrent.futures.process"
    stub = ModuleType("concurrent.futures.process")  # the real one would load all that talks to real processes
    vars(stub).update(ProcessPoolExecutor=RefusedExecutor, BrokenProcessPool=BrokenProcessPool)
    sys.modules["concurrent.futures.process"] = stub
    vars(concurrent.futures).update(ProcessPoolExecutor=RefusedExecutor, process=stub)
    setattr(multiprocessing.process.BaseProcess, "__init__", refuse)  # noqa: B010 (mypy refuses to assign to a method)
    for name in ("Pool", "Manager"):
        setattr(multiprocessing, name, refuse)
        setattr(multiprocessing.context.BaseContext, name, refuse)
