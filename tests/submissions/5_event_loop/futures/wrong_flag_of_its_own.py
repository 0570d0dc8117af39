"""Remembers that the exchange has called back, and not that the call was cancelled.

fails: futures::test_a_cancelled_call_is_hung_up, futures::test_the_first_call_back_counts
diagnosis: set-twice
"""

import asyncio


async def call(dial, number):
    answer = asyncio.get_running_loop().create_future()
    has_called_back = False

    def on_answer(words):
        nonlocal has_called_back
        if not has_called_back:
            has_called_back = True
            answer.set_result(words)

    def on_failure(error):
        nonlocal has_called_back
        if not has_called_back:
            has_called_back = True
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
