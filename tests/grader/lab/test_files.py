"""Folders that a scenario hands out: their files take virtual time, and are watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.judge.suite import contents, folder, note, scenario
from grader.lab import scratch

if TYPE_CHECKING:
    from grader.judge.run import Run

    Program = Callable[..., Run]

FULL = "[Errno 28] No space left on device"

LISTED = """
    import os

    async def main(desk):
        return os.listdir(desk)
"""
READ = """
    import asyncio, aiofiles, pathlib

    kept = []

    def plain(path):
        with open(path) as file:
            return file.read()

    async def main(desk):
        {}
"""


def reading(line: str) -> str:
    """Give a program that executes *line* with the path of a folder, "desk"."""
    return READ.format(line)


def test_folder_is_a_path_with_its_files(call: Program) -> None:
    """A folder is handed over as a text, the same one in every run; its files contain what was asked for."""
    program = reading("return desk, sorted(p.name for p in pathlib.Path(desk).iterdir()), plain(desk + '/a.txt')")
    run = call(program, folder("desk", {"b.bin": b"\xff", "a.txt": "Ä", "sub/c": ("xy", 3)}))
    assert run.returned == ("desk", ["a.txt", "b.bin", "sub"], "Ä")
    assert run.files("desk") == {"a.txt": "Ä", "b.bin": b"\xff", "sub/c": "xyxyxy"}
    assert (run.elapsed, run.open_files) == (0, [])


def test_folder_is_fresh_in_every_run(call: Program) -> None:
    """What a run has written is gone in the next one."""
    program = """
        import os

        async def main(desk):
            open(desk + "/new", "w").close()
            os.mkdir(desk + "/inner")
            return os.listdir(desk)
    """
    for _ in range(2):
        run = call(program, folder("desk", {"a": "1"}))
        assert run.returned == ["a", "inner", "new"]
    assert call(LISTED, folder("desk")).returned == []


def test_blocking_use_holds_up_the_loop(call: Program) -> None:
    """Opening, reading and writing on the loop's thread take their time, and are noted with their line."""
    program = """
        import asyncio

        async def main(desk):
            with open(desk + "/a") as file:
                text = file.read()
            with open(desk + "/b", "w") as file:
                file.write(text)
    """
    run = call(program, folder("desk", {"a": "x" * 2_000}, open=1, read=2, write=3))
    assert run.elapsed == 1 + 4 + 1 + 6
    assert [(span.start, span.end, span.what, span.line) for span in run.blocked] == [
        (0, 1, "open('desk/a')", 4),
        (1, 5, "read() of 'desk/a'", 5),
        (5, 6, "open('desk/b')", 6),
        (6, 12, "close() of 'desk/b'", 6),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "return await asyncio.gather(*(asyncio.to_thread(plain, f'{desk}/{name}') for name in 'abc'))",
        "return await asyncio.gather(*(asyncio.to_thread(pathlib.Path(desk, n).read_text) for n in 'abc'))",
        """
        async def one(name):
            async with aiofiles.open(f"{desk}/{name}") as file:
                return await file.read()

        return await asyncio.gather(*(one(name) for name in "abc"))""",
    ],
    ids=["to_thread", "pathlib", "aiofiles"],
)
def test_threads_overlap(call: Program, line: str) -> None:
    """Whoever uses files in threads has the loop free, and all of them at the same time."""
    run = call(reading(line), folder("desk", dict.fromkeys("abc", "x" * 1_000), open=1, read=2))
    assert run.returned == ["x" * 1_000] * 3
    assert (run.elapsed, run.blocked, run.open_files) == (3, [], [])
    assert run.overlap("desk/a", "desk/c") == 3
    assert run.at("desk/b finished") == 3


