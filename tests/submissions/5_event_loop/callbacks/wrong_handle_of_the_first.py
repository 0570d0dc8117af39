"""Gives cancel() of the first timer: later ones go on.

fails: callbacks::test_only_who_is_asked_to_ends_it
diagnosis: uncalled-for
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
    start = loop.time()

    def call(number):
        loop.call_at(start + (number + 1) * period, call, number + 1)
        action()

    return loop.call_at(start + period, call, 1).cancel


def in_pieces(loop, pieces, done):
    def go_on(number, results):
        if number < len(pieces):
            results.append(pieces[number]())
            loop.call_soon(go_on, number + 1, results)
        else:
            done(results)

    loop.call_soon(go_on, 0, [])
