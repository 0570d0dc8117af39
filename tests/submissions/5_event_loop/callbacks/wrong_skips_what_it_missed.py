"""Looks for the next time that is still to come, after the action: one that came meanwhile is left out.

fails: callbacks::test_times_do_not_drift
diagnosis: lost-work
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
    due, wanted = loop.time() + period, True

    def call():
        nonlocal due
        if not wanted:
            return
        try:
            action()
        finally:
            while due <= loop.time():
                due += period
            loop.call_at(due, call)

    def end():
        nonlocal wanted
        wanted = False

    loop.call_at(due, call)
    return end


def in_pieces(loop, pieces, done):
    def go_on(number, results):
        if number < len(pieces):
            results.append(pieces[number]())
            loop.call_soon(go_on, number + 1, results)
        else:
            done(results)

    loop.call_soon(go_on, 0, [])
