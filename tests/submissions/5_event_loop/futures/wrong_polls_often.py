"""Looks ten times a second whether the race is over: late by up to a tenth, and always busy.

fails: futures::test_all_who_wait_hear_the_winner, futures::test_who_leaves_takes_nobody_along, futures::test_nobody_waits_for_a_race_that_is_called_off
diagnosis: too-late
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
        self.outcome = None

    def decide(self, winner):
        if self.outcome:
            return False
        self.outcome = (winner, None)
        return True

    def call_off(self, error):
        if self.outcome:
            return False
        self.outcome = (None, error)
        return True

    async def winner(self):
        while not self.outcome:
            await asyncio.sleep(0.3)
        winner, error = self.outcome
        if error:
            raise error
        return winner
