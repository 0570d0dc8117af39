"""Asks for all the pieces at once, so that they are all called in the same turn of the loop.

fails: callbacks::test_pieces_leave_room_for_others, callbacks::test_works_do_not_get_in_each_others_way
diagnosis: blocked-loop
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
        due += period
        handle = loop.call_at(due, call)
        action()

    handle = loop.call_at(due, call)
    return lambda: handle.cancel()


def in_pieces(loop, pieces, done):
    results = []

    def do(piece):
        results.append(piece())

    for piece in pieces:
        loop.call_soon(do, piece)
    loop.call_soon(done, results)
