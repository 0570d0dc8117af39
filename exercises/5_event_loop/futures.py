"""Futures: a result that is yet to come.

Much in this world does not know `await`: it takes a callback, returns at once, and calls back some time later. And
where several wait for one result, somebody has to keep it for them. For both there is the *future*: a place, empty at
first, for one result.

    async def drink(guest, pot):
        return f"{guest} drinks {await pot}"                # waits until something is in it, or not at all

    loop = asyncio.get_running_loop()
    pot = loop.create_future()                              # nothing in it yet
    loop.call_later(240, pot.set_result, "green tea")       # whoever has the result puts it in: here, a timer
    print(await asyncio.gather(drink("Ada", pot), drink("Bo", pot)))       # all who wait get the same

A future ends once and in one of three ways: with a result, by `set_result`; with an error, by `set_exception`, which
raises it in all who await the future; or by `cancel()`. From then on `done()` is True. Whoever sets it once more gets
an InvalidStateError, also if it was cancelled. And if nobody ever sets it, those who await it wait for ever.

An error that is raised in a callback reaches nobody who waits. Only what is set does.

Who is cancelled while awaiting a future cancels that future. If nobody else has to do with it, this is as it should be:
what comes later finds it done. If others await it, too, they are all cancelled, and the result has no place to go. Let
each of them await an `asyncio.shield(future)` of their own.

A task is a future as well: one that its own coroutine sets.

More: https://docs.python.org/3/library/asyncio-future.html
"""

import asyncio


async def call(dial, number: str) -> str:
    """Call somebody by way of an old telephone exchange, and return what is said at the other end.

    ``dial(number, on_answer, on_failure)``, a plain function, returns at once, and gives a function ``hang_up``. Some
    time later, or even before that, the exchange calls back: ``on_answer(words)``, or ``on_failure(error)`` with an
    exception, which then reaches your caller. The exchange is old: it may call back again, in either way. The first
    time counts. Those after it do nothing, and raise nothing.

    If you are cancelled while waiting, ``hang_up()`` is called, once, and then the cancellation reaches your caller.
    Even now the exchange may call back, and that does nothing. In all other cases nobody hangs up. If it calls back and
    you are cancelled in the same turn of the loop, either may count.
    """
    # TODO: make what calls back something to await.
    raise NotImplementedError("call")


class PhotoFinish:
    """The end of a race, which judges read off a photograph. It is made while an event loop runs."""

    def __init__(self, race: str) -> None:
        self.race = race

    def decide(self, winner: str | None) -> bool:
        """Decide who is the winner: nobody, None, in a dead heat. All who wait get it, and so does whoever asks later.

        Return True if that counts. A race that is over, decided or called off, stays as it is: then return False.
        """
        # TODO: you may add to __init__.
        raise NotImplementedError("decide")

    def call_off(self, error: Exception) -> bool:
        """Call the race off: *error* reaches all who wait, and whoever asks later. Return as `decide` does.

        If nobody ever asks, asyncio may complain that the exception was never retrieved: that is no fault of yours.
        """
        # TODO: nobody waits in vain.
        raise NotImplementedError("call_off")

    async def winner(self) -> str | None:
        """Wait until the race is decided, and return the winner. If it was called off, raise the error.

        That may take hours, and nobody asks again and again whether it is over: those who wait hear it at that moment.
        Any number may wait. Some may be cancelled meanwhile: they go at once, and nobody else notices.
        """
        # TODO: one result for all, whoever leaves.
        raise NotImplementedError("winner")


if __name__ == "__main__":  # play with it: python exercises/5_event_loop/futures.py

    def dial(number: str, on_answer, on_failure):
        loop = asyncio.get_running_loop()
        if number == "999":
            loop.call_later(0.3, on_failure, ConnectionError("nobody is there"))
        loop.call_later(0.5, on_answer, f"you have reached {number}")
        loop.call_later(0.7, on_answer, "anybody there?")
        return lambda: print(f"    {number}: click")

    async def ask(name: str, finish: PhotoFinish) -> None:
        try:
            print(f"    {name} hears: {await finish.winner()}")
        except asyncio.CancelledError:
            print(f"    {name} goes home")
            raise

    async def demo() -> None:
        print(await asyncio.gather(call(dial, "123"), call(dial, "999"), return_exceptions=True))
        impatient = asyncio.create_task(call(dial, "456"))
        finish = PhotoFinish("100 m")
        people = [asyncio.create_task(ask(name, finish)) for name in ("Ada", "Bo", "Dorothy")]
        await asyncio.sleep(0.2)
        impatient.cancel()
        people[1].cancel()
        await asyncio.sleep(0.6)
        print(finish.decide("number 7"), finish.decide("number 3"))
        await asyncio.wait(people)
        await ask("Somebody who is late", finish)

    asyncio.run(demo())
