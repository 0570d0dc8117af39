"""Makes the callbacks coroutine functions: the exchange calls them, and nothing runs.

fails: futures::test_a_call_gives_what_is_said, futures::test_a_call_that_fails_raises, futures::test_a_cancelled_call_is_hung_up, futures::test_the_first_call_back_counts
diagnosis: never-awaited
"""

import asyncio


async def call(dial, number):
    answer = asyncio.get_running_loop().create_future()

    async def on_answer(words):
        if not answer.done():
            answer.set_result(words)

    async def on_failure(error):
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
        self.decision = asyncio.get_running_loop().create_future()

    def decide(self, winner):
        if self.decision.done():
            return False
        self.decision.set_result(winner)
        return True

    def call_off(self, error):
        if self.decision.done():
            return False
        self.decision.set_exception(error)
        return True

    async def winner(self):
        return await asyncio.shield(self.decision)