@pytest.mark.parametrize("size", ["", "7", "100_000"])
def test_pieces_cost_what_the_whole_costs(call: Program, size: str) -> None:
    """How much time reading takes depends on how much is read, not on the size of the pieces."""
    program = f"""
        import aiofiles

        async def main(desk):
            total = 0
            async with aiofiles.open(desk + "/a", "rb") as file:
                while piece := await file.read({size}):
                    total += len(piece)
            return total
    """
    run = call(program, folder("desk", {"a": (b"ab", 1_000)}, read=1))
    assert (run.returned, run.elapsed) == (2_000, 2)


@pytest.mark.parametrize(
    ("line", "largest"),
    [
        ("return len(plain(desk + '/a'))", 4_000),
        ("return len(open(desk + '/a').readlines())", 4_000),
        ("return sum(1 for line in open(desk + '/a'))", 4),
        ("return len(open(desk + '/a', 'rb').read(99))", 99),
        ("return len(open(desk + '/a', 'rb', 0).read(50))", 50),
        ("return len(pathlib.Path(desk, 'a').read_bytes())", 4_000),
        ("return [line async for line in await aiofiles.open(desk + '/a')][0]", 4),
    ],
    ids=["read", "readlines", "lines", "piece", "unbuffered", "pathlib", "aiofiles"],
)
def test_largest_read_is_what_one_call_answered(call: Program, line: str, largest: int) -> None:
    """How much a program took at once is what one call of a file's method gave it."""
    assert call(reading(line), folder("desk", {"a": ("abc\n", 1_000)})).largest_read == largest


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("file = open(desk + '/a'); return file.closed", ["desk/a"]),
        ("return len(open(desk + '/a').read())", ["desk/a"]),
        ("kept.append(open(desk + '/a'))", ["desk/a"]),
        ("file = await aiofiles.open(desk + '/a'); return await file.read()", ["desk/a"]),
        ("file = await aiofiles.open(desk + '/a'); await file.close()", []),
        ("async with aiofiles.open(desk + '/a') as file: await file.read()", []),
    ],
    ids=["forgotten", "temporary", "kept", "aiofiles", "closed", "async with"],
)
def test_open_files_are_told_of_with_their_line(call: Program, line: str, left: list[str]) -> None:
    """A file that the program has not closed itself counts as open, whatever garbage collection does."""
    run = call(reading(line), folder("desk", {"a": "1"}))
    assert run.open_files == left
    assert [file.place.line if file.place else None for file in run.recording.files] == [10]


def test_cancel_in_mid_write_waits_for_the_thread(call: Program) -> None:
    """A thread writes on when the task that waits for it is cancelled; closing the file waits for it."""
    program = """
        import asyncio, aiofiles, os

        async def write(path, text):
            try:
                async with aiofiles.open(path, "w") as file:
                    await file.write(text)
                    await file.write("never")
            finally:
                os.remove(path)

        async def main(desk, text):
            try:
                await asyncio.wait_for(write(desk + "/a", text), 2.5)
            except TimeoutError:
                return sorted(os.listdir(desk))
    """
    run = call(program, folder("desk", write=1), "x" * 10_000)
    assert (run.returned, run.elapsed, run.files("desk"), run.open_files) == ([], 10, {}, [])


@pytest.mark.parametrize(
    ("options", "line", "raised"),
    [
        ({"room": 3}, "pathlib.Path(desk, 'new').write_text('12345')", ("OSError", FULL)),
        ({"denied": ("a",)}, "plain(desk + '/a')", ("PermissionError", "[Errno 13] Permission denied: 'desk/a'")),
        ({"broken": {"a": 2}}, "plain(desk + '/a')", ("OSError", "[Errno 5] Input/output error")),
        ({}, "plain(desk + '/none')", ("FileNotFoundError", "[Errno 2] No such file or directory: 'desk/none'")),
        ({}, "open(desk + '/a', 'rx')", ("ValueError", "must have exactly one of create/read/write/append mode")),
    ],
    ids=["full", "denied", "broken", "missing", "nonsense"],
)
def test_faults_come_as_in_life(call: Program, options: dict[str, Any], line: str, raised: tuple[str, str]) -> None:
    """A full disk, a file that nobody may open and one that cannot be read raise what they raise in life."""
    run = call(reading(line), folder("desk", {"a": "12345"}, **options))
    assert run.raised == raised
    assert run.files("desk").get("new", "123") == "123"


