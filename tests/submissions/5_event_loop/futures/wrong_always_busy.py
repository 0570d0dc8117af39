"""Looks ten times a second whether the race is over: hardly ever late, and always busy.

fails: futures::test_who_leaves_takes_nobody_along
diagnosis: polling
crash: yes
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
            await asyncio.sleep(0.1)
        winner, error = self.outcome
        if error:
            raise error
        return winner
