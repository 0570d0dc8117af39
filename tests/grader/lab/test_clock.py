"""Time jumps, and every clock of the standard library jumps with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from grader.protocol import Limits, nanoseconds

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]


def test_equal_deadlines_fire_in_the_order_in_which_they_were_set(call: Program) -> None:
    """Five tasks that sleep equally long wake in the order in which they fell asleep."""
    run = call("""
        import asyncio

        async def main():
            woken = []

            async def sleeper(n):
                await asyncio.sleep(1)
                woken.append(n)

            await asyncio.gather(*(sleeper(n) for n in range(5)))
            return woken
    """)
    assert (run.returned, run.elapsed) == ([0, 1, 2, 3, 4], 1.0)


def test_timers_fire_by_deadline_then_by_age(call: Program) -> None:
    """Timers fire by deadline whatever the order in which they were set, and cancelled ones do not."""
    run = call("""
        import asyncio

        async def main():
            loop, done = asyncio.get_running_loop(), asyncio.Event()
            for delay, name in [(3, "c"), (1, "a"), (2, "b"), (1, "a2"), (3, "c2"), (0, "now")]:
                loop.call_later(delay, print, name)
            loop.call_later(2, print, "cancelled").cancel()
            loop.call_at(loop.time() + 4, done.set)
            await done.wait()
    """)
    assert run.printed == [(0, "now"), (1, "a"), (1, "a2"), (2, "b"), (3, "c"), (3, "c2")]


@pytest.mark.parametrize("at", [0, 1.7e7, 1e9], ids=["start", "where 1e-9 vanishes", "decades"])
def test_timers_fire_however_late_it_is(call: Program, at: float) -> None:
    """The clock's resolution grows with the time: short sleeps end also where a nanosecond is lost beside it."""
    run = call(
        """
        import asyncio

        async def main(at):
            await asyncio.sleep(at)
            for _ in range(20):
                await asyncio.sleep(0.1)
            return "through"
        """,
        at,
        limits=Limits(virtual=2e9),
    )
    assert run.returned == "through"
    assert float(run.elapsed) == pytest.approx(at + 2, rel=1e-12)


SHORTEST_WAITS = {
    "asyncio.sleep": "asyncio.run(asyncio.sleep(tiny))",
    "call_at": "asyncio.run(timer())",
    "timeout_at": "asyncio.run(limit())",
    "time.sleep": "time.sleep(tiny)",
    "Event": "threading.Event().wait(tiny)",
    "Lock": "lock.acquire(timeout=tiny)",
    "join": "thread.join(tiny)",
}


@pytest.mark.parametrize("tiny", [4e-10, 1e-12, 1e-17], ids=str)
@pytest.mark.parametrize("wait", SHORTEST_WAITS.values(), ids=SHORTEST_WAITS)
def test_waiting_takes_a_nanosecond_at_least(plainly: Program, wait: str, tiny: float) -> None:
    """Whoever waits until it is later, by however little, comes to an end, and it is later then."""
    run = plainly(
        f"""
        import asyncio, contextlib, math, threading, time

        async def timer():
            loop, is_due = asyncio.get_running_loop(), asyncio.Event()
            loop.call_at(math.nextafter(loop.time(), math.inf), is_due.set)
            await is_due.wait()

        async def limit():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(math.nextafter(time.monotonic(), math.inf)):
                    await asyncio.Event().wait()

        def main(tiny):
            lock = threading.Lock()
            lock.acquire()
            thread = threading.Thread(target=time.sleep, args=[60])
            thread.start()
            times = [time.monotonic_ns()]
            for _ in range(3):
                {wait}
                times.append(time.monotonic_ns())
            return [time - times[0] for time in times]
        """,
        tiny,
    )
    assert run.returned == [0, 1, 2, 3]


