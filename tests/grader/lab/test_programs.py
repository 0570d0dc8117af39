"""Programs are made up: they write, read, end and are killed in virtual time, as real ones would be in real time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge.suite import by_argument, by_call, job, program, scenario

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

RUN = """
    import asyncio
    from asyncio.subprocess import DEVNULL, PIPE, STDOUT

    async def main(*command, stdin=None, **ends):
        process = await asyncio.create_subprocess_exec(*command, **ends)
        out, err = await process.communicate(stdin)
        return process.returncode, out, err
"""


def test_program_takes_time_and_gives_output_and_status(call: Program) -> None:
    """What it writes comes out by `communicate`, and its status with it; the loop is free meanwhile."""
    backup = program("backup", takes=5, output=[(1, "one\n"), (3, "two\n")], errors="oh\n", exits=3)
    run = call(RUN, backup, "fast", stdout=-1, stderr=-1)
    assert run.returned == (3, b"one\ntwo\n", b"oh\n")
    assert (run.elapsed, run.blocked) == (5, [])
    (span,) = run.spans("backup")
    assert (span.started, span.finished, span.killed, span.status, span.reaped) == (0, 5, None, 3, 5)
    assert (span.outcome, span.arguments) == ("finished", ["fast"])
    assert run.order == ["backup started", "backup finished"]
    assert run.unreaped == []


def test_output_comes_line_by_line(call: Program) -> None:
    """Each piece can be read when it is written."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdout=asyncio.subprocess.PIPE)
            start = asyncio.get_running_loop().time()
            seen = [(asyncio.get_running_loop().time() - start, line) async for line in process.stdout]
            return seen, await process.wait()
        """,
        program("watch", takes=9, output=[(1, "a\nb"), (2, "c\n"), (4, "d\n"), (7, "e")]),
    )
    assert run.returned == ([(1, b"a\n"), (2, b"bc\n"), (4, b"d\n"), (9, b"e")], 0)


def test_two_programs_run_at_the_same_time(call: Program) -> None:
    """Programs take no turns."""
    run = call(
        """
        import asyncio
        async def one(name):
            return await (await asyncio.create_subprocess_exec(name)).wait()
        async def main(*names):
            return await asyncio.gather(*map(one, names))
        """,
        program("a", takes=3),
        program("b", takes=5, exits=1),
    )
    assert (run.returned, run.elapsed, run.overlap("a", "b")) == ([0, 1], 5, 3)


def test_program_differs_by_call_and_by_argument(call: Program) -> None:
    """Durations, texts and statuses may be chosen by the call, or by the first argument behind the name."""
    source = """
        import asyncio
        async def main(name):
            found = []
            for argument in "x", "y", "x":
                process = await asyncio.create_subprocess_exec(name, argument, stdout=-1)
                found.append((await process.communicate(), process.returncode))
            return found
    """
    run = call(source, program("a", takes=by_call(1, 2), output=by_argument({"x": "X", "y": "Y"}), exits=by_call(0, 5)))
    assert run.returned == [((b"X", None), 0), ((b"Y", None), 5), ((b"X", None), 5)]
    assert [span.finished for span in run.spans("a")] == [1, 3, 5]


def test_program_reads_its_input_before_it_begins(call: Program) -> None:
    """One that reads its input needs all of it; what it has read is recorded."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
            process.stdin.write(b"b\\n")
            await process.stdin.drain()
            await asyncio.sleep(4)
            process.stdin.write(b"a\\n")
            process.stdin.close()
            await process.stdin.wait_closed()
            return await process.stdout.read(), await process.wait()
        """,
        program("sort", takes=2, stdin="reads", output="a\nb\n"),
    )
    assert (run.returned, run.elapsed) == ((b"a\nb\n", 0), 6)
    assert run.spans("sort")[0].received == "b\na\n"


def test_program_echoes_lines(call: Program) -> None:
    """One that echoes answers each line when it has read it, and ends with its input."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
            answers = []
            for line in b"one\\n", b"two\\n":
                process.stdin.write(line)
                answers.append(await process.stdout.readline())
            return answers, await process.communicate(b"three")
        """,
        program("cat", takes=2, stdin="echoes"),
    )
    assert (run.returned, run.elapsed) == (([b"one\n", b"two\n"], (b"three", None)), 6)


def test_input_is_ignored_by_who_does_not_read_it(call: Program) -> None:
    """`communicate` swallows the error of a program that ends without having read its input."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
            return await process.communicate(b"y" * 500_000), process.returncode
        """,
        program("true", takes=1, output="x"),
    )
    assert (run.returned, run.elapsed) == (((b"x", None), 0), 1)


def test_writing_to_a_program_that_has_ended_fails(call: Program) -> None:
    """`drain` raises when nobody is left to read."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1)
            await asyncio.sleep(2)
            process.stdin.write(b"late")
            await process.stdin.drain()
        """,
        program("true", takes=1),
    )
    assert run.raised is not None
    assert run.raised.type in ("ConnectionResetError", "BrokenPipeError")


LATE = """
    import asyncio
    async def main(name, method="terminate", signal=None):
        process = await asyncio.create_subprocess_exec(name, stdout=-1)
        await asyncio.sleep(1.5)
        getattr(process, method)(*[signal] if signal else [])
        return process.returncode, await process.wait(), process.returncode
