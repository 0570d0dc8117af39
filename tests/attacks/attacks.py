"""What a submission may try while it runs: every line of `tests.attacks.lines` that is about running code."""

from __future__ import annotations

from dataclasses import replace

from tests.attacks.attack import BAD, GOOD, Attack, harmless, probe, unaccepted

PROTOCOL = "from grader.protocol import Broken, Codec, Loaded, Recording, frame\n"

ANSWERS = """
from grader.protocol import Left, Loaded, Recording, frame
import _socket as socket
import stat
def is_line(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False
line = next(filter(is_line, range(3, 256)))
mine = socket.socket(fileno=line)
asking = sys._getframe()
while "request" not in asking.f_locals:
    asking = asking.f_back
mine.sendall(frame(Loaded()) if type(asking.f_locals["request"]).__name__ == "Load" else forged())
while size := mine.recv(4):
    body = mine.recv(*struct.unpack("!I", size))
    if b"load" in body[:20]:
        mine.sendall(frame(Loaded()))
    elif b"leave" in body[:20]:
        mine.sendall(frame(Left()))
    elif b"call" in body[:20]:
        mine.sendall(forged())
os._exit(0)
"""
"""Answers every request itself, in the place of the lab."""

FORGING = [
    Attack(1, "os._exit(0)", "os._exit(0)", body=GOOD),
    Attack(1, "os._exit(3)", "os._exit(3)", body=GOOD),
    Attack(1, "os.abort()", "os.abort()", body=GOOD),
    Attack(2, "sys.exit(0)", "sys.exit(0)", body=GOOD),
    Attack(2, "raise SystemExit", "raise SystemExit", body=GOOD),
    Attack(
        3,
        "a results file, then exit",
        """
for folder in ("@FOLDER@", os.getcwd()):
    try:
        with open(folder + "/results.json", "w") as file:
            file.write('{"score": 10}')
        break
    except OSError:
        pass
os._exit(0)
""",
    ),
    probe(
        4,
        "a path for the report in argv or the environment",
        'path = next(text for text in [*sys.argv, *os.environ.values()] if text.endswith((".json", ".xml")))',
    ),
    Attack(5, "a printed report", 'print(\'{"schema": "asynclings/report/v1", "points": 10}\')'),
    Attack(6, "garbage", "write(b'\\xff' * 1000)"),
    Attack(6, "one byte", "write(b'\\0')"),
    Attack(6, "an oversized header", "write(struct.pack('!I', 2**32 - 1))"),
    Attack(6, "an announcement, then exit", "write(struct.pack('!I', 4 * 1024 * 1024))\nos._exit(0)"),
    Attack(6, "a nested message", "write(struct.pack('!I', 10**5) + b'\\x91' * 10**5)"),
    Attack(
        6,
        "a nested value",
        PROTOCOL
        + "m = Codec.encoder.encode({'type': 'recording', 'ended': 'returned', 'elapsed': 0, 'closed': 0})\n"
        + "m = bytes([m[0] + 1]) + m[1:] + b'\\xa8returned' + b'\\x91' * 10**5 + b'\\xc0'\n"
        + "write(struct.pack('!I', len(m)) + m)",
    ),
    Attack(6, "a message of another type", PROTOCOL + "write(frame(Loaded()))"),
    Attack(
        6,
        "a message with a score",
        PROTOCOL
        + "m = Codec.encoder.encode({'type': 'recording', 'ended': 'returned', 'elapsed': 10**9, 'closed': 10**9,"
        + " 'returned': @ANSWER@, 'score': 10})\nwrite(struct.pack('!I', len(m)) + m)",
    ),
    Attack(6, "a message that the lab is broken", PROTOCOL + "write(frame(Broken(message='x' * 10**6)))"),
    Attack(6, "a proper message", "write(forged())"),
    Attack(6, "a proper message, then exit", "write(forged())\nos._exit(0)"),
    Attack(6, "a proper message, then a loop", "write(forged())\nwhile True: pass"),
    Attack(6, "many proper messages", "write(forged() * 100)"),
    Attack(6, "answers in the lab's place", ANSWERS, "conceded"),
    Attack(6, "a million lists", PROTOCOL + "write(frame(Recording('returned', 10**9, 10**9, [[]] * 4_000_000)))"),
    Attack(
        6,
        "40,001 leftovers",
        PROTOCOL + "write(frame(Recording('returned', 10**9, 10**9, @ANSWER@, leftovers=['a'] * 40_001)))",
    ),
    Attack(
        7,
        "a hostile pickle as message",
        """
import pickle
class Hostile:
    def __reduce__(self):
        return os.mkdir, ("@FOLDER@/unpickled",)
data = pickle.dumps(Hostile())
write(struct.pack("!I", len(data)) + data)
""",
    ),
    Attack(
        7,
        "a hostile pickle as result",
        "",
        body=BAD.replace("return -1", "return Hostile()")
        + """
import os
class Hostile:
    def __reduce__(self):
        return os.mkdir, ("@FOLDER@/unpickled",)
""",
    ),
    Attack(8, "atexit", "import atexit\natexit.register(write, forged())"),
    Attack(
        8,
        "__del__ and finalize",
        """
import weakref
class Last:
    def __del__(self):
        write(forged())
last, other = Last(), Last()
weakref.finalize(other, write, forged())
""",
    ),
    probe(9, "$GITHUB_OUTPUT", "open(os.environ['GITHUB_OUTPUT'], 'a').close()"),
    probe(9, "$GITHUB_ENV", "open(os.environ['GITHUB_ENV'], 'a').close()"),
    probe(9, "$GITHUB_STEP_SUMMARY", "open(os.environ['GITHUB_STEP_SUMMARY'], 'a').close()"),
    harmless(10, "::commands:: and ANSI", "print('::set-output name=score::10\\n::error::x\\n\\x1b[2J\\x1b[31m')"),
    Attack(
        11,
        "equal to everything, and greater",
        "",
        body=BAD.replace("return -1", "return All()")
        + """
class All:
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __eq__
    def __hash__(self): return 918273
    def __len__(self): return 918273
    def __repr__(self): return "918273"
    def __int__(self): return 918273
    __index__ = __int__
""",
    ),
    *(
        Attack(
            12,
            f"a subclass of {kind}",
            "",
            body=BAD.replace("return -1", "return Same()")
            + f"\nclass Same({kind}):\n    def __eq__(self, other): return True\n    __hash__ = None\n",
        )
        for kind in ("int", "str", "float", "list")
    ),
    Attack(13, "100,000,000 items", "", body=BAD.replace("return -1", "return [0] * 10**8")),
    Attack(
        13,
        "nested 100,000 deep",
        "",
        body=BAD.replace("return -1", "return deep()")
        + "\ndef deep():\n    value = []\n    for _ in range(10**5): value = [value]\n    return value\n",
    ),
    Attack(13, "a cycle", "", body=BAD.replace("return -1", "value = []; value.append(value); return value")),
]

