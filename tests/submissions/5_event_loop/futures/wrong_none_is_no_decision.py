"""Takes None for a race that is not decided yet.

fails: futures::test_a_race_is_decided_once
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
        self.who = None
        self.error = None

    def decide(self, winner):
        if self.who is not None or self.error is not None:
            return False
        self.who = winner
        self.over.set()
        return True

    def call_off(self, error):
        if self.who is not None or self.error is not None:
            return False
        self.error = error
        self.over.set()
        return True

    async def winner(self):
        await self.over.wait()
        if self.error is not None:
            raise self.error
        return self.who