"""


@pytest.mark.parametrize(
    ("arguments", "stops", "status", "elapsed", "events"),
    [
        (("terminate",), 0, -15, 1.5, ["a got SIGTERM", "a killed"]),
        (("terminate",), 2, -15, 3.5, ["a got SIGTERM", "a killed"]),
        (("terminate",), None, 0, 9, ["a got SIGTERM", "a finished"]),
        (("kill",), None, -9, 1.5, ["a got SIGKILL", "a killed"]),
        (("send_signal", 2), 1, -2, 2.5, ["a got SIGINT", "a killed"]),
        (("send_signal", 1), None, -1, 1.5, ["a got SIGHUP", "a killed"]),
        (("send_signal", 28), 0, 0, 9, ["a finished"]),
    ],
)
def test_signals_end_a_program(  # noqa: PLR0913, PLR0917 (a table)
    call: Program, arguments: Any, stops: float | None, status: int, elapsed: float, events: list[str]
) -> None:
    """It ends at once, after some time, or not at all on SIGTERM, as was said; SIGKILL and others end it at once."""
    run = call(LATE, program("a", takes=9, stops=stops), *arguments)
    assert (run.returned, run.elapsed) == ((None, status, status), elapsed)
    assert run.order == ["a started", *events]
    assert run.spans("a")[0].status == status


def test_program_can_be_waited_for_after_it_was_killed(call: Program) -> None:
    """`communicate` after `kill` reads up to the end, and waits for it."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdout=-1)
            try:
                await asyncio.wait_for(process.communicate(), 2.5)
            except TimeoutError:
                process.kill()
                return await process.communicate(), process.returncode
        """,
        program("a", takes=math.inf, output=[(1, "one\n"), (2, "two\n"), (3, "three\n")]),
    )
    assert run.returned == ((b"", None), -9)  # asyncio's own loss: what a cancelled read has read is gone
    assert run.elapsed == 2.5
    assert run.spans("a")[0].killed == 2.5


def test_killing_a_program_again(call: Program) -> None:
    """A second signal does nothing to a program that has just ended; when the loop has heard of it, it raises."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name)
            process.kill()
            process.kill()
            process.terminate()
            print(await process.wait(), await process.wait())
            process.kill()
        """,
        program("a", takes=9),
    )
    assert run.output == "-9 -9\n"
    assert run.raised is not None
    assert run.raised.type == "ProcessLookupError"
    assert run.order == ["a started", "a got SIGKILL", "a killed"]


def test_program_with_a_full_pipe_waits_until_somebody_reads(call: Program) -> None:
    """It goes on when there is room, and everything behind that comes later."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdout=-1, limit=1_000)
            await asyncio.sleep(5)
            out = await process.stdout.read()
            return len(out), await process.wait()
        """,
        program("big", takes=1, output="x" * 10_000, pipe=1_000),
    )
    assert (run.returned, run.elapsed) == ((10_000, 0), 5)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_waiting_without_reading_is_a_deadlock(call: Program, stream: str) -> None:
    """`wait` waits for a program that waits for somebody to read: both are told of."""
    texts = {"output" if stream == "stdout" else "errors": "x" * 500_000}
    run = call(
        f"""
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, {stream}=asyncio.subprocess.PIPE)
            return await process.wait()
        """,
        program("big", takes=1, **texts),  # type: ignore[arg-type]
    )
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    told = [
        (each.task, each.waits_for, each.place.line if each.place else 0) for each in run.recording.deadlock.waiters
    ]
    assert told == [
        ("Task-1", "the end of program big", 4),
        ("program big", f"somebody to read its {stream}: the pipe is full", 3),
    ]


def test_waiting_for_a_program_that_waits_for_input_is_a_deadlock(call: Program) -> None:
    """Nobody has closed its stdin."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
            process.stdin.write(b"a")
            await process.stdout.read()
        """,
        program("sort", stdin="reads"),
    )
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    told = [(each.task, each.waits_for) for each in run.recording.deadlock.waiters]
    assert told == [
        ("Task-1", "StreamReader.read() on `process.stdout`, where neither data nor an end comes"),
        ("program sort", "more to read: nobody has closed its stdin"),
    ]


def test_drain_waits_for_room(call: Program) -> None:
    """Who writes faster than a program reads is held back, for ever by one whose own output nobody reads."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdin=-1, stdout=-1)
            for _ in range(100):
                process.stdin.write(b"line\\n" * 10_000)
                await process.stdin.drain()
        """,
        program("cat", stdin="echoes"),
    )
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    waits = [each.waits_for for each in run.recording.deadlock.waiters]
    assert waits == [
        "StreamWriter.drain() on `process.stdin`, whose other end does not read",
        "somebody to read its stdout: the pipe is full",
    ]


def test_long_lines_are_over_the_limit(call: Program) -> None:
    """`limit` is that of the streams, as ever."""
    source = """
        import asyncio
        async def main(name, limit):
            process = await asyncio.create_subprocess_exec(name, stdout=-1, limit=limit)
            line = await process.stdout.readline()
            await process.wait()
            return len(line)
    """
    assert call(source, program("a", output="x" * 900 + "\n"), 1_000).returned == 901
    run = call(source, program("a", output="x" * 900 + "\n"), 100)
    assert run.raised is not None
    assert run.raised.type == "ValueError"


def test_ends_of_a_program_go_where_they_are_told_to(call: Program) -> None:
    """DEVNULL, STDOUT, and nothing at all, in which case it prints where the submission does."""
    loud = program("loud", takes=1, output="out\n", errors="err\n")
    assert call(RUN, loud, stdout=-1, stderr=-2).returned == (0, b"out\nerr\n", None)
    assert call(RUN, loud, stdout=-3, stderr=-1).returned == (0, None, b"err\n")
    run = call(RUN, loud)
    assert (run.returned, run.output) == ((0, None, None), "out\n")
    assert [(piece.text, piece.error) for piece in run.recording.output] == [("out\n", False), ("err\n", True)]


def test_stream_without_a_pipe_is_none(call: Program) -> None:
    """Without PIPE there is nothing to read from or write to."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdout=asyncio.subprocess.PIPE)
            await process.wait()
            return process.stdin, process.stderr, type(process.stdout).__name__, isinstance(process.pid, int)
        """,
        program("a"),
    )
    assert run.returned == (None, None, "StreamReader", True)


def test_unknown_program_is_not_found(call: Program) -> None:
    """`exec` raises, as for a real one; a path that ends in a known name is known."""
    run = call(RUN, "sotr", "-u")
    assert run.raised == ("FileNotFoundError", "[Errno 2] No such file or directory: 'sotr'")
    source = """
        import asyncio
        from pathlib import Path
        async def main(name):
            return await (await asyncio.create_subprocess_exec(Path("/usr/bin") / name, "-u")).wait()
    """
    assert call(source, program("sort", exits=4)).returned == 4


SHELL = """
    import asyncio
    async def main(line, *names):
        process = await asyncio.create_subprocess_shell(line, stdout=-1, stderr=-1)
        return *await process.communicate(), process.returncode
