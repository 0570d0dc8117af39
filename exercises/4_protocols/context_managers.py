"""Context managers: what is opened gets closed.

You have used `async with` for limits, locks and groups. Any object will do that has two methods:

    class Oven:
        async def __aenter__(self):                       # awaited first; `as` gets what it returns
            await self.heat_up()
            return self

        async def __aexit__(self, kind, error, trace):    # awaited when the block is left, in whatever way
            await self.cool_down()

    async with Oven() as oven:
        await oven.bake("rolls")

If the block raises something, an error or a cancellation, `__aexit__` is told what; otherwise it is given three times
None. What was raised then goes on, unless `__aexit__` *returns something true*: that swallows it. If `__aenter__`
raises, there is nothing to leave: neither the block nor `__aexit__` is run.

The same as a generator with one `yield`, at which the block runs. What the block raises, this `yield` raises, so that
without a `try` nothing behind it would be done. What you catch there and do not raise again is swallowed:

    @contextlib.asynccontextmanager
    async def hot(oven):
        await oven.heat_up()
        try:
            yield oven
        finally:
            await oven.cool_down()

How many things you need is sometimes only known on the way. A stack leaves all that was entered by it, the last first:

    async with contextlib.AsyncExitStack() as stack:
        oven = await stack.enter_async_context(hot(Oven()))
        if it_is_dark:
            await stack.enter_async_context(Lamp())

The end of the block is the end, whoever goes on using what was opened in it. So await in the block what needs it.

More: https://docs.python.org/3/library/contextlib.html#contextlib.asynccontextmanager
"""

from contextlib import asynccontextmanager


class Loan:
    """A thing that is borrowed for the time of a block: ``async with Loan(borrow, give_back) as thing: …``.

    ``await borrow()`` gives the thing, and ``await give_back(thing)`` takes it back.
    """

    def __init__(self, borrow, give_back) -> None:
        self.borrow = borrow
        self.give_back = give_back

    async def __aenter__(self):
        """Borrow the thing, and return it."""
        # TODO: you may add to __init__.
        raise NotImplementedError("__aenter__")

    async def __aexit__(self, kind, error, trace) -> None:
        """Give back the very thing that was borrowed, however the block has ended. What the block raised goes on."""
        # TODO: and mind what you return.
        raise NotImplementedError("__aexit__")


@asynccontextmanager
async def edited(load, save, discard):
    """Let a block edit a text: ``async with edited(load, save, discard) as lines: …``.

    ``await load()`` gives a list of lines, which the block gets, and may change. If the block comes to its end, then
    ``await save(lines)``. If it fails, or is cancelled, ``await discard()`` instead, and then what the block raised
    goes on. A text that could not be loaded is neither saved nor discarded, and one that could not be saved is not
    discarded: what save() raised goes on.
    """
    # TODO: saved or discarded, one of the two.
    raise NotImplementedError("edited")
    yield  # this makes it a generator


async def use_all(tools: list, work):
    """Enter all *tools*, which are asynchronous context managers, and return what ``await work(things)`` gives.

    *things* is the list of what entering the tools gave, in order. Tools are entered one after the other. When the work
    is over (done, failed or cancelled), they are left, one after the other, the last one first: as if there were an
    `async with` for each tool, inside the one for the tool before. So each is told what was raised, which then goes on,
    unless a tool swallows it: then those before it are told of nothing, and None is returned. If one cannot be entered,
    there is no work, and the ones before it are left; and one that fails when it is left does not keep the others from
    being left.
    """
    # TODO: as many as there are.
    raise NotImplementedError("use_all")


if __name__ == "__main__":  # play with it: python exercises/4_protocols/context_managers.py
    import asyncio

    def act(what: str, result=None):
        async def do(*given):
            await asyncio.sleep(0.1)
            print("   ", what, *given)
            return result

        return do

    async def fail(what: str) -> None:
        try:
            await asyncio.sleep(0.1)
            raise ValueError(what)
        finally:
            print("   ", what)

    async def demo() -> None:
        async with Loan(act("borrow a saw", "saw"), act("give back the")) as tool:
            await act("use the")(tool)
        try:
            async with edited(act("load", ["Roses are red"]), act("save"), act("discard")) as lines:
                lines.append("Violets are blue")
                await fail("no rhyme comes to mind")
        except ValueError as error:
            print("Failed:", error)
        tools = [Loan(act(f"borrow a {tool}", tool), act("give back the")) for tool in ("saw", "plane", "file")]
        print(await use_all(tools, act("build with", "a chair")))

    asyncio.run(demo())
