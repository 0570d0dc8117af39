"""Gives the future itself in the place of what is in it.

fails: futures::test_all_who_wait_hear_the_winner, futures::test_who_leaves_takes_nobody_along, futures::test_nobody_waits_for_a_race_that_is_called_off, futures::test_a_race_is_decided_once, futures::test_all_hear_the_same
diagnosis: missing-await
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
        if self.decision.done():
            return False
        self.decision.set_exception(error)
        return True

    async def winner(self):
        return asyncio.shield(self.decision)
