"""Leaves the tools by hand, and does not look at what they answer: a tool that swallows an error does so in vain.

fails: context_managers::test_each_tool_is_told_what_was_raised
diagnosis: wrong-value
"""


class Loan:
    def __init__(self, borrow, give_back):
        self.borrow = borrow
        self.give_back = give_back
        self.things = []

    async def __aenter__(self):
        thing = await self.borrow()
        self.things.append(thing)
        return thing

    async def __aexit__(self, kind, error, trace):
        thing = self.things.pop()
        await self.give_back(thing)
        return False


class Edited:
    def __init__(self, load, save, discard):
        self.load = load
        self.save = save
        self.discard = discard
        self.lines = []

    async def __aenter__(self):
        self.lines = await self.load()
        return self.lines

    async def __aexit__(self, kind, error, trace):
        if kind is None:
            await self.save(self.lines)
        else:
            await self.discard()


def edited(load, save, discard):
    return Edited(load, save, discard)


async def use_all(tools, work):
    entered = []
    things = []
    result = None
    problem = None
    try:
        for tool in tools:
            thing = await tool.__aenter__()
            entered.append(tool)
            things.append(thing)
        result = await work(things)
    except BaseException as error:
        problem = error
    while len(entered) > 0:
        tool = entered.pop()
        try:
            if problem is None:
                await tool.__aexit__(None, None, None)
            else:
                await tool.__aexit__(type(problem), problem, problem.__traceback__)
        except BaseException as error:
            problem = error
    if problem is not None:
        raise problem
    return result
