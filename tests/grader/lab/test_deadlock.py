"""A deadlock is told by who waits for what, where, and who holds it.

The programs here run on asyncio's own loop until nothing moves any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
import traceback
import types
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from grader.lab import deadlock, owners

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator
    from typing import TypeAlias

    from grader.protocol import DeadlockRecord, Waiter

    Program: TypeAlias = Callable[[], Coroutine[Any, Any, Any]]

TURNS = 12
"""How often the loop goes round before a program counts as stuck."""


class Named(asyncio.Task[Any]):
    """A task that keeps the name that it was made with unless it is given another."""

    def set_name(self, value: object) -> None:
        """Take *value* as name, unless it is the None that some versions pass on."""
        if value is not None:
            super().set_name(value)


@pytest.fixture(autouse=True)
def _noted_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have asyncio note owners during a test, and take that away again after it."""
    monkeypatch.setattr(asyncio.Lock, "_locked", None, raising=False)
    monkeypatch.setattr(asyncio.Semaphore, "_value", None, raising=False)
    owners.install()


def run(program: Program) -> DeadlockRecord:
    """Run *program* as task "main" until it is stuck, and look."""
    found: list[DeadlockRecord] = []
    asyncio.run(_look(program, found.append))
    return found[0]


async def _look(program: Program, report: Callable[[DeadlockRecord], None]) -> None:
    tasks: list[asyncio.Task[Any]] = []

    def factory(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
        name = options.pop("name", None) or getattr(coro, "__name__", "?")
        tasks.append(Named(coro, loop=loop, name=name, **options))
        return tasks[-1]

    asyncio.get_running_loop().set_task_factory(factory)
    asyncio.get_running_loop().create_task(program(), name="main")
    for _ in range(TURNS):
        await asyncio.sleep(0)
    report(deadlock.find(tasks, lambda filename: filename == __file__))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def lines(record: DeadlockRecord) -> list[str]:
    """Put *record* into words, for a test to compare."""
    return [line(waiter) for waiter in record.waiters]


def line(waiter: Waiter) -> str:
    """Put one waiter into words."""
    held = f", held by {waiter.held_by}" if waiter.held_by else ""
    place = f" at {waiter.place.function}: {waiter.place.code}" if waiter.place else ""
    return f"{waiter.task}: {waiter.waits_for}{held}{place}"


async def forever() -> None:
    """Wait for a future that nobody completes."""
    await asyncio.get_running_loop().create_future()


async def hold(lock: Any, *, then: Any = forever) -> None:
    """Hold *lock* for good."""
    async with lock:
        await then()


# --- Locks ----------------------------------------------------------------------------------------------------------


async def dine(left: asyncio.Lock, right: asyncio.Lock) -> None:
    """Take both forks, one after the other."""
    async with left:
        await asyncio.sleep(0)
        async with right:
            pass


async def dinner(size: int = 3) -> None:
    """Let every philosopher take the fork at the left first."""
    forks = [asyncio.Lock() for _ in range(size)]
    table = asyncio.TaskGroup()
    async with table:
        for i in range(size):
            table.create_task(dine(forks[i], forks[(i + 1) % size]), name=f"phil-{i}")


def test_philosophers_are_named_in_their_circle() -> None:
    """Three philosophers, each with one fork: who waits for whose, on which line, and the circle."""
    record = run(dinner)
    assert lines(record) == [
        "main: TaskGroup of phil-0, phil-1, phil-2, held by phil-0, phil-1, phil-2 at dinner: async with table:",
        "phil-0: Lock `right`, held by phil-1 at dine: async with right:",
        "phil-1: Lock `right`, held by phil-2 at dine: async with right:",
        "phil-2: Lock `right`, held by phil-0 at dine: async with right:",
    ]
    assert record.cycle == ["phil-0", "phil-1", "phil-2", "phil-0"]


def test_place_is_the_line_of_the_wait() -> None:
    """The line is the one that waits, not the one where the function begins."""
    place = run(dinner).waiters[1].place
    assert place is not None
    assert place.line == dine.__code__.co_firstlineno + 4


def test_lock_taken_twice_is_a_circle_of_one() -> None:
    """Asyncio's locks are not reentrant: who takes one twice waits for itself."""

    async def twice() -> None:
        lock = asyncio.Lock()
        async with lock:
            await lock.acquire()

    record = run(twice)
    assert lines(record) == ["main: Lock `lock`, held by main at twice: await lock.acquire()"]
    assert record.cycle == ["main", "main"]


@dataclass
class Account:
    """Has a lock in every place where learners keep them."""

    shared = asyncio.Lock()
    own: asyncio.Lock = field(default_factory=asyncio.Lock)
    several: list[asyncio.Lock] = field(default_factory=lambda: [asyncio.Lock(), asyncio.Lock()])
    named: dict[str, asyncio.Lock] = field(default_factory=lambda: {"a": asyncio.Lock()})

    async def lock(self, pick: Callable[[Account], Any]) -> None:
        """Take the chosen lock twice."""
        async with pick(self), pick(self):
            pass


@dataclass(slots=True)
class Slotted:
    """Keeps its lock in a slot."""

    inner: asyncio.Lock = field(default_factory=asyncio.Lock)


GLOBAL = asyncio.Lock()


async def twice_by_name(account: Account | Slotted, pick: Callable[[Any], asyncio.Lock]) -> None:
    """Take a lock of somebody else's twice."""
    await pick(account).acquire()
    await pick(account).acquire()


@pytest.mark.parametrize(
    ("program", "name"),
    [
        pytest.param(lambda: Account().lock(lambda a: a.own), "self.own", id="attribute"),
        pytest.param(lambda: Account().lock(lambda _: Account.shared), "self.shared", id="class attribute"),
        pytest.param(lambda: Account().lock(lambda a: a.several[1]), "self.several[1]", id="list in attribute"),
        pytest.param(lambda: Account().lock(lambda a: a.named["a"]), "self.named['a']", id="dict in attribute"),
        pytest.param(lambda: twice_by_name(Account(), lambda a: a.own), "account.own", id="argument's attribute"),
        pytest.param(lambda: twice_by_name(Slotted(), lambda a: a.inner), "account.inner", id="slot"),
        pytest.param(lambda: twice_by_name(Account(), lambda _: GLOBAL), "GLOBAL", id="global"),
        pytest.param(lambda: hold(asyncio.Condition(GLOBAL), then=GLOBAL.acquire), "lock", id="lock of a condition"),
    ],
)
def test_lock_is_called_what_the_waiting_code_calls_it(
    program: Program, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is the expression by which the waiting code reaches the lock."""
    monkeypatch.setitem(globals(), "GLOBAL", asyncio.Lock())  # a lock belongs to the loop in which it was waited for
    monkeypatch.setattr(Account, "shared", asyncio.Lock())
    assert run(program).waiters[0].waits_for == f"Lock `{name}`"


def test_unreachable_lock_has_no_name() -> None:
    """A lock that only a closure elsewhere refers to is just a lock."""

    async def waits(acquire: Callable[[], Awaitable[object]]) -> None:
        await acquire()

    async def main() -> None:
        lock = asyncio.Lock()
        await lock.acquire()
        asyncio.create_task(waits(lambda: lock.acquire()), name="other")  # noqa: PLW0108, RUF006 (hides it; as learners do)

    assert lines(run(main)) == ["other: Lock, held by main, which has ended at waits: await acquire()"]


def test_lock_of_a_task_that_has_ended_is_told() -> None:
    """Who took a lock and ended without giving it back is named even when nobody refers to that task."""

    async def leak(lock: asyncio.Lock) -> None:
        await lock.acquire()

    async def main() -> None:
        lock = asyncio.Lock()
        await asyncio.create_task(leak(lock), name="leaky")
        gc.collect()
        async with lock:
            pass

    record = run(main)
    assert lines(record) == ["main: Lock `lock`, held by leaky, which has ended at main: async with lock:"]
    assert record.cycle == []


def test_subclass_of_a_lock_is_noted_too() -> None:
    """A learner's subclass stays a lock with an owner, and the wait is at the learner's own line."""

    class Loud(asyncio.Lock):
        async def acquire(self) -> Any:
            return await super().acquire()

    async def main() -> None:
        lock = Loud()
        await lock.acquire()
        await lock.acquire()

    record = run(main)
    assert lines(record) == ["main: Lock `self`, held by main at acquire: return await super().acquire()"]
    assert record.cycle == ["main", "main"]


def test_wait_for_acquires_on_behalf_of_its_caller() -> None:
    """`wait_for(lock.acquire(), 1)` makes a task of its own on Python 3.11; the caller holds the lock all the same."""

    async def polite(mine: asyncio.Lock, other: asyncio.Lock) -> None:
        await asyncio.wait_for(mine.acquire(), 1)
        await asyncio.sleep(0)
        async with other:
            pass

    async def main() -> None:
        a, b = asyncio.Lock(), asyncio.Lock()
        asyncio.create_task(polite(a, b), name="ab")  # noqa: RUF006 (as learners do)
        asyncio.create_task(polite(b, a), name="ba")  # noqa: RUF006 (as learners do)

    assert run(main).cycle == ["ab", "ba", "ab"]


# --- Semaphores -----------------------------------------------------------------------------------------------------


def test_leaked_slots_are_told_with_their_holders() -> None:
    """A semaphore whose slots were never given back names who has them."""

    async def worker(limit: asyncio.Semaphore) -> None:
        await limit.acquire()

    async def main() -> None:
        limit = asyncio.Semaphore(2)
        tasks = [asyncio.create_task(worker(limit), name=f"w-{i}") for i in range(3)]
        await asyncio.gather(*tasks)

    record = run(main)
    assert lines(record) == [
        "main: gather of w-2, held by w-2 at main: await asyncio.gather(*tasks)",
        "w-2: Semaphore `limit`, held by w-0, which has ended, w-1, which has ended at worker: await limit.acquire()",
    ]
    assert record.cycle == []


def test_slot_handed_over_belongs_to_the_one_who_waited() -> None:
    """A release hands the slot to a waiter; from then on that one holds it, not the one who released."""

    async def second(a: asyncio.Semaphore, b: asyncio.Semaphore) -> None:
        async with a:
            await hold(b)

    async def main() -> None:
        a, b = asyncio.BoundedSemaphore(1), asyncio.BoundedSemaphore(1)
        async with a:
            asyncio.create_task(second(a, b), name="second")  # noqa: RUF006 (as learners do)
            await asyncio.sleep(0)
        async with a:
            pass

    assert lines(run(main))[0] == "main: Semaphore `a`, held by second at main: async with a:"


def test_semaphores_make_a_circle() -> None:
    """A circle goes through semaphores as through locks."""

    async def both(first: asyncio.Semaphore, second: asyncio.Semaphore) -> None:
        async with first:
            await asyncio.sleep(0)
            async with second:
                pass

    async def main() -> None:
        a, b = asyncio.Semaphore(), asyncio.Semaphore()
        await asyncio.gather(both(a, b), both(b, a))

    assert run(main).cycle == ["both", "both", "both"]


def test_semaphore_with_a_free_holder_makes_no_circle() -> None:
    """One waits for any of the holders: while one of them can go on, nobody is stuck."""

    async def main() -> None:
        limit = asyncio.Semaphore(2)
        asyncio.create_task(hold(limit, then=partial(asyncio.sleep, 60)), name="heartbeat")  # noqa: RUF006 (as learners do)
        await asyncio.sleep(0)
        await limit.acquire()
        await limit.acquire()

    record = run(main)
    assert lines(record)[0] == "main: Semaphore `limit`, held by heartbeat, main at main: await limit.acquire()"
    assert record.cycle == []


@pytest.mark.parametrize("start", [0, 1])
def test_semaphore_used_as_a_signal_has_no_holder(start: int) -> None:
    """Where one task acquires and another releases, nobody holds anything."""

    async def main() -> None:
        signal = asyncio.Semaphore(start)
        release = partial(asyncio.get_running_loop().call_soon, signal.release)
        release()
        for _ in range(start + 2):
            await signal.acquire()

    record = run(main)
    assert lines(record) == ["main: Semaphore `signal` at main: await signal.acquire()"]
    assert record.cycle == []


def test_cancelled_waiter_gives_its_slot_back() -> None:
    """Who is cancelled between being handed a slot and running does not hold it."""

    async def main() -> None:
        limit = asyncio.Semaphore(1)
        await limit.acquire()
        task = asyncio.create_task(hold(limit), name="unlucky")
        await asyncio.sleep(0)
        limit.release()
        task.cancel()
        await asyncio.wait([task])
        await limit.acquire()
        await limit.acquire()

    assert lines(run(main)) == ["main: Semaphore `limit`, held by main at main: await limit.acquire()"]


# --- Owners ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [asyncio.Lock, asyncio.Semaphore, asyncio.BoundedSemaphore, asyncio.Condition])
def test_holders_come_and_go(kind: type[asyncio.Lock]) -> None:
    """A task holds what it acquired until it releases it."""

    async def main() -> list[list[str]]:
        lock = kind()
        seen = [owners.names(lock)]
        async with lock:
            seen.append([task.get_name() for task in owners.holders(lock)])
        return [*seen, owners.names(lock)]

    async def named() -> list[list[str]]:
        return await asyncio.create_task(main(), name="me")

    assert asyncio.run(named()) == [[], ["me"], []]


def test_owners_leave_asyncio_as_it_is() -> None:
    """Classes, representations, errors and a lock without a loop are asyncio's own."""
    lock, semaphore = asyncio.Lock(), asyncio.Semaphore(2)
    assert type(lock) is asyncio.Lock
    assert repr(lock).endswith("[unlocked]>")
    assert repr(semaphore).endswith("[unlocked, value:2]>")
    assert lock.locked() is False
    with pytest.raises(RuntimeError, match="Lock is not acquired"):
        lock.release()
    with pytest.raises(ValueError, match="released too many times"):
        asyncio.BoundedSemaphore().release()


def test_owners_do_not_keep_a_task_alive() -> None:
    """A task that holds a lock may be collected like any other."""

    async def take(lock: asyncio.Lock) -> None:
        await lock.acquire()

    async def main() -> list[asyncio.Task[Any]]:
        lock = asyncio.Lock()
        await asyncio.create_task(take(lock))
        await asyncio.sleep(0)  # the handle that woke this task refers to the other one
        gc.collect()
        return owners.holders(lock)

    assert asyncio.run(main()) == []


def test_owners_add_no_frame() -> None:
    """A traceback out of `acquire` shows asyncio's frames only."""

    async def main() -> BaseException | None:
        lock = asyncio.Lock()
        await lock.acquire()
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(0):
                await lock.acquire()
        return caught.value.__cause__

    cause = asyncio.run(main())
    if cause is None:
        pytest.skip("early versions of Python 3.11 do not tell what a limit has interrupted")
    assert [frame.name for frame in traceback.extract_tb(cause.__traceback__)] == ["main", "acquire"]


def test_forgotten_initialiser_is_reported_as_ever() -> None:
    """A subclass that does not call `super().__init__()` gets the AttributeError that asyncio gives."""

    class Forgetful(asyncio.Lock):
        def __init__(self) -> None:
            pass

    with pytest.raises(AttributeError, match="'Forgetful' object has no attribute '_locked'"):
        Forgetful().locked()


# --- Everything else that one can wait for --------------------------------------------------------------------------


async def event() -> None:
    """Wait for an event that nobody sets."""
    ready = asyncio.Event()
    await ready.wait()


async def queue_get() -> None:
    """Get from a queue that nobody fills."""
    queue: asyncio.Queue[int] = asyncio.PriorityQueue()
    await queue.get()


async def queue_put() -> None:
    """Put into a full queue that nobody empties."""
    queue: asyncio.Queue[int] = asyncio.Queue(1)
    await queue.put(1)
    await queue.put(2)


async def queue_join() -> None:
    """Join a queue after a `get` without `task_done`."""
    queue: asyncio.Queue[int] = asyncio.Queue()
    queue.put_nowait(1)
    await queue.get()
    await queue.join()


async def condition() -> None:
    """Wait to be notified."""
    changed = asyncio.Condition()
    async with changed:
        await changed.wait()


async def condition_for() -> None:
    """Wait for a predicate that never holds."""
    changed = asyncio.Condition()
    async with changed:
        await changed.wait_for(lambda: False)


async def barrier() -> None:
    """Wait alone at a barrier for two."""
    start = asyncio.Barrier(2)
    async with start:
        pass


async def future() -> None:
    """Wait for a future that nobody completes."""
    reply = asyncio.get_running_loop().create_future()
    await reply


async def through_generator() -> None:
    """Wait in an asynchronous generator."""
    ready = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        await ready.wait()
        yield 1

    async for _ in numbers():
        pass


async def through_anext() -> None:
    """Wait in an asynchronous generator, by `anext` with a default."""
    ready = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        await ready.wait()
        yield 1

    await anext(numbers(), None)


async def through_close() -> None:
    """Wait in the `finally` of an asynchronous generator."""
    ready = asyncio.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await ready.wait()

    async with contextlib.aclosing(numbers()) as source:  # type: ignore[type-var]
        await anext(source)


async def through_context_manager() -> None:
    """Wait in an asynchronous context manager."""
    ready = asyncio.Event()

    @contextlib.asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        await ready.wait()
        yield

    async with opened():
        pass


async def through_await_method() -> None:
    """Wait in a learner's awaitable, whose `__await__` is a coroutine's."""
    ready = asyncio.Event()

    class Reply:
        def __await__(self) -> Generator[Any, None, Any]:
            return ready.wait().__await__()

    await Reply()


async def through_plain_generator() -> None:
    """Wait in a generator-based coroutine."""
    ready = asyncio.Event()

    @types.coroutine
    def legacy() -> Generator[Any, None, Any]:
        yield from ready.wait().__await__()

    await legacy()


async def within_time_limit() -> None:
    """Wait within `wait_for`, without a limit."""
    ready = asyncio.Event()
    await asyncio.wait_for(ready.wait(), None)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (event, "Event `ready` at event: await ready.wait()"),
        (queue_get, "Queue `queue` (get) at queue_get: await queue.get()"),
        (queue_put, "Queue `queue` (put) at queue_put: await queue.put(2)"),
        (queue_join, "Queue `queue` (join) at queue_join: await queue.join()"),
        (condition, "Condition `changed` at condition: await changed.wait()"),
        (condition_for, "Condition `changed` at condition_for: await changed.wait_for(lambda: False)"),
        (barrier, "Barrier `start` at barrier: async with start:"),
        (future, "a future `reply` that nobody completes at future: await reply"),
        (through_generator, "Event `ready` at numbers: await ready.wait()"),
        (through_anext, "Event `ready` at numbers: await ready.wait()"),
        (through_close, "Event `ready` at numbers: await ready.wait()"),
        (through_context_manager, "Event `ready` at opened: await ready.wait()"),
        (through_await_method, "Event `ready` at through_await_method: await Reply()"),
        (through_plain_generator, "Event `ready` at legacy: yield from ready.wait().__await__()"),
        (within_time_limit, "Event `ready` at within_time_limit: await asyncio.wait_for(ready.wait(), None)"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_wait_is_told_with_its_object_and_line(program: Program, expected: str) -> None:
    """What is waited for has its kind, its name and the nearest line of the submission."""
    record = run(program)
    assert lines(record) == [f"main: {expected}"]
    assert record.cycle == []


def test_condition_that_cannot_take_its_lock_back_waits_for_the_lock() -> None:
    """A waiter that was notified while another task keeps the lock waits for that task, not for a notification."""

    async def waits(changed: asyncio.Condition) -> None:
        async with changed:
            await changed.wait()

    async def main() -> None:
        changed = asyncio.Condition()
        task = asyncio.create_task(waits(changed), name="waits")
        await asyncio.sleep(0)
        async with changed:
            changed.notify()
            await asyncio.wait([task])

    record = run(main)
    assert lines(record) == [
        "main: wait of waits, held by waits at main: await asyncio.wait([task])",
        "waits: Lock `changed`, held by main at waits: await changed.wait()",
    ]
    assert record.cycle == ["main", "waits", "main"]


def test_tasks_that_await_each_other_make_a_circle() -> None:
    """A task that waits for a task that waits for it; shielded once, for a plain circle cannot even be cancelled."""

    async def first(tasks: list[asyncio.Task[None]]) -> None:
        await asyncio.sleep(0)
        await tasks[1]

    async def second(tasks: list[asyncio.Task[None]]) -> None:
        await asyncio.shield(tasks[0])

    async def main() -> None:
        tasks: list[asyncio.Task[None]] = []
        tasks.extend((asyncio.create_task(first(tasks)), asyncio.create_task(second(tasks))))

    record = run(main)
    assert lines(record) == [
        "first: task second, held by second at first: await tasks[1]",
        "second: shield of first, held by first at second: await asyncio.shield(tasks[0])",
    ]
    assert record.cycle == ["first", "second", "first"]


@pytest.mark.parametrize(
    ("collect", "label"),
    [
        pytest.param(asyncio.gather, "gather of child, forever", id="gather"),
        pytest.param(lambda *a: asyncio.gather(asyncio.gather(*a)), "gather of child, forever", id="nested"),
        pytest.param(lambda *a: asyncio.shield(asyncio.gather(*a)), "shield of child, forever", id="shield"),
        pytest.param(lambda *a: asyncio.wait([*map(asyncio.ensure_future, a)]), "wait of child, forever", id="wait"),
    ],
)
def test_circle_goes_through_those_who_wait_for_many(collect: Callable[..., Awaitable[Any]], label: str) -> None:
    """Who waits for all of several tasks is stuck as soon as one of them is."""

    async def child(lock: asyncio.Lock) -> None:
        async with lock:
            pass

    async def main() -> None:
        lock = asyncio.Lock()
        async with lock:
            await collect(child(lock), forever())

    record = run(main)
    assert lines(record) == [
        f"main: {label}, held by child, forever at main: await collect(child(lock), forever())",
        "child: Lock `lock`, held by main at child: async with lock:",
        "forever: a future that nobody completes at forever: await asyncio.get_running_loop().create_future()",
    ]
    assert record.cycle == ["main", "child", "main"]


def test_waiting_for_the_first_is_no_circle_while_another_can_end() -> None:
    """`wait` for the first of two is not stuck while one of them only waits for time to pass."""

    async def main() -> None:
        lock = asyncio.Lock()
        async with lock:
            tasks = [asyncio.create_task(hold(lock)), asyncio.create_task(asyncio.sleep(60))]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    record = run(main)
    assert [waiter.waits_for for waiter in record.waiters] == ["wait of hold, sleep", "Lock `lock`", "sleep(60)"]
    assert record.cycle == []


def test_heartbeat_does_not_hide_a_circle() -> None:
    """Tasks that go on for ever are told of, but are not in the circle."""

    async def heartbeat() -> None:
        while True:  # noqa: ASYNC110 (a heartbeat)
            await asyncio.sleep(3600)

    async def main() -> None:
        asyncio.create_task(heartbeat())  # noqa: RUF006 (as learners do)
        await dinner(2)

    record = run(main)
    assert lines(record)[1] == "heartbeat: sleep(3600) at heartbeat: await asyncio.sleep(3600)"
    assert record.cycle == ["phil-0", "phil-1", "phil-0"]


def test_time_limit_breaks_a_circle() -> None:
    """Who is going to be cancelled by a timeout is not stuck, and neither is who waits for it."""

    async def main() -> None:
        async with asyncio.timeout(3600):
            await dinner(2)

    async def limited(left: asyncio.Lock, right: asyncio.Lock) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3600):
                await dine(left, right)

    async def timed() -> None:
        a, b = asyncio.Lock(), asyncio.Lock()
        await asyncio.gather(limited(a, b), dine(b, a))

    assert run(timed).cycle == []
    assert run(main).cycle == ["phil-0", "phil-1", "phil-0"]


def test_future_may_be_completed_while_timers_run() -> None:
    """Nobody can say that a future is never completed while a timer is still to come."""

    async def main() -> None:
        reply = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(3600, reply.set_result, None)
        await reply

    assert run(main).waiters[0].waits_for == "a future `reply`"


def test_call_of_a_library_is_named_by_what_the_submission_called() -> None:
    """What waits outside both the submission and asyncio is told as the call that went there."""
    library: dict[str, Any] = {"__name__": "library"}
    code = "async def inner(future):\n    await future\n\nasync def fetch(future):\n    await inner(future)\n"
    exec(compile(code, "library.py", "exec"), library)  # noqa: S102 (a module that is not the submission's)

    async def main() -> None:
        future = asyncio.get_running_loop().create_future()
        await library["fetch"](future)

    assert lines(run(main)) == ['main: fetch() at main: await library["fetch"](future)']


def test_task_outside_the_submission_has_no_place() -> None:
    """A task without a line of the submission is told of without one."""

    async def main() -> None:
        await asyncio.create_task(asyncio.Event().wait())

    assert lines(run(main))[1] == "wait: Event"


# --- Odd things -----------------------------------------------------------------------------------------------------


class Hostile:
    """Answers nothing without raising."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("==")

    __hash__ = None  # type: ignore[assignment]


async def beside_hostile_locals() -> None:
    """Wait with a variable that raises at every touch."""
    hostile = Hostile()
    events = [asyncio.Event()]
    await events[0].wait()
    del hostile


class OddFuture:
    """Is like a future as far as a task cares, and is not asyncio's."""

    _asyncio_future_blocking = True

    def __init__(self) -> None:
        self.callbacks: list[Any] = []

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """Give the loop, which a task checks."""
        return asyncio.get_running_loop()

    def add_done_callback(self, callback: Any, *, context: Any = None) -> None:
        """Keep *callback*."""
        self.callbacks.append((callback, context))

    def cancel(self, msg: Any = None) -> bool:
        """Let the task be cancelled."""
        del msg
        for callback, _ in self.callbacks:
            asyncio.get_running_loop().call_soon(callback, self)
        return True

    def result(self) -> None:
        """End as a cancelled future does."""
        raise asyncio.CancelledError

    def __await__(self) -> Iterator[Any]:
        self._asyncio_future_blocking = True
        return iter([self])


async def odd_future() -> None:
    """Wait for something that asyncio did not make, through an iterator in C."""
    odd: Any = OddFuture()
    await odd


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (beside_hostile_locals, "Event at beside_hostile_locals: await events[0].wait()"),
        (odd_future, "something outside asyncio at odd_future: await odd"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_odd_objects_are_survived(program: Program, expected: str) -> None:
    """Whatever a learner's objects do, the deadlock is told; at worst without a name."""
    assert lines(run(program))[0] == f"main: {expected}"


def test_deep_recursion_is_walked_to_its_end() -> None:
    """A wait some hundred calls deep is found like any other."""

    async def deeper(depth: int) -> None:
        if depth:
            await deeper(depth - 1)
        else:
            await event()

    assert lines(run(partial(deeper, sys.getrecursionlimit() // 4))) == [
        "main: Event `ready` at event: await ready.wait()"
    ]


def test_tasks_about_to_run_do_not_count() -> None:
    """Who yields to the loop, has not begun, or whose future is done waits for nobody."""

    async def busy() -> None:
        while True:  # noqa: ASYNC110 (what it is about)
            await asyncio.sleep(0)

    assert run(busy).waiters == []


def test_many_waiters_are_cut_but_the_circle_is_kept() -> None:
    """Of a thousand waiting tasks a hundred are told of, in order, the circle among them."""

    async def main() -> None:
        ready = asyncio.Event()
        for i in range(1000):
            asyncio.create_task(ready.wait(), name=f"w-{i}")  # noqa: RUF006 (as learners do)
        await dinner(2)

    record = run(main)
    names = [waiter.task for waiter in record.waiters]
    assert names == ["main", *(f"w-{i}" for i in range(97)), "phil-0", "phil-1"]
    assert record.cycle == ["phil-0", "phil-1", "phil-0"]
