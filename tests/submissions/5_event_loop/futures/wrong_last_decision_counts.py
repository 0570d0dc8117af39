"""A new decision replaces the old one.

fails: futures::test_a_race_is_decided_once, futures::test_all_hear_the_same
diagnosis: wrong-value
"""

import asyncio


async def call(dial, number):
    answer = asyncio.get_running_loop().create_future()

    def on_answer(words):
        if not answer.done():
            answer.set_result(words)

    def on_failure(error):
        if not answer.done():
            answer.set_exception(error)

    hang_up = dial(number, on_answer, on_failure)
    try:
        return await answer
    except asyncio.CancelledError:
        hang_up()
        raise


class PhotoFinish:
    def __init__(self, race):
        self.race = race
        self.over = asyncio.Event()
        self.end = None

    def decide(self, winner):
        self.end = winner
        self.over.set()
        return True

    def call_off(self, error):
        self.end = error
        self.over.set()
        return True

    async def winner(self):
        await self.over.wait()
        if isinstance(self.end, Exception):
            raise self.end
        return self.end
