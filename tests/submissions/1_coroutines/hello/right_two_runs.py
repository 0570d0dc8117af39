"""main() runs two coroutines, one after the other, each in an event loop of its own; meet() is not needed for it."""

import asyncio


async def greet(name, pause):
    print(f"Hello, {name}!")
    await asyncio.sleep(pause)
    print(f"Goodbye, {name}!")


async def ask_name(listen):
    print("First name?")
    first = await listen()
    print("Family name?")
    family = await listen()
    return f"{first} {family}"


async def meet(listen, pause):
    name = await ask_name(listen)
    await greet(name, pause)
    return name


def main(listen, pause):
    name = asyncio.run(ask_name(listen))
    asyncio.run(greet(name, pause))
    return name
