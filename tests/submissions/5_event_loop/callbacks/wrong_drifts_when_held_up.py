"""Counts from when the action was really called: what holds it up adds up.

fails: callbacks::test_times_do_not_drift, callbacks::test_nothing_adds_up
diagnosis: drift
"""

import asyncio


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = patience
    try:
        for moment, do in plan:
            loop.call_later(moment, do, loop)
        loop.call_later(length, loop.stop)
        loop.run_forever()
    finally:
        loop.close()


def every(loop, period, action):
    def call():
        nonlocal handle
        handle = loop.call_later(period, call)
        action()

    handle = loop.call_later(period, call)
    return lambda: handle.cancel()


def in_pieces(loop, pieces, done):
    def go_on(number, results):
        if number < len(pieces):
            results.append(pieces[number]())
            loop.call_soon(go_on, number + 1, results)
        else:
            done(results)

    loop.call_soon(go_on, 0, [])