"""


def test_shell_splits_a_line(call: Program) -> None:
    """A shell line is one program and its arguments, in quotes or not."""
    run = call(SHELL, "greet 'Ada Lovelace' \"a|b\" c\\ d", program("greet", takes=1, output="hello"))
    assert run.returned == (b"hello", b"", 0)
    assert run.spans("greet")[0].arguments == ["Ada Lovelace", "a|b", "c d"]


def test_shell_may_give_way_to_the_program(call: Program) -> None:
    """`exec greet` is `greet`: there is no shell whose place it could take."""
    run = call(SHELL, "exec greet Ada", program("greet", output="hello"))
    assert (run.returned, run.spans("greet")[0].arguments) == ((b"hello", b"", 0), ["Ada"])


def test_shell_does_not_find_what_is_not_there(call: Program) -> None:
    """The status is 127, and the message goes to standard error; an open quote is another mistake."""
    assert call(SHELL, "gret Ada").returned == (b"", b"/bin/sh: 1: gret: not found\n", 127)
    assert call(SHELL, "greet 'Ada").returned == (b"", b"/bin/sh: 1: Syntax error: Unterminated quoted string\n", 2)


@pytest.mark.parametrize("line", ["a | b", "a > out", "a && b", "a; b", "a $HOME", "a *.txt"])
def test_shell_says_plainly_what_it_cannot_do(call: Program, line: str) -> None:
    """There are no pipelines, redirections, lists and variables."""
    run = call(SHELL, line, program("a"), program("b"))
    assert run.raised is not None
    assert run.raised.type == "RuntimeError"
    assert run.raised.message.startswith("the shell of these checks runs one program with its arguments")


def test_loop_methods_start_programs_with_protocols(call: Program) -> None:
    """`subprocess_exec` and `subprocess_shell` call a protocol back as they do with a real program."""
    run = call(
        """
        import asyncio
        class Protocol(asyncio.SubprocessProtocol):
            def __init__(self): self.seen, self.over = [], asyncio.get_running_loop().create_future()
            def connection_made(self, transport): self.seen.append("made")
            def pipe_data_received(self, fd, data): self.seen.append((fd, data))
            def pipe_connection_lost(self, fd, error): self.seen.append(("lost", fd, error))
            def process_exited(self): self.seen.append("exited")
            def connection_lost(self, error): self.over.set_result(error)

        async def main(name):
            loop, found = asyncio.get_running_loop(), []
            for start in loop.subprocess_exec, loop.subprocess_shell:
                transport, protocol = await start(Protocol, name, stdin=None)
                assert transport.get_pid() > 0
                await protocol.over
                found.append(sorted(map(str, protocol.seen)))
                print(transport.get_returncode())
                transport.close()
            return found
        """,
        program("a", takes=1, output="x", exits=2),
    )
    seen = sorted(["made", "(1, b'x')", "('lost', 1, None)", "('lost', 2, None)", "exited"])
    assert (run.returned, run.output, run.unreaped) == ([seen, seen], "2\n2\n", [])


def test_program_still_running_is_left(call: Program) -> None:
    """A program that nobody waits for goes on alone: it is told of, with the line that has started it."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, stdout=-1)
            try:
                await asyncio.wait_for(process.communicate(), 1.5)
            except TimeoutError:
                return "too slow"
        """,
        program("a", takes=9),
    )
    assert (run.returned, run.unreaped, run.leftovers) == ("too slow", ["a"], [])
    (left,) = run.recording.unreaped
    assert (left.running, left.place.line if left.place else None) == (True, 3)
    assert run.spans("a")[0].outcome == "running"


def test_program_that_was_killed_and_never_waited_for_is_left(call: Program) -> None:
    """A zombie: it has ended, and nobody knows."""
    run = call(
        """
        import asyncio
        async def main(name, wait):
            process = await asyncio.create_subprocess_exec(name)
            await asyncio.sleep(1)
            process.kill()
            if wait:
                await process.wait()
        """,
        program("a", takes=9),
        False,  # noqa: FBT003 (what the program is given)
    )
    assert run.unreaped == ["a"]
    (left,) = run.recording.unreaped
    assert (left.running, run.spans("a")[0].killed, run.spans("a")[0].reaped) == (False, 1, None)


def test_asking_for_the_status_counts_as_waiting(call: Program) -> None:
    """Who polls `returncode` until there is one, has waited too."""
    run = call(
        """
        import asyncio
        async def main(name):
            process = await asyncio.create_subprocess_exec(name)
            process.kill()
            while process.returncode is None:
                await asyncio.sleep(1)
        """,
        program("a", takes=9),
    )
    assert (run.unreaped, run.spans("a")[0].reaped) == ([], 1)


def test_cancelling_the_start_kills_the_program(call: Program) -> None:
    """As asyncio does it: the program is killed and waited for before CancelledError goes on."""
    run = call(
        """
        import asyncio
        async def main(name):
            task = asyncio.create_task(asyncio.create_subprocess_exec(name))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled()
        """,
        program("a", takes=9),
    )
    assert (run.returned, run.elapsed, run.unreaped) == (True, 0, [])


# --- Blocking -------------------------------------------------------------------------------------------------------


def test_subprocess_run_blocks_the_loop(call: Program) -> None:
    """The same program runs in virtual time, and the recording says what held up the loop."""
    run = call(
        """
        import asyncio, subprocess
        async def main(name):
            found = subprocess.run([name, "x"], capture_output=True, text=True, input="in")
            return found.returncode, found.stdout, found.stderr
        """,
        program("a", takes=3, stdin="reads", output="out\r\n", errors=[(1, "err\n")], exits=1),
    )
    assert (run.returned, run.elapsed) == ((1, "out\n", "err\n"), 3)
    (blocked,) = run.blocked
    assert (blocked.start, blocked.end, blocked.what, blocked.line) == (0, 3, "subprocess.run()", 3)
    assert (run.spans("a")[0].received, run.unreaped) == ("in", [])


def test_subprocess_in_a_thread_leaves_the_loop_free(call: Program) -> None:
    """`to_thread(subprocess.run, …)` takes its time in its own thread."""
    run = call(
        """
        import asyncio, subprocess
        async def main(name, tick):
            one = asyncio.create_task(asyncio.to_thread(subprocess.check_output, [name]))
            await asyncio.gather(tick(), asyncio.to_thread(subprocess.run, name, shell=True))
            return await one
        """,
        program("a", takes=3, output="out"),
        job("tick", takes=1),
    )
    assert (run.returned, run.elapsed, run.blocked) == (b"out", 3, [])
    assert run.at("tick finished") == 1


def test_blocking_calls_do_as_documented(plainly: Program) -> None:
    """`check_call`, `check_output`, `getstatusoutput`, `os.system`, timeouts and errors are those of `subprocess`."""
    run = plainly(
        """
        import os, subprocess, time
        def main(good, bad, slow):
            start = time.monotonic()
            def say(*what): print(round(time.monotonic() - start, 3), *what)
            say(subprocess.call([good]), subprocess.check_output(good, shell=True), os.system(bad) >> 8)
            say(subprocess.getstatusoutput(good))
            for call in (lambda: subprocess.check_call([bad]), lambda: subprocess.run([slow], timeout=1.5),
                         lambda: subprocess.run(["none"])):
                try:
                    call()
                except Exception as error:
                    say(type(error).__name__, error)
        """,
        program("good", takes=1, output="fine\n"),
        program("bad", takes=1, exits=3),
        program("slow", takes=9),
    )
    assert run.output.splitlines() == [
        "fine",
        "3.0 0 b'fine\\n' 3",
        "4.0 (0, 'fine')",
        "5.0 CalledProcessError Command '['bad']' returned non-zero exit status 3.",
        "6.5 TimeoutExpired Command '['slow']' timed out after 1.5 seconds",
        "6.5 FileNotFoundError [Errno 2] No such file or directory: 'none'",
    ]
    assert [span.outcome for span in run.spans("slow")] == ["killed"]
    assert run.unreaped == []


def test_popen_has_files_signals_and_polls(plainly: Program) -> None:
    """Its pipes are files that block, `poll` looks, and `kill` kills."""
    run = plainly(
        """
        import subprocess, time
        def main(cat, slow):
            with subprocess.Popen([cat], stdin=-1, stdout=-1, text=True, bufsize=1) as process:
                process.stdin.write("one\\n")
                process.stdin.flush()
                print(process.stdout.readline(), process.poll())
                process.stdin.close()
                print(list(process.stdout))
            print(process.returncode)
            process = subprocess.Popen([slow])
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                process.terminate()
                print(process.wait(), process.poll())
        """,
        program("cat", takes=2, stdin="echoes"),
        program("slow", takes=9, stops=1),
    )
    assert run.output.splitlines() == ["one", " None", "[]", "0", "-15 -15"]
    assert run.elapsed == 5


def test_popen_that_does_not_read_hangs(plainly: Program) -> None:
    """`wait` on a program with a full pipe never ends; the thread is told of, and the program."""
    run = plainly(
        """
        import subprocess
        def main(name):
            subprocess.Popen([name], stdout=subprocess.PIPE).wait()
        """,
        program("big", output="x" * 100_000),
    )
    assert run.ended == "deadlock"
    assert run.recording.deadlock is not None
    told = [(each.task, each.waits_for) for each in run.recording.deadlock.waiters]
    assert told == [
        ("thread MainThread", "the end of program big"),
        ("program big", "somebody to read its stdout: the pipe is full"),
    ]


def test_no_real_process_starts(plainly: Program) -> None:
    """Other ways to start one are refused."""
    run = plainly(
        """
        import os
        def main():
            true = "/bin/true"
            for start in (lambda: os.posix_spawn(true, [true], {}), lambda: os.spawnv(os.P_WAIT, true, [true])):
                try:
                    start()
                except RuntimeError as error:
                    print(error)
        """
    )
    assert run.output.count("no process of your own can be started here") == 2


@scenario
async def _kill_by_number(exercise: Any, name: str) -> Any:
    return await exercise.main(name)


def test_programs_have_numbers(bench: Any) -> None:
    """`os.kill` reaches a program by its pid, and finds none that has never been."""
    run = bench.play(
        """
        import asyncio, os, signal
        async def main(name):
            process = await asyncio.create_subprocess_exec(name, start_new_session=True)
            os.kill(process.pid, signal.SIGTERM)
            status = await process.wait()
            other = await asyncio.create_subprocess_exec(name, start_new_session=True)
            os.killpg(os.getpgid(other.pid), signal.SIGKILL)
            return status, await other.wait(), process.pid != other.pid
        """,
        _kill_by_number,
        program("a", takes=9),
    )
    assert run.returned == (-15, -9, True)


def test_the_same_run_gives_the_same_recording(call: Program) -> None:
    """Nothing in it depends on addresses or on real time."""
    programs = [program(name, takes=takes, output=[(1, name)]) for name, takes in (("a", 3), ("b", 2), ("c", 2))]
    source = """
        import asyncio
        async def one(name):
            process = await asyncio.create_subprocess_exec(name, stdout=-1)
            return await process.communicate()
        async def main(*names):
            return await asyncio.gather(*map(one, names))
    """
    assert call(source, *programs).recording == call(source, *programs).recording
