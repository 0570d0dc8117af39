"""Calls the action at once, and then again and again.

fails: callbacks::test_times_do_not_drift, callbacks::test_nothing_adds_up, callbacks::test_only_who_is_asked_to_ends_it
diagnosis: done-twice
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
    due = loop.time()

    def call():
        nonlocal due, handle
        due += period
        handle = loop.call_at(due, call)
        action()

    handle = loop.call_soon(call)
    return lambda: handle.cancel()


def in_pieces(loop, pieces, done):
    def go_on(number, results):
        if number < len(pieces):
            results.append(pieces[number]())
            loop.call_soon(go_on, number + 1, results)
        else:
            done(results)

    loop.call_soon(go_on, 0, [])
