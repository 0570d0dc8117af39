"""A beginner's: events and flags in the place of futures, and every case written out."""

import asyncio


async def call(dial, number):
    something_happened = asyncio.Event()
    answers = []
    errors = []

    def on_answer(words):
        if something_happened.is_set() == False:
            answers.append(words)
            something_happened.set()

    def on_failure(error):
        if something_happened.is_set() == False:
            errors.append(error)
            something_happened.set()

    hang_up = dial(number, on_answer, on_failure)
    try:
        await something_happened.wait()
    except asyncio.CancelledError:
        hang_up()
        raise
    if len(errors) > 0:
        raise errors[0]
    else:
        return answers[0]


class PhotoFinish:
    def __init__(self, race):
        self.race = race
        self.is_over = asyncio.Event()
        self.the_winner = None
        self.the_error = None

    def decide(self, winner):
        if self.is_over.is_set() == True:
            return False
        else:
            self.the_winner = winner
            self.is_over.set()
            return True

    def call_off(self, error):
        if self.is_over.is_set() == True:
            return False
        else:
            self.the_error = error
            self.is_over.set()
            return True

    async def winner(self):
        if self.is_over.is_set() == False:
            await self.is_over.wait()
        if self.the_error is not None:
            raise self.the_error
        return self.the_winner
