"""The entry point uses asyncio.Runner, and the lines go to sys.stdout."""

import asyncio
import sys


def say(line):
    sys.stdout.write(line + "\n")


async def greet(name, pause):
    say("Hello, " + name + "!")
    await asyncio.sleep(pause)
    say("Goodbye, " + name + "!")


async def ask_name(listen):
    say("First name?")
    name = await listen()
    say("Family name?")
    return name + " " + await listen()


async def meet(listen, pause):
    name = await ask_name(listen)
    await greet(name, pause)
    return name


def main(listen, pause):
    with asyncio.Runner() as runner:
        return runner.run(meet(listen, pause))
