"""An object that knows whom it listens to and how long it waits; the functions only make one."""

import asyncio


class Host:
    def __init__(self, listen=None, pause=0):
        self.listen = listen
        self.pause = pause

    async def ask(self, *questions):
        answers = []
        for question in questions:
            print(question)
            answers.append(await self.listen())
        return " ".join(answers)

    async def say(self, line):
        print(line, flush=True)

    async def greet(self, name):
        await self.say("Hello, %s!" % name)
        await asyncio.sleep(self.pause)
        await self.say("Goodbye, %s!" % name)


async def greet(name, pause):
    await Host(pause=pause).greet(name)


async def ask_name(listen):
    return await Host(listen).ask("First name?", "Family name?")


async def meet(listen, pause):
    host = Host(listen, pause)
    name = await host.ask("First name?", "Family name?")
    await host.greet(name)
    return name


def main(listen, pause):
    return asyncio.run(meet(listen, pause))
