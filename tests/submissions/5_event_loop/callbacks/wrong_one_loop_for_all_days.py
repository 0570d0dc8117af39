"""Makes one loop for good: when the first day is over, it is closed.

fails: callbacks::test_the_loop_is_closed
diagnosis: wrong-error
"""

import asyncio


LOOP = asyncio.new_event_loop()


def run_day(plan, length, patience):
    LOOP.set_debug(True)
    LOOP.slow_callback_duration = patience
    try:
        for moment, do in plan:
            LOOP.call_later(moment, do, LOOP)
        LOOP.call_later(length, LOOP.stop)
        LOOP.run_forever()
    finally:
        LOOP.close()


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
