"""A queue that takes whatever the exchange says, and a condition that a task notifies."""

import asyncio


async def call(dial, number):
    said = asyncio.Queue()
    hang_up = dial(
        number,
        lambda words: said.put_nowait((words, None)),
        lambda error: said.put_nowait((None, error)),
    )
    try:
        words, error = await said.get()
    except asyncio.CancelledError:
        hang_up()
        raise
    if error is not None:
        raise error
    return words


class PhotoFinish:
    def __init__(self, race):
        self.race = race
        self.changed = asyncio.Condition()
        self.outcome = None

    def decide(self, winner):
        return self._end((winner, None))

    def call_off(self, error):
        return self._end((None, error))

    def _end(self, outcome):
        if self.outcome is None:
            self.outcome = outcome
            self.telling = asyncio.create_task(self._tell())
            return True
        return False

    async def _tell(self):
        async with self.changed:
            self.changed.notify_all()

    async def winner(self):
        async with self.changed:
            await self.changed.wait_for(lambda: self.outcome is not None)
        winner, error = self.outcome
        if error:
            raise error
        return winner
