"""A Runner with a future that somebody sets, a generator for the work, and for what repeats a rhythm that counts."""

import asyncio


def run_day(plan, length, patience):
    with asyncio.Runner(debug=True) as runner:
        loop = runner.get_loop()
        loop.slow_callback_duration = patience
        start = loop.time()
        evening = loop.create_future()
        loop.call_at(start + length, evening.set_result, None)
        for moment, do in plan:
            loop.call_at(start + moment, do, loop)
        loop.run_until_complete(evening)


def every(loop, period, action):
    start, wanted = loop.time(), True

    def call(number):
        if wanted:
            loop.call_at(start + (number + 1) * period, call, number + 1)
            action()

    def end():
        nonlocal wanted
        wanted = False

    loop.call_at(start + period, call, 1)
    return end


def in_pieces(loop, pieces, done):
    def work():
        results = []
        for piece in pieces:
            results.append(piece())
            yield
        done(results)

    steps = work()

    def turn():
        for _ in steps:
            loop.call_soon(turn)
            break

    loop.call_soon(turn)
