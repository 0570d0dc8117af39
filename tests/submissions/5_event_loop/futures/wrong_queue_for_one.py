"""Puts the winner into a queue: only one of those who wait gets it.

fails: futures::test_all_who_wait_hear_the_winner, futures::test_who_leaves_takes_nobody_along, futures::test_nobody_waits_for_a_race_that_is_called_off, futures::test_a_race_is_decided_once, futures::test_all_hear_the_same
diagnosis: nothing-comes
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
        self.queue = asyncio.Queue()
        self.over = False

    def decide(self, winner):
        if self.over:
            return False
        self.over = True
        self.queue.put_nowait((winner, None))
        return True

    def call_off(self, error):
        if self.over:
            return False
        self.over = True
        self.queue.put_nowait((None, error))
        return True

    async def winner(self):
        winner, error = await self.queue.get()
        if error is not None:
            raise error
        return winner
