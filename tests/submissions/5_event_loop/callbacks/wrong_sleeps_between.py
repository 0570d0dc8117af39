"""Waits for each moment with time.sleep, in one callback: what was asked for meanwhile comes too late.

fails: callbacks::test_everything_is_done_at_its_moment, callbacks::test_any_day_goes_by_its_plan
diagnosis: blocked-loop
"""

import asyncio
import time


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    start = loop.time()

    def day():
        for moment, do in sorted(plan, key=lambda pair: pair[0]):
            if moment < length:
                time.sleep(start + moment - loop.time())
                do(loop)
        time.sleep(start + length - loop.time())
        loop.stop()

    try:
        loop.call_soon(day)
        loop.run_forever()
    finally:
        loop.close()


def every(loop, period, action):
    due = loop.time() + period

    def call():
        nonlocal due, handle
        due += period
        handle = loop.call_at(due, call)
        action()

    handle = loop.call_at(due, call)
    return lambda: handle.cancel()


def in_pieces(loop, pieces, done):
    def go_on(number, results):
        if number < len(pieces):
            results.append(pieces[number]())
            loop.call_soon(go_on, number + 1, results)
        else:
            done(results)

    loop.call_soon(go_on, 0, [])