def test_broken_file_can_be_read_up_to_there(call: Program) -> None:
    """What stands before a read error can be read in pieces."""
    program = """
        async def main(desk):
            pieces = []
            with open(desk + "/a", "rb") as file:
                try:
                    while piece := file.read(2):
                        pieces.append(piece)
                except OSError as error:
                    pieces.append(error.errno)
            return pieces
    """
    assert call(program, folder("desk", {"a": "12345"}, broken={"a": 4})).returned == [b"12", b"34", 5]


def test_room_comes_back_with_what_is_removed(call: Program) -> None:
    """A disk that is full has room again when a file is removed."""
    program = """
        import os, pathlib

        async def main(desk):
            os.remove(desk + "/old")
            pathlib.Path(desk, "new").write_text("12345")
    """
    assert call(program, folder("desk", {"old": "123"}, room=2)).files("desk") == {"new": "12345"}


@pytest.mark.parametrize(
    "lines",
    [
        "os.replace(desk + '/a', desk + '/b')",
        "os.rename(desk + '/a', desk + '/b')",
        "pathlib.Path(desk, 'a').replace(pathlib.Path(desk, 'b'))",
        "await aiofiles.os.replace(desk + '/a', desk + '/b')",
        "shutil.copyfile(desk + '/a', desk + '/b'); os.remove(desk + '/a')",
        "await asyncio.to_thread(shutil.move, desk + '/a', desk + '/b')",
    ],
)
def test_files_can_be_moved(call: Program, lines: str) -> None:
    """Whatever moves files works."""
    program = f"""
        import aiofiles.os, asyncio, os, pathlib, shutil

        async def main(desk):
            {lines}
            return os.path.exists(desk + "/a"), await aiofiles.os.path.exists(desk + "/b")
    """
    run = call(program, folder("desk", {"a": "12"}))
    assert (run.returned, run.files("desk"), run.open_files) == ((False, True), {"b": "12"}, [])


def test_copyfile_takes_its_time(call: Program) -> None:
    """`shutil.copyfile` reads and writes as everybody."""
    program = """
        import shutil

        async def main(desk):
            shutil.copyfile(desk + "/a", desk + "/b")
    """
    run = call(program, folder("desk", {"a": "x" * 1_000}, open=1, read=2, write=3))
    assert (run.elapsed, run.largest_read) == (1 + 2 + 1 + 3, 1_000)


@pytest.mark.parametrize(
    "opening",
    [
        "tempfile.NamedTemporaryFile('w', dir=desk, delete=False)",
        "os.fdopen(tempfile.mkstemp(dir=desk)[0], 'w')",
        "tempfile.NamedTemporaryFile('w', dir=pathlib.Path(desk), delete=False)",
    ],
)
def test_temporary_files_are_watched(call: Program, opening: str) -> None:
    """Temporary files have names that are the same every time, take time, and can be left open."""
    program = f"""
        import os, pathlib, tempfile

        kept = []

        async def main(desk):
            file = {opening}
            file.write("1" * 1_000)
            file.flush()
            kept.append(file)
    """
    run = call(program, folder("desk", write=1))
    assert (run.elapsed, run.open_files) == (1, ["desk/tmp00000001"])
    assert run.files("desk") == {"tmp00000001": "1" * 1_000}


