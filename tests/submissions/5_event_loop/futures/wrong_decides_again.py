"""Does not look whether the race is over already.

fails: futures::test_a_race_is_decided_once, futures::test_all_hear_the_same
diagnosis: set-twice
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
        self.decision.set_result(winner)
        return True

    def call_off(self, error):
        self.decision.set_exception(error)
        return True

    async def winner(self):
        return await asyncio.shield(self.decision)
