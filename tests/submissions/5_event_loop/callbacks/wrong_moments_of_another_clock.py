"""Passes the moments to call_at as they are, though the loop's clock has been running for long.

fails: callbacks::test_everything_is_done_at_its_moment, callbacks::test_any_day_goes_by_its_plan
diagnosis: too-early
"""

import asyncio


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    try:
        for moment, do in plan:
            loop.call_at(moment, do, loop)
        loop.call_at(length, loop.stop)
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
