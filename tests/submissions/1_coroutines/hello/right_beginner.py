"""As a beginner writes it: long, repetitive, correct."""

import asyncio


async def greet(name: str, pause: float) -> None:
    # first say hello
    hello_line = "Hello, " + name + "!"
    print(hello_line)
    # then wait
    result = await asyncio.sleep(pause)
    # then say goodbye
    goodbye_line = "Goodbye, " + name + "!"
    print(goodbye_line)
    return result


async def ask_name(listen) -> str:
    print("First name?")
    first_coroutine = listen()
    first_name = await first_coroutine
    print("Family name?")
    family_coroutine = listen()
    family_name = await family_coroutine
    whole_name = first_name + " " + family_name
    return whole_name


async def meet(listen, pause: float) -> str:
    name_coroutine = ask_name(listen)
    name = await name_coroutine
    greet_coroutine = greet(name, pause)
    await greet_coroutine
    return name


def main(listen, pause: float) -> str:
    meet_coroutine = meet(listen, pause)
    name = asyncio.run(meet_coroutine)
    return name
