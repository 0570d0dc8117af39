"""Sets the next timer after the action: one that fails is the last.

fails: callbacks::test_only_who_is_asked_to_ends_it
diagnosis: left-out
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
        if wanted:
            action()
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
