"""Sets the next timer after the action: one that ends itself cancels a timer that is over already.

fails: callbacks::test_only_who_is_asked_to_ends_it
diagnosis: went-too-far
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
    due = loop.time() + period

    def call():
        nonlocal due, handle
        try:
            action()
        finally:
            due += period
            handle = loop.call_at(due, call)

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