def test_temporary_file_takes_its_time_by_its_name(call: Program) -> None:
    """Making a temporary file takes as long as opening one, blocks the thread it is made on, and is told of by name."""
    program = """
        import os, tempfile

        async def main(desk):
            with tempfile.NamedTemporaryFile("w", dir=desk) as file:
                file.write("1" * 1_000)
            descriptor, path = tempfile.mkstemp(dir=desk)
            os.close(descriptor)
            os.remove(path)
    """
    run = call(program, folder("desk", open=1, write=2))
    assert [(span.start, span.end, span.what, span.line) for span in run.blocked] == [
        (0, 1, "open('desk/tmp00000001')", 4),
        (1, 3, "close() of 'desk/tmp00000001'", 4),
        (3, 4, "open('desk/tmp00000002')", 6),
    ]
    assert (run.open_files, run.files("desk")) == ([], {})


DESCRIPTORS = """
    import asyncio, errno, os, pathlib, shutil, tempfile

    kept = []

    def copy(source, target):
        reading = os.open(source, os.O_RDONLY)
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        size = 0
        while piece := os.read(reading, 1_000):
            while piece:
                done = os.write(writing, piece)
                size, piece = size + done, piece[done:]
        os.close(writing)
        os.close(reading)
        return size

    async def main(desk):
        {}
"""


def test_descriptors_in_a_thread_leave_the_loop_free(call: Program) -> None:
    """What `os.open`, `os.read` and `os.write` do takes as long as what files do, and is recorded like theirs."""
    program = DESCRIPTORS.format("return await asyncio.to_thread(copy, desk + '/a', desk + '/b')")
    run = call(program, folder("desk", {"a": "x" * 2_000}, open=1, read=2, write=3))
    assert (run.returned, run.elapsed, run.blocked, run.open_files) == (2_000, 1 + 1 + 4 + 6, [], [])
    assert run.files("desk")["b"] == run.files("desk")["a"]
    assert run.largest_read == 1_000
    assert [(file.name, file.mode) for file in run.recording.files] == [("desk/a", "rb"), ("desk/b", "xb")]
    assert (run.at("desk/b started"), run.at("desk/b finished")) == (1, 12)


def test_descriptors_on_the_loop_block_it(call: Program) -> None:
    """On the loop's thread they hold it up, and each is told of with its line."""
    program = DESCRIPTORS.format("copy(desk + '/a', desk + '/b')")
    run = call(program, folder("desk", {"a": "x" * 1_000}, open=1, read=2, write=3))
    assert [(span.start, span.end, span.what, span.line) for span in run.blocked] == [
        (0, 1, "open('desk/a')", 6),
        (1, 2, "open('desk/b')", 7),
        (2, 4, "os.read() of 'desk/a'", 9),
        (4, 7, "os.write() of 'desk/b'", 11),
    ]


FAULTS_OF_DESCRIPTORS = {
    "denied": ({"denied": ["a"]}, "[Errno 13] Permission denied: 'desk/a'"),
    "broken": ({"broken": {"a": 1_000}}, "[Errno 5] Input/output error"),
    "full": ({"room": 1_500}, FULL),
}


@pytest.mark.parametrize(("options", "message"), FAULTS_OF_DESCRIPTORS.values(), ids=FAULTS_OF_DESCRIPTORS)
def test_descriptors_meet_the_same_faults(call: Program, options: Any, message: str) -> None:
    """A file that is denied, broken, or too large for the disk is so for everybody."""
    run = call(DESCRIPTORS.format("copy(desk + '/a', desk + '/b')"), folder("desk", {"a": "x" * 2_000}, **options))
    assert run.raised is not None
    assert run.raised.message == message


