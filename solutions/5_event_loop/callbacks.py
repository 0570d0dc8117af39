"""Callbacks: what an event loop is made of.

Underneath all tasks there is a loop, and all it can do is call functions: those that are to be called soon, in the
order in which it was asked, and those that are to be called at some time, when that has come. Whole programs can be
made of nothing else. A function that is handed over to be called by somebody else is a *callback*.

    def boil(loop):
        print("it boils")
        loop.call_later(240, print, "the tea is ready")     # 240 s from now, print("the tea is ready")

    loop = asyncio.new_event_loop()                         # somebody has to make it, run it, stop it and close it
    whistle = loop.call_later(95, print, "it whistles")     # gives a handle, for whistle.cancel()
    loop.call_at(loop.time() + 90, boil, loop)              # at a moment of the loop's own clock, loop.time()
    loop.call_soon(print, "the kettle is on")               # in the loop's next turn
    loop.call_later(500, loop.stop)
    loop.run_forever()                                      # until stop() is called, however little there is to do
    loop.close()                                            # gives back what the loop has taken from the system

You hand the function over, and the arguments after it. With parentheses, as in `call_soon(boil(loop))`, you call it
yourself, at once, and hand over what it returns.

In each turn, the loop calls what is ready, one after the other. While a callback runs, nobody else does: one that
takes a second, or waits for one with time.sleep(), makes all others a second late. So a callback does little and
returns; for what is to come later, it asks the loop again. What it asks for by call_soon() is left for the next turn.

A timer is late if the loop was busy. "5 s after the last time" is 5 s after a moment that may have been late, and the
delays add up: that is called *drift*. An error in a callback has no caller to go to: the loop reports it and goes on.

In debug mode, `loop.set_debug(True)`, the loop looks closer: among other things, it complains of each callback that
takes as long as `loop.slow_callback_duration`, 0.1 s if you say nothing else.

More: https://docs.python.org/3/library/asyncio-eventloop.html
"""

import asyncio


def run_day(plan: list, length: float, patience: float) -> None:
    """Run a greenhouse for a day, on an event loop of its own, and return when the day is over, after *length* seconds.

    *plan* is a list of pairs, in any order: ``(moment, do)`` says that ``do(loop)``, a plain function, is to be called
    *moment* seconds after the beginning. It may ask the loop for more, which happens at its time as well. A `do` that
    fails is left to the loop to report, and stops nothing else. What is due after the end of the day does not happen,
    and nothing is due at the very end. If the loop is busy at the end, the day ends late, when what keeps it busy has
    returned; what has become due by then may still happen, or not.

    The loop complains of callbacks that take longer than *patience* seconds, and not of shorter ones. In the end it is
    closed. Ctrl-C in the middle of a callback, which raises KeyboardInterrupt there, ends the day early: then the loop
    is closed, too, and the exception reaches the caller.
    """
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    start = loop.time()  # all moments count from here, and not each from the moment at which it is asked for
    try:
        for moment, do in plan:
            loop.call_at(start + moment, do, loop)
        loop.call_at(start + length, loop.stop)
        loop.run_forever()
    finally:
        loop.close()


def every(loop: asyncio.AbstractEventLoop, period: float, action):
    """Have *loop* call ``action()`` again and again: the n-th time when n *periods* have passed since you were called.

    It is never early. While the loop is busy, with `action` itself perhaps, nothing can be called: then it is late, and
    the next time comes when it would have come anyway. Nobody keeps the loop busy for so long that a time would be late
    by a whole period. No time is left out: one that comes while `action` is running is merely late. An action that
    fails is left to the loop to report: next time, it is called again.

    Return a function without parameters that puts an end to it: once it was called, `action` is called no more. It may
    be called at any time, more than once, and by `action`, too.
    """
    due = loop.time() + period
    timer: asyncio.TimerHandle

    def call() -> None:
        nonlocal due, timer
        due += period  # from when it was due, not from loop.time(), which may be later
        timer = loop.call_at(due, call)  # before action(), which may fail, or put an end to it
        action()

    timer = loop.call_at(due, call)

    def end() -> None:
        timer.cancel()  # whichever it is by now: `return timer.cancel` would be that of the first one for ever

    return end


def in_pieces(loop: asyncio.AbstractEventLoop, pieces: list, done) -> None:
    """Have *loop* do long work piece by piece: call each function of *pieces*, in order, and then ``done(results)``.

    The results are those of the pieces, in the same order. A piece takes a while, and none of them fails. They follow
    each other without a pause; yet what becomes due during one of them is called after the next one at the latest.
    Nothing is called before `in_pieces` has returned, and that is at once. There may be no pieces at all.
    """
    results: list = []

    def go_on() -> None:
        if len(results) == len(pieces):
            done(results)
        else:
            results.append(pieces[len(results)]())
            loop.call_soon(go_on)  # asked for now, after this piece: all asked for at first would be one turn

    loop.call_soon(go_on)


if __name__ == "__main__":  # play with it: python solutions/5_event_loop/callbacks.py
    import time

    start = time.perf_counter()

    def say(what: str) -> None:
        print(f"    {time.perf_counter() - start:.2f} s  {what}")

    def water(loop: asyncio.AbstractEventLoop) -> None:
        say("water on")
        loop.call_later(0.3, say, "water off")

    def count_a_row() -> int:
        time.sleep(0.1)
        return 12

    def count(loop: asyncio.AbstractEventLoop) -> None:
        in_pieces(loop, [count_a_row] * 5, lambda rows: say(f"{sum(rows)} plants"))

    def climb(_: asyncio.AbstractEventLoop) -> None:
        say("somebody climbs onto the roof, and the loop waits ...")
        time.sleep(0.25)

    def watch(loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(1.6, every(loop, 0.3, lambda: say("20 degrees")))

    run_day([(1.15, climb), (0.35, water), (0, watch), (0.55, count)], 2, 0.2)
    say("the day is over")
