"""Looks once a second whether the exchange has called back: never late in whole seconds, and always busy.

fails: futures::test_a_call_gives_what_is_said
diagnosis: polling
crash: yes
"""

import asyncio


async def call(dial, number):
    said = []
    hang_up = dial(number, lambda words: said.append((words, None)), lambda error: said.append((None, error)))
    try:
        while not said:
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        hang_up()
        raise
    words, error = said[0]
    if error:
        raise error
    return words


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