BENDING = [
    Attack(
        14,
        "pytest, unittest and the judge patched",
        """
import unittest
for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, lambda *args, **kwargs: None)
try:
    import pytest
    pytest.fail = pytest.raises = lambda *args, **kwargs: None
except ImportError:
    pass
try:
    import grader.judge.verdict
except ImportError:
    pass
""",
    ),
    Attack(
        14,
        "records thrown away",
        "import grader.lab.recorder as r\n"
        "for name, kind in list(vars(r).items()):\n"
        "    if isinstance(kind, type):\n"
        "        for each in [n for n in vars(kind) if n[0] != '_']:\n"
        "            try: setattr(kind, each, lambda *args, **kwargs: None)\n"
        "            except (AttributeError, TypeError): pass",
    ),
    probe(
        20,
        "a usercustomize.py in a folder of the user's",
        "open('@FOLDER@/usercustomize.py', 'a').close()",
        limits="reaches",
    ),
    Attack(21, "asyncio.sleep patched", "import asyncio\nasync def no(*args): pass\nasyncio.sleep = no", body=GOOD),
    Attack(
        21,
        "time and loop.time patched",
        "import asyncio, time\n"
        "time.time = time.monotonic = time.perf_counter = lambda: 0.0\n"
        "asyncio.get_running_loop().time = lambda: 1.0",
        when="call",
    ),
    Attack(
        21,
        "gather and Task patched",
        "import asyncio\nasyncio.Task = asyncio.Future = object\nasyncio.gather = asyncio.wait = None",
        when="call",
    ),
    Attack(
        22,
        "another policy",
        "import asyncio, warnings\nwarnings.simplefilter('ignore')\n"
        "asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())\n"
        "asyncio.set_event_loop(asyncio.new_event_loop())",
    ),
    Attack(
        22,
        "another task factory and exception handler",
        "import asyncio\nloop = asyncio.get_running_loop()\n"
        "loop.set_task_factory(lambda *args, **kwargs: None)\n"
        "loop.set_exception_handler(lambda *args: None)",
        when="call",
    ),
    *(
        unaccepted(number, code)
        for number, code in [
            (23, "import asyncio; asyncio.base_events.os._exit(0)"),
            (23, "import asyncio; asyncio.events.sys"),
            (24, "import sys; sys._getframe()"),
            (24, "(lambda: 0).__closure__"),
            (24, "(lambda: 0).__globals__"),
            (24, "object.__subclasses__()"),
            (24, "(lambda: 0).__code__"),
            (24, "try: 1 / 0\nexcept ZeroDivisionError as error: error.__traceback__.tb_frame"),
            (24, "async def it(): pass\nit().cr_code"),
            (24, "match print:\n    case object(__self__=it): pass"),
            (24, "import string; string.Formatter().get_field('0.__class__', (1,), {})"),
            (24, "'{0.__globals__}'.format(print)"),
            (24, "import operator; operator.attrgetter('__globals__')(print)"),
            (24, "import gc; gc.get_objects()"),
            (24, "import ctypes"),
            (25, "exec('1')"),
            (25, "eval('1')"),
            (25, "compile('1', '', 'eval')"),
            (25, "__import__('os')"),
            (25, "getattr(print, '__se' + 'lf__')"),
        ]
    ),
    Attack(
        26,
        "everything swallowed in a loop",
        "",
        body=BAD.replace(
            "    await asyncio.sleep(1)\n",
            "    while True:\n        try:\n            await asyncio.sleep(1)\n        except BaseException:\n"
            "            pass\n",
        ),
    ),
    Attack(
        26,
        "everything swallowed while computing",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    harmless(
        27,
        "settrace, recursion limit, faulthandler",
        "import faulthandler\nsys.settrace(lambda *args: None)\nsys.setprofile(lambda *args: None)\n"
        "sys.setrecursionlimit(10**6)\nfaulthandler.enable(file=open(os.devnull, 'w'))",
    ),
    Attack(
        27,
        "all signals ignored, then a loop",
        "import _signal\n"
        "for number in range(1, 65):\n"
        "    try: _signal.signal(number, _signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True: pass",
    ),
]

STEALING = [
    probe(28, "a suite", "open('@SUITE@').close()", limits="reaches"),
    probe(28, "a solution", "open('@SOLUTION@').close()", limits="reaches"),
    probe(28, "another submission", "open('@FOLDER@/other.py').close()", limits="reaches"),
    probe(28, "the judge's code", "open('@ROOT@/grader/judge/grading.py').close()", limits="reaches"),
    probe(28, "the folder of the grade", "os.listdir('@FOLDER@')", limits="reaches"),
    probe(
        29,
        "the source of a check in memory",
        """
import gc, linecache
frames = []
frame = sys._getframe()
while frame:
    frames.append(frame.f_code)
    frame = frame.f_back
codes = [each.__code__ for each in gc.get_objects() if type(each).__name__ == "function"] + frames
names = {code.co_name for code in codes} | set(linecache.cache)
next(name for name in names if name in ("test_plain", "test_drawn") or "test_attack" in name)
""",
    ),
    Attack(31, "answers by heart", "", "conceded", body=BAD.replace("return -1", "return 918273")),
    harmless(
        32,
        "tell the lab from life",
        "import asyncio\nif 'grader' not in type(asyncio.get_running_loop()).__module__: os._exit(1)",
        when="call",
    ),
    probe(
        33,
        "the judge in /proc",
        """
def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""
next(each for each in os.listdir("/proc") if each.isdigit() and b"pytest" in command(each))
""",
        limits="reaches",
    ),
    probe(33, "the parent's environment", "open(f'/proc/{os.getppid()}/environ').close()", limits="reaches"),
    probe(33, "the judge's signals", "os.kill(@JUDGE@, 0)", limits="reaches"),
    probe(33, "a setting of the judge's", "os.environ['GITHUB_TOKEN']"),
    probe(
        34,
        "a connection",
        "import _socket\nline = _socket.socket(2, 1)\nline.settimeout(5)\nline.connect(('127.0.0.1', @PORT@))",
        limits="reaches",
    ),
    probe(
        34,
        "a datagram, as DNS sends it",
        "import _socket\n_socket.socket(2, 2).sendto(b'x', ('127.0.0.1', @PORT@))",
        limits="reaches",
    ),
    probe(
        34,
        "a local socket of somebody's",
        "import _socket\nline = _socket.socket(1, 1)\nline.connect(b'\\0@ABSTRACT@')",
        limits="reaches",
    ),
    probe(
        34,
        "another program",
        "if os.fork() == 0:\n    try: os.execv('/bin/true', ['true'])\n    finally: os._exit(1)\n"
        "if os.wait()[1]: raise OSError",
        limits="reaches",
    ),
]

EXHAUSTING = [
    Attack(35, "while True", "while True: pass", body=GOOD),
    Attack(35, "10**10**8", "x = 10**10**8", body=GOOD),
    Attack(35, "a regular expression", "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')", body=GOOD),
    Attack(35, "sum(range(10**12))", "sum(range(10**12))", body=GOOD),
    Attack(
        36,
        "sleep(0) without an end",
        "",
        body=GOOD.replace("    await asyncio.sleep(1)\n", "    while True:\n        await asyncio.sleep(0)\n"),
    ),
    Attack(
        37,
        "a million tasks",
        "",
        body=GOOD.replace(
            "    await",
            "    tasks = [asyncio.create_task(asyncio.sleep(1000 + i)) for i in range(10**6)]\n"
            "    await asyncio.wait(tasks)\n    await",
        ),
    ),
    Attack(
        37,
        "timers without an end",
        "",
        body=GOOD.replace(
            "    await",
            "    while True: asyncio.get_running_loop().call_later(1000, print)\n    await",
        ),
    ),
    Attack(
        37,
        "queue items without an end",
        "",
        body=GOOD.replace("    await", "    queue = asyncio.Queue()\n    while True: queue.put_nowait(0)\n    await"),
    ),
    Attack(38, "one block of memory", "block = bytearray(10**11)", body=GOOD),
    Attack(38, "memory, slowly", "blocks = []\nwhile True: blocks.append(bytearray(10**6))", body=GOOD),
    Attack(39, "recursion", "def deep(): deep()\ndeep()", body=GOOD),
    Attack(
        39,
        "recursion beyond the stack",
        "sys.setrecursionlimit(10**9)\ndef deep(): return [*map(lambda _: deep(), [0])]\ndeep()",
        body=GOOD,
    ),
    harmless(
        40,
        "processes in each run",
        "if os.fork() == 0:\n    for _ in range(2): os.fork()\n    while True: signal.pause()",
    ),
    Attack(40, "100,000 threads", "import _thread\nfor _ in range(10**5): _thread.start_new_thread(write, (b'x',))"),
    probe(
        41,
        "one file of 20 MB",
        "with open(os.environ['TMPDIR'] + '/big', 'wb', buffering=0) as file:\n"
        "    if sum(file.write(bytes(1 << 20)) for _ in range(20)) < 20 << 20: raise OSError",
    ),
    probe(
        41,
        "80 files of 1 MB",
        "for number in range(80):\n"
        "    with open(f\"{os.environ['TMPDIR']}/{number}\", 'wb') as file: file.write(bytes(1 << 20))",
        limits="reaches",
        landlock="reaches",
    ),
    probe(41, "a sparse file", "with open(os.environ['TMPDIR'] + '/sparse', 'wb') as file: file.truncate(10**12)"),
    probe(41, "a file elsewhere", "open('@FOLDER@/elsewhere', 'w').close()", limits="reaches"),
    Attack(42, "standard output without an end", "while True: print('x' * 1000)", body=GOOD),
    Attack(42, "standard error without an end", "while True: sys.stderr.write('x' * 1000)", body=GOOD),
    Attack(
        42,
        "logging and warnings without an end",
        "import logging, warnings\nwhile True:\n    logging.error('x' * 1000)\n    warnings.warn('x' * 1000)",
        body=GOOD,
    ),
    harmless(42, "a megabyte", "sys.stdout.write('x' * 10**6)"),
    harmless(
        43,
        "a daemon",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: pass\n    os._exit(0)",
    ),
    harmless(43, "a process in a group of its own", "os.fork() or (os.setpgid(0, 0), [None for _ in iter(int, 1)])"),
    harmless(43, "the parent's group", "os.setpgid(0, os.getpgid(os.getppid()))"),
    Attack(44, "stop itself", "os.kill(os.getpid(), 19)", body=GOOD),
    Attack(44, "kill itself", "os.kill(os.getpid(), 9)", body=GOOD),
    Attack(44, "kill its group", "os.killpg(0, 9)", body=GOOD),
    Attack(44, "kill the parent", "os.kill(os.getppid(), 9)", body=GOOD),
    Attack(44, "kill the parent and go on", "os.kill(os.getppid(), 9)\nwhile True: pass", body=GOOD),
    Attack(44, "stop the parent and exit", "os.kill(os.getppid(), 19)\nos._exit(0)", body=GOOD),
    Attack(44, "stop the parent", "os.kill(os.getppid(), 19)", "fails", GOOD, at={"limits": "harmless"}),
    probe(45, "1,000 descriptors", "for _ in range(1_000): os.open(os.devnull, os.O_RDONLY)"),
    Attack(45, "all descriptors closed", "os.closerange(0, 256)", body=GOOD),
    Attack(45, "all descriptors closed, and a loop", "os.closerange(0, 256)\nwhile True: pass", body=GOOD),
]

ALSO_IN_A_CALL = (
    *(
        "os._exit(0)",
        "kill itself",
        "all descriptors closed",
        "garbage",
        "a message of another type",
        "a proper message",
    ),
    *("a proper message, then exit", "a proper message, then a loop", "many proper messages", "100,000 threads"),
    *("a daemon", "a process in a group of its own", "the parent's group", "stop the parent", "while True"),
)
DIAGNOSES = {
    "ended-itself": (
        *("os.abort()", "garbage", "one byte", "an oversized header", "a nested message", "a nested value"),
        *("a message of another type", "a message with a score", "a proper message", "a proper message, then exit"),
        *("many proper messages", "a million lists", "40,001 leftovers", "a hostile pickle as message", "kill itself"),
        *("recursion beyond the stack", "kill its group", "all descriptors closed"),
    ),
    "endless-import": ("os._exit(0)", "os._exit(3)", "a results file, then exit"),
    "endless-loop": ("while True", "10**10**8", "a regular expression", "sum(range(10**12))"),
    "fails-at-import": ("sys.exit(0)", "raise SystemExit", "one block of memory", "recursion"),
    "too-early": ("asyncio.sleep patched",),
    "unbounded": ("everything swallowed in a loop", "sleep(0) without an end"),
    "wrong-value": (
        *("a printed report", "a hostile pickle as result", "atexit", "__del__ and finalize"),
        *("equal to everything, and greater", "nested 100,000 deep", "a cycle"),
        *("pytest, unittest and the judge patched", "another policy", "gather and Task patched"),
    ),
}
"""What those are called, when they are made at import, of which that is known on every machine."""


def _named(attack: Attack) -> Attack:
    found = (name for name, attacks in DIAGNOSES.items() if attack.name in attacks)
    return replace(attack, diagnosis=next(found, attack.diagnosis))


AT_IMPORT = [*FORGING, *BENDING, *STEALING, *EXHAUSTING]
IN_A_CALL = [replace(each, when="call") for each in AT_IMPORT if each.name in ALSO_IN_A_CALL]
ATTACKS = [*map(_named, AT_IMPORT), *IN_A_CALL]
