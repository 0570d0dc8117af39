"""Closes the loop at the end of the day, unless an exception leaves it before.

fails: callbacks::test_the_loop_is_closed
diagnosis: loop-left-open
"""

import asyncio


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    for moment, do in plan:
        loop.call_later(moment, do, loop)
    loop.call_later(length, loop.stop)
    loop.run_forever()
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
