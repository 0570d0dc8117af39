"""Gives the error as if it were what was said.

fails: futures::test_a_call_that_fails_raises
diagnosis: swallowed-error
"""

import asyncio


async def call(dial, number):
    answer = asyncio.get_running_loop().create_future()

    def call_back(what):
        if not answer.done():
            answer.set_result(what)

    hang_up = dial(number, call_back, call_back)
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