POUR = """
    import asyncio

    class Barrel:
        def __init__(self, capacity, rate):
            self.capacity, self.rate, self.litres = capacity, rate, capacity
            self.measured = asyncio.get_running_loop().time()

        def measure(self):
            now = asyncio.get_running_loop().time()
            self.litres = min(self.capacity, self.litres + self.rate * (now - self.measured))
            self.measured = now
            return self.litres

        async def draw(self, litres):
            while (missing := litres - self.measure()) > 0:
                await asyncio.sleep(missing / self.rate)
            self.litres -= litres

    async def main(begin, rate):
        await asyncio.sleep(begin)
        barrel, drawn = Barrel(4, rate), []
        for litres in (1, 3, 1, 2, 1, 3):
            await barrel.draw(litres)
            drawn.append(round((asyncio.get_running_loop().time() - 1000 - begin) * rate, 6))
        return drawn
"""


@pytest.mark.parametrize("begin", [0, 0.1])
@pytest.mark.parametrize("rate", [0.1, 0.2, 3, 7, 10, 3.3])
def test_who_waits_for_what_is_missing_gets_it(call: Program, begin: float, rate: float) -> None:
    """A loop that computes how long to wait ends, though its sum is a little short because floats are rounded."""
    run = call(POUR, begin, rate)
    assert run.returned == [0, 0, 1, 3, 4, 7]
    assert float(run.elapsed) == pytest.approx(begin + 7 / rate, abs=1e-7)


@pytest.mark.parametrize("rate", [0.25, 0.5, 2, 4])
def test_what_can_be_computed_exactly_takes_exactly_so_long(call: Program, rate: float) -> None:
    """With amounts and rates that are halves, quarters, or so, nothing is short, and times are compared with ``==``."""
    assert call(POUR, 0.125, rate).elapsed == 0.125 + 7 / rate


def test_a_run_that_is_given_up_has_lasted_as_long_as_one_may(call: Program) -> None:
    """Also where nothing happened in its last days: who sleeps for a year was still asleep then."""
    run = call("import asyncio\nasync def main():\n    await asyncio.sleep(2)\n    await asyncio.sleep(3e7)\n")
    assert (run.recording.budget, run.recording.closed) == ("virtual", nanoseconds(Limits().virtual))


def test_durations_are_exact_to_the_nanosecond(call: Program) -> None:
    """Three sleeps of 0.1 take what one of 0.3 takes."""
    run = call("""
        import asyncio

        async def main():
            for _ in range(3):
                await asyncio.sleep(0.1)
    """)
    assert run.elapsed == 0.3


def test_clocks_agree_and_advance_together(call: Program) -> None:
    """Each clock of `time`, and the loop's, advances by exactly what was slept; none starts at 0."""
    run = call("""
        import asyncio
        import time
        from time import monotonic

        CLOCKS = [time.time, time.monotonic, time.perf_counter, monotonic]
        EXACT = [time.time_ns, time.monotonic_ns, time.perf_counter_ns]

        async def main():
            loop = asyncio.get_running_loop()
            before = [clock() for clock in [*CLOCKS, loop.time, *EXACT]]
            await asyncio.sleep(90)
            after = [clock() for clock in [*CLOCKS, loop.time, *EXACT]]
            return [b - a for a, b in zip(before, after)], all(before), loop.time() == monotonic()
    """)
    assert run.returned == ([90.0] * 5 + [90 * 10**9] * 3, True, True)


def test_dates_advance_with_the_clock(call: Program) -> None:
    """The date is virtual wherever the standard library would read the present one."""
    run = call("""
        import asyncio
        import datetime
        import time
        from datetime import date, datetime as moment

        async def main():
            await asyncio.sleep(86_400 + 3_600)
            return [
                str(moment.now()), str(moment.now(datetime.timezone.utc)), str(moment.today()), str(date.today()),
                time.strftime("%Y-%m-%d %H"), time.localtime()[:4], time.gmtime()[:4], time.ctime(), time.asctime(),
            ]
    """)
    assert run.returned == [
        "2030-01-02 01:00:00",
        "2030-01-02 01:00:00+00:00",
        "2030-01-02 01:00:00",
        "2030-01-02",
        "2030-01-02 01",
        (2030, 1, 2, 1),
        (2030, 1, 2, 1),
        "Wed Jan  2 01:00:00 2030",
        "Wed Jan  2 01:00:00 2030",
    ]


