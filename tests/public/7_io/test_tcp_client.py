"""tcp_client: the checks that you may read."""

import asyncio

import pytest

from grader.judge import end, hang_up, hear, note, refuse, reset, say, scenario, server


def framed(message):
    return len(message).to_bytes(4) + message


@pytest.mark.points(2)
def test_a_question_is_answered_in_time(lab):
    """A line is sent, one is returned, in however many pieces it comes; a lighthouse that is too slow is given up."""
    pieces = [say(b"clear, ", after=1), say(b"7 \xe2", after=1), say(b"\x82\xac \nand", after=1)]
    run = lab.call("ask", "light.example", 80, "and today?", 4.5, server("light.example", 80, [hear(b"\n"), *pieces]))
    assert run.returned == "clear, 7 € "
    assert run.elapsed == 3
    assert run.connections("light.example")[0].client.sent == b"and today?\n"
    assert run.left_open == []
    assert run.warnings == []
    slow = [hear(b"\n"), say(b"wait", after=2), say(b" ...\n", after=7)]
    run = lab.call("ask", "light.example", 80, "and today?", 4.5, server("light.example", 80, slow))
    error = run.raised
    assert run.elapsed == 4.5
    assert error[0] == "TimeoutError"
    assert run.left_open == []


@scenario
async def received(exercise, port):
    reader, writer = await asyncio.open_connection("light.example", port)
    while (message := await exercise.receive(reader)) is not None:
        note("message", message)
    note("the end")
    writer.close()


@pytest.mark.points(2)
def test_messages_come_whole(lab):
    """Each message is as long as its first four bytes say, in whatever pieces all of it comes; at the end is None."""
    long = bytes(300)
    pieces = [say(framed(b"fog")[:5]), say(b"og\0\0", after=1), say(b"\1\x2c" + long[:200], after=1)]
    pieces += [say(long[200:] + framed(b"") + framed(b"rain") + b"\0\0\0\1", after=1), say(b"!", after=1)]
    run = lab.play(received, 80, server("light.example", 80, [*pieces, hang_up(after=1)]))
    assert run.notes("message")[:1] == [b"fog"]
    assert run.notes("message") == [b"fog", long, b"", b"rain", b"!"]
    assert run.times("message") == [1, 3, 3, 3, 4]
    assert run.at("the end") == 5


@scenario
async def exchanged(exercise, messages):
    class Answers(list):
        def append(self, answer):
            note("answer", answer)
            super().append(answer)

        def extend(self, more):
            for answer in more:
                self.append(answer)

        def __iadd__(self, more):  # type: ignore[misc]  # as list does
            self.extend(more)
            return self

        def insert(self, place, answer):
            note("answer", answer)
            super().insert(place, answer)

        def __setitem__(self, place, more):
            for answer in more if isinstance(place, slice) else [more]:
                note("answer", answer)
            super().__setitem__(place, more)

    answers = Answers()
    exchanging = asyncio.create_task(exercise.exchange("light.example", 80, messages, answers))
    await asyncio.wait([exchanging])
    note("it is over")
    return list(answers), type(exchanging.exception()).__name__


@pytest.mark.points(3)
def test_messages_are_exchanged(lab):
    """All messages are sent at once, each answer is there as soon as it comes, and none is missed that never comes."""
    sent = framed(b"fog") + framed(b"rain") + framed(b"snow")
    answers = [say(framed(b"FOG"), after=1), say(framed(b"RAIN") + b"\0\0", after=2), say(b"\0\4SNOW", after=3)]
    run = lab.play(exchanged, [b"fog", b"rain", b"snow"], server("light.example", 80, [hear(len(sent)), *answers]))
    assert run.notes("answer") == [b"FOG", b"RAIN", b"SNOW"]
    assert run.times("answer") == [1, 3, 6]
    assert run.at("it is over") == 6
    assert run.returned == ([b"FOG", b"RAIN", b"SNOW"], "NoneType")
    assert run.connections()[0].client.sent == sent
    assert run.left_open == []
    run = lab.play(exchanged, [b"fog", b"rain", b"snow"], server("light.example", 80, [answers[0], end(after=2)]))
    assert run.at("it is over") == 3
    assert run.returned[0] == [b"FOG"]
    assert run.returned[1] in ("EOFError", "IncompleteReadError")
    assert run.left_open == []


@scenario
async def delivered(exercise, messages, tries):
    async def deliver():
        try:
            return await exercise.deliver("light.example", 80, messages, tries, 10)
        except ConnectionRefusedError:
            note("it gave up")

    delivering = asyncio.create_task(deliver())
    await asyncio.wait([delivering], timeout=500.5)
    if delivering.done():
        return delivering.result()
    delivering.cancel()
    return None


@pytest.mark.points(2)
def test_a_bad_line_is_tried_again(lab):
    """After each failure there is a pause, and then what has no answer yet is sent; at last there are all answers."""
    light = server(
        *("light.example", 80, [refuse()], [hear(7), say(framed(b"FOG")), reset(after=2)]),
        *([hear(8), hang_up(after=1)], [hear(16), say(framed(b"RAIN") + framed(b"SNOW") + framed(b"?"), after=1)]),
    )
    run = lab.play(delivered, [b"fog", b"rain", b"snow"], 4, light)
    assert run.returned == [b"FOG", b"RAIN", b"SNOW"]
    assert [each.opened for each in run.connections()] == [0, 10, 22, 33]
    assert run.elapsed == 34
    light = server("light.example", 80, [refuse()], [hear(7), say(framed(b"FOG")), hang_up()], [refuse()])
    run = lab.play(delivered, [b"fog", b"rain"], 3, light)
    assert run.at("it gave up") == 20
    assert len(run.connections()) == 3
