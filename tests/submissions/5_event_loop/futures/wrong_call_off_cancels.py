"""Cancels the future to call the race off: those who wait get CancelledError, and not the error.

fails: futures::test_nobody_waits_for_a_race_that_is_called_off, futures::test_a_race_is_decided_once
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
        self.decision = asyncio.get_running_loop().create_future()

    def decide(self, winner):
        if self.decision.done():
            return False
        self.decision.set_result(winner)
        return True

    def call_off(self, error):
        return self.decision.cancel(str(error))

    async def winner(self):
        return await asyncio.shield(self.decision)
