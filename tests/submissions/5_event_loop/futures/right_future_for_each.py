"""A future for each who waits, so that nobody needs a shield; late callbacks are caught by their error."""

import asyncio
import contextlib


async def call(dial, number):
    answer = asyncio.Future()

    def once(set_it):
        def callback(value):
            with contextlib.suppress(asyncio.InvalidStateError):
                set_it(value)

        return callback

    hang_up = dial(number, once(answer.set_result), once(answer.set_exception))
    answer.add_done_callback(lambda future: hang_up() if future.cancelled() else None)
    return await answer


class PhotoFinish:
    def __init__(self, race):
        self.race = race
        self.waiting = []
        self.outcome = None

    def decide(self, winner):
        return self._end(lambda future: future.set_result(winner))

    def call_off(self, error):
        return self._end(lambda future: future.set_exception(error))

    def _end(self, outcome):
        if self.outcome:
            return False
        self.outcome = outcome
        for future in self.waiting:
            if not future.done():
                outcome(future)
        return True

    async def winner(self):
        future = asyncio.get_running_loop().create_future()
        if self.outcome:
            self.outcome(future)
        else:
            self.waiting.append(future)
        return await future
