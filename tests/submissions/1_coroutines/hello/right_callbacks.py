"""The pause is a future that the loop completes, and the entry point makes its loop by hand."""

import asyncio


async def pause_for(seconds):
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    loop.call_later(seconds, over.set_result, None)
    await over


async def greet(name, pause):
    print(f"Hello, {name}!")
    await pause_for(pause)
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
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(meet(listen, pause))
    finally:
        loop.close()