OTHER_USES = {
    "left open": ("kept.append(os.open(desk + '/a', os.O_RDONLY))", 1, ["desk/a"]),
    "handed to open": ("with os.fdopen(os.open(desk + '/a', os.O_RDONLY)) as file: return file.read()", 3, []),
    "lent to open": ("return open(os.open(desk + '/a', os.O_RDONLY), closefd=False).read(2)", 3, ["desk/a", "desk/a"]),
    "an opener": ("with open(desk + '/a', opener=lambda p, f: os.open(p, f)) as file: return file.read()", 3, []),
    "touched": ("pathlib.Path(desk, 'new').touch()", 1, []),
    "folders": ("with tempfile.TemporaryDirectory(dir=desk): pass", 0, []),
    "a tree": ("os.mkdir(desk + '/x'); open(desk + '/x/y', 'w').close(); shutil.rmtree(desk + '/x')", 1, []),
    "at a place": (
        "d = os.open(desk + '/a', os.O_RDWR); os.pwrite(d, b'z', 1_999); os.pread(d, 9, 0); os.close(d)",
        1,
        [],
    ),
    "a pipe": ("r, w = os.pipe(); os.write(w, b'x'); os.close(w); os.read(r, 9); os.close(r)", 0, []),
    "elsewhere": ("os.close(os.open(os.__file__, os.O_RDONLY))", 0, []),
}


@pytest.mark.parametrize(("line", "elapsed", "left"), OTHER_USES.values(), ids=OTHER_USES)
def test_descriptors_are_used_in_many_ways(call: Program, line: str, elapsed: int, left: list[str]) -> None:
    """Whoever takes a descriptor over has the file, once; what is no file of a folder is left alone."""
    run = call(DESCRIPTORS.format(line), folder("desk", {"a": "x" * 2_000}, open=1, read=1))
    assert run.ended == "returned", run.raised
    assert (round(run.elapsed), run.open_files) == (elapsed, left)


def test_what_descriptors_refuse_is_refused_as_ever(call: Program) -> None:
    """A file that is not there, or there already, and a descriptor that was closed, are Python's own errors."""
    program = DESCRIPTORS.format("""
        said = []
        closed = os.open(desk + "/a", os.O_RDONLY)
        os.close(closed)
        for refused in (
            lambda: os.open(desk + "/none", os.O_RDONLY),
            lambda: os.open(desk + "/a", os.O_WRONLY | os.O_CREAT | os.O_EXCL),
            lambda: os.read(closed, 9),
            lambda: os.close(closed),
            lambda: os.open(desk + "/a", "r"),
            lambda: os.open(desk + "/a", os.O_WRONLY, dir_fd=closed) and os.read("a", 1),
        ):
            try:
                refused()
            except Exception as error:
                said.append(type(error).__name__)
        return said""")
    run = call(program, folder("desk", {"a": "1"}))
    assert run.returned == ["FileNotFoundError", "FileExistsError", "OSError", "OSError", "TypeError", "OSError"]
    assert run.open_files == []


def test_async_temporary_files_work(call: Program) -> None:
    """So do those of aiofiles, wherever they are made."""
    program = """
        import aiofiles.os, aiofiles.tempfile

        async def main(desk):
            async with aiofiles.tempfile.NamedTemporaryFile("w", dir=desk, delete=False) as file:
                await file.write("new")
            await aiofiles.os.replace(file.name, desk + "/a")
            async with aiofiles.tempfile.NamedTemporaryFile("w+") as other:
                await other.write("x")
                return other.name
    """
    run = call(program, folder("desk", {"a": "old"}))
    assert (run.returned, run.files("desk"), run.open_files) == ("tmp00000002", {"a": "new"}, [])


def test_scenario_looks_without_taking_time(bench: Any) -> None:
    """A scenario sees what a folder contains at a moment."""

    @scenario
    async def look(exercise: Any, desk: Any) -> None:
        import asyncio

        working = asyncio.create_task(exercise.write(desk))
        for at in (0.5, 1.5):
            await asyncio.sleep(at)
            note("seen", contents(desk))
        await working

    program = """
        import asyncio, aiofiles

        async def write(desk):
            async with aiofiles.open(desk + "/a", "w") as file:
                await file.write("1" * 1_000)
                await file.flush()
                await file.write("2")
    """
    run = bench.play(program, look, folder("desk", {"a": "old"}, open=1, write=2))
    assert run.notes("seen") == [{"a": "old"}, {"a": "1" * 1_000}]
    assert run.elapsed == 3.002


