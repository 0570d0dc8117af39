"""Makes the future when dial() has returned: what called back before is lost.

fails: futures::test_the_first_call_back_counts
diagnosis: too-late
"""

import asyncio


async def call(dial, number):
    answer = None

    def on_answer(words):
        if answer and not answer.done():
            answer.set_result(words)

    def on_failure(error):
        if answer and not answer.done():
            answer.set_exception(error)

    hang_up = dial(number, on_answer, on_failure)
    answer = asyncio.get_running_loop().create_future()
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
