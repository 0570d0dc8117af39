"""One timer for a whole day, which is set for whatever comes next; and deadlines taken from the handles themselves."""

import asyncio
import contextlib


def run_day(plan, length, patience):
    loop = asyncio.new_event_loop()
    loop.slow_callback_duration = patience
    loop.set_debug(True)
    start = loop.time()
    left = sorted(plan, key=lambda pair: pair[0])

    def next_one():
        if left and left[0][0] < length:
            loop.call_at(start + left[0][0], do_next)
        else:
            loop.call_at(start + length, loop.stop)

    def do_next():
        _, do = left.pop(0)
        next_one()
        do(loop)

    with contextlib.closing(loop):
        next_one()
        loop.run_forever()


def every(loop, period, action):
    timers = [None]

    def call():
        timers.append(loop.call_at(timers.pop().when() + period, call))
        action()

    timers[0] = loop.call_at(loop.time() + period, call)

    def end():
        timers[-1].cancel()

    return end


def in_pieces(loop, pieces, done):
    results, left = [], iter(pieces)

    def go_on():
        for piece in left:
            results.append(piece())
            loop.call_later(0, go_on)
            return
        done(results)

    loop.call_later(0, go_on)