def test_large_files_are_told_of_by_a_digest(call: Program) -> None:
    """A large file is compared by its beginning, size and checksum."""
    program = """
        import shutil

        async def main(desk):
            shutil.copyfile(desk + "/a", desk + "/b")
            shutil.copyfile(desk + "/a", desk + "/c")
            with open(desk + "/c", "ab") as file:
                file.write(b"!")
    """
    found = call(program, folder("desk", {"a": ("0123456789", 100_000)})).files("desk")
    assert found["a"] == found["b"] != found["c"]
    assert found["c"].startswith("0123456789012345678901234567890123456789… (1,000,001 bytes, checksum ")


def test_times_of_files_are_virtual(call: Program) -> None:
    """A file was changed at the virtual time at which it was changed."""
    program = """
        import os, time

        async def main(desk):
            time.sleep(5)
            open(desk + "/a", "w").close()
            return os.path.getmtime(desk + "/a") - time.time()
    """
    assert call(program, folder("desk")).returned == 0


def test_other_files_are_untouched(call: Program) -> None:
    """What is opened elsewhere is opened as ever, and not told of."""
    program = """
        import os

        async def main(desk):
            with open(os.__file__) as file:
                return type(file).__module__, len(file.readline()) > 0
    """
    run = call(program, folder("desk", open=1, read=1))
    assert (run.returned, run.elapsed, run.recording.files) == (("_io", True), 0, [])


def test_recording_is_the_same_every_time(call: Program) -> None:
    """Neither paths nor names of files differ from run to run."""
    program = """
        import aiofiles.tempfile, asyncio, os, pathlib, tempfile

        async def main(desk):
            print(pathlib.Path(desk).resolve(), os.path.abspath(desk), tempfile.mkstemp(dir=desk)[1])
            async with aiofiles.tempfile.TemporaryDirectory(dir=desk) as inner:
                print(inner, os.listdir(desk))
            open(os.path.abspath(desk + "/none"))
    """
    one, other = (call(program, folder("desk", {"a": "1"})).recording for _ in range(2))
    assert one == other
    assert one.raised is not None
    assert one.raised.message == "[Errno 2] No such file or directory: 'desk/none'"
    assert "".join(piece.text for piece in one.output).split() == [
        "desk", "desk", "desk/tmp00000001", "desk/tmp00000002", "['a',", "'tmp00000001',", "'tmp00000002']",
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["while True: pass", "await asyncio.Event().wait()", "os._exit(3)"])
def test_run_that_is_given_up_leaves_nothing(bench: Any, end: str) -> None:
    """The files of a run that was given up are in its recording, and gone in the next run."""
    program = f"""
        import asyncio, os

        async def main(desk):
            file = open(desk + "/a", "w")
            file.write("1")
            file.flush()
            {end}
    """
    run = bench.call(program, folder("desk"))
    assert run.ended in ("budget", "deadlock")
    assert run.recording.folders == {"desk": {"a": "1"}}
    assert bench.call(LISTED, folder("desk")).returned == []


def test_files_work_in_a_fresh_interpreter(any_bench: Any) -> None:
    """Workers of either kind have folders."""
    run = any_bench.call(reading("return plain(desk + '/a')"), folder("desk", {"a": "1"}, open=1))
    assert (run.returned, run.elapsed) == ("1", 1)


def test_a_link_in_the_place_of_a_scratch_folder_is_not_followed(tmp_path: Path) -> None:
    """What others have, and have a link to laid where a lab's folder would be, stays as it is."""
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "note").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    scratch.remove(str(tmp_path / "link"))
    assert (tmp_path / "precious" / "note").read_text() == "mine"