def test_utcnow_is_virtual(call: Program) -> None:
    """The deprecated `utcnow` gives the virtual date, too, without a time zone."""
    run = call("""
        import datetime

        def main():
            return str(datetime.datetime.utcnow())
    """)
    assert run.returned == "2030-01-01 00:00:00"


def test_dates_keep_their_types(call: Program) -> None:
    """`isinstance` goes on telling dates from moments, and a learner's subclass from both."""
    run = call("""
        import datetime
        import pickle

        class Birthday(datetime.date):
            pass

        def main():
            now, today = datetime.datetime.now(), datetime.date.today()
            return [
                isinstance(now, datetime.datetime), isinstance(now, datetime.date), isinstance(today, datetime.date),
                isinstance(today, datetime.datetime), isinstance(today, Birthday),
                isinstance(Birthday(1, 1, 1), Birthday),
                isinstance(Birthday(1, 1, 1), datetime.date), issubclass(datetime.datetime, datetime.date),
                type(now - now).__name__, repr(today), pickle.loads(pickle.dumps(now)) == now,
            ]
    """)
    assert run.returned == [
        *[True, True, True, False, False, True, True, True],
        *["timedelta", "datetime.date(2030, 1, 1)", True],
    ]


@pytest.mark.parametrize(
    "clock", ["time.monotonic", "time.time", "asyncio.get_running_loop().time"], ids=["monotonic", "time", "loop"]
)
def test_busy_wait_on_a_clock_ends_and_is_recorded(call: Program, clock: str) -> None:
    """Who reads a clock again and again within one step makes time move, and has blocked the loop meanwhile."""
    run = call(f"""
        import asyncio, time

        async def main():
            end = {clock}() + 2
            while {clock}() < end:
                pass
            await asyncio.sleep(1)
    """)
    assert run.elapsed == 3.0
    assert [tuple(vars(b).values()) for b in run.blocked] == [(0.0, 2.0, "a loop that waits for the clock", 5)]


def test_many_readers_of_the_clock_are_no_busy_wait(call: Program) -> None:
    """Thousands of tasks that each read the clock in one go do not make it move."""
    run = call("""
        import asyncio, time

        async def reader():
            start = time.monotonic()
            for _ in range(5):
                time.monotonic()
            await asyncio.sleep(1)
            return time.monotonic() - start

        async def main():
            return set(await asyncio.gather(*(reader() for _ in range(2_000))))
    """)
    assert (run.returned, run.elapsed, run.blocked) == ({1.0}, 1.0, [])


@pytest.mark.parametrize("wait", ["time.sleep(0)", "time.monotonic()"], ids=["sleep(0)", "clock"])
def test_polling_thread_sees_what_another_does(plainly: Program, wait: str) -> None:
    """A thread that polls without ever really waiting still gets to see what another thread does later."""
    run = plainly(f"""
        import threading, time

        def main():
            done = []
            def work():
                time.sleep(2)
                done.append("work")
            threading.Thread(target=work).start()
            while not done:
                {wait}
            return done
    """)
    assert run.returned == ["work"]
    assert float(run.elapsed) == pytest.approx(2, abs=0.002)


def test_sleeping_for_ever_waits_until_cancelled(call: Program) -> None:
    """An infinite sleep or timeout is a way to wait for ever, as on a real loop."""
    run = call("""
        import asyncio, math

        async def main():
            eternal = asyncio.create_task(asyncio.sleep(math.inf))
            async with asyncio.timeout(math.inf):
                await asyncio.sleep(5)
            eternal.cancel()
            await asyncio.wait({eternal})
            return eternal.cancelled()
    """)
    assert (run.returned, run.elapsed) == (True, 5.0)


@pytest.mark.parametrize("length", ["-1", "float('nan')", "'1'"], ids=["negative", "nan", "text"])
def test_impossible_sleeps_raise(plainly: Program, length: str) -> None:
    """`time.sleep` refuses what it always refuses."""
    run = plainly(f"""
        import time

        def main():
            try:
                time.sleep({length})
            except (ValueError, TypeError) as error:
                return type(error).__name__
    """)
    assert run.returned == ("TypeError" if length == "'1'" else "ValueError")
