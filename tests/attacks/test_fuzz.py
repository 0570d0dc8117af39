"""The two borders, with whatever may cross them: messages from the lab to the judge, sources into policy and lab."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.judge.checks import Check
from grader.judge.client import Lab
from grader.judge.grading import Grading
from grader.judge.sitting import Proxy, Sitting
from grader.judge.submission import Submission, SubmittedFile
from grader.judge.watch import Budget, LabDied
from grader.judge.worker import Worker
from grader.lab import policy
from grader.protocol import HEADER, Begin, Call, Codec, Leave, Left, Limits, Load, Loaded, frame
from tests.attacks import mutation
from tests.attacks.attack import ANSWER

SEED = 20_261_124
COURSE_SOURCES = "solutions/*/*.py"

SUBMISSION = """
import asyncio, sys
async def answer(*jobs):
    print("one", file=sys.stderr)
    print("two")
    tasks = [asyncio.create_task(job(1)) for job in jobs]
    done = await asyncio.gather(*tasks, return_exceptions=True)
    reader, writer = await asyncio.open_connection("echo.example", 7)
    writer.write(b"x")
    asyncio.create_task(asyncio.sleep(100))
    asyncio.sleep(1)
    return [*done, {"a": (1, 2.5, b"c", None, {3}), "e": ValueError("no")}]
"""
SUITE = '''
@scenario
async def busy(exercise, *jobs):
    note("noted", [1, "2"])
    return await exercise.answer(*jobs)

@pytest.mark.points(1)
def test_busy(lab):
    """It is busy."""
    jobs = [job("a", takes=2, returns="A"), job("b", takes=1, raises=ValueError("no")), blocking_job("c", takes=1)]
    run = lab.play(busy, *jobs, server("echo.example", 7, [hear(), say(b"y")]))
    assert run.returned == 0
'''


class Line:
    """A line to a lab that answers every call by *message*, and everything else as a lab does."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._waiting = b""

    def send(self, data: bytes, look: Callable[[], None]) -> None:
        """Take a request."""
        del look
        match Codec.request.decode(data[HEADER.size :]):
            case Call():
                self._waiting += self._message
            case Load():
                self._waiting += frame(Loaded())
            case Leave():
                self._waiting += frame(Left())
            case _:
                pass

    def receive(self, most: int, look: Callable[[], None]) -> bytes:
        """Give what there is; when there is nothing, the lab has hung up."""
        del look
        piece, self._waiting = self._waiting[:most], self._waiting[most:]
        return piece

    def has_more(self) -> bool:
        """Tell whether there is something left."""
        return bool(self._waiting)

    def close(self) -> None:
        """Hang up."""


class Nobody:
    """The process of a lab that is none."""

    pid = 0

    def ended(self) -> bool:
        """Tell that it has."""
        return True

    def end(self) -> int:
        """Give its exit status."""
        return 0


class FakeLab(Lab):
    """A lab in which every call is answered by *message*; its canary sings."""

    message = b""

    def worker(self, budget: Budget | None = None) -> Worker:
        """Give a worker."""
        return Worker(Line(self.message), Nobody(), budget or Budget())


CHECK = Check("fuzz::test_it", "fuzz", "It works.", hidden=False, points=1.0)
FILES = Submission({"fuzz": SubmittedFile("fuzz.py", "x = 1\n")})

QUESTIONS: tuple[Callable[[Sitting], object], ...] = (
    lambda sitting: _same(sitting.call("answer").returned, ANSWER),
    lambda sitting: _same(sitting.call("answer").elapsed, 12_345.0),
    lambda sitting: _same(sitting.call("answer").order, ["never"]),
    lambda sitting: _same(sitting.call("answer").at("a started"), 77.0),
    lambda sitting: _same(sitting.call("answer").peak("a", "b"), 99),
    lambda sitting: _same(sitting.call("answer").spans("a"), "none"),
    lambda sitting: _same(sitting.call("answer").warnings, ["none"]),
    lambda sitting: _same(sitting.call("answer").leftovers, ["none"]),
    lambda sitting: _same(sitting.call("answer").printed, ["none"]),
    lambda sitting: _same(sitting.call("answer").connections(), ["none"]),
    lambda sitting: _same(sitting.call("answer").blocked, ["none"]),
    lambda sitting: _same(sitting.call("answer").raised, ("KeyError", "none")),
)


def _same(got: object, wanted: object) -> None:
    """Assert as a suite does, told by the sitting that is open."""
    if got != wanted:
        sitting = PROXY.sitting
        assert sitting is not None
        sitting.compare("==", got, wanted)
        raise AssertionError


PROXY = Proxy()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a real message of a lab's, with something in most of its fields."""
    from grader.judge import sitting
    from tests.grader.judge.conftest import House

    house = House(tmp_path_factory.mktemp("fuzz"))
    house.suite("alpha", SUITE)
    heard: list[bytes] = []
    original = sitting.Sitting._recording  # noqa: SLF001 (to listen in)
    with pytest.MonkeyPatch.context() as patch:

        def listen(self: Sitting, response: object) -> object:
            heard.append(msgspec.msgpack.encode(response))
            return original(self, response)  # type: ignore[arg-type]  # passed on

        patch.setattr(sitting.Sitting, "_recording", listen)
        house.verdict(SUBMISSION)
    return heard[0]


@pytest.mark.timeout(3_600)
def test_mutated_messages(recorded: bytes, pytestconfig: pytest.Config) -> None:
    """Whatever the lab says, there is a verdict: no crash, no error, and no point for what nobody did."""
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    lab = FakeLab("spawn")
    for number in range(10_000 if pytestconfig.getoption("--full") else 600):
        body = mutation.of_message(chance, recorded)
        size = len(body) if chance.random() < 0.97 else chance.randrange(2**32)
        lab.message = HEADER.pack(size) + body + (b"\0" if chance.random() < 0.02 else b"")
        grading = Grading(FILES, lab, PROXY, 0)
        grading._canary.sings = lambda: True  # type: ignore[method-assign]  # noqa: SLF001 (there is no lab)
        assert grading.open(CHECK) is None
        verdict = grading.close(CHECK, _outcome(QUESTIONS[number % len(QUESTIONS)]))
        assert (verdict.status, verdict.points) == ("failed", 0), f"message {number}: {verdict.happened}\n{body!r}"
        msgspec.json.encode(verdict)


def _outcome(question: Callable[[Sitting], object]) -> BaseException | None:
    assert PROXY.sitting is not None
    try:
        question(PROXY.sitting)
    except BaseException as error:  # noqa: BLE001 (as the plugin does)
        return error
    return None


def _sources(root: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(root.glob(COURSE_SOURCES))]


COMPILE_RAISES = (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError)


@pytest.mark.timeout(3_600)
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_mutated_sources_in_the_policy(pytestconfig: pytest.Config) -> None:
    """Whatever the source, the policy finds something, or nothing, or raises what compiling it raises."""
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    sources = _sources(pytestconfig.rootpath)
    for number in range(10_000 if pytestconfig.getoption("--full") else 1_000):
        source = mutation.of_source(chance, chance.choice(sources))
        try:
            policy.check(source, "it.py")
        except COMPILE_RAISES:
            continue
        except BaseException as error:
            error.add_note(f"source {number}:\n{source}")
            raise


@pytest.mark.timeout(7_200)
def test_mutated_sources_in_the_lab(pytestconfig: pytest.Config, level: str) -> None:
    """Whatever the source, the lab loads it, or says why not, or dies within its budget: it never breaks."""
    from tests.attacks.attack import LEVELS

    chance = random.Random(SEED)  # noqa: S311 (no secret)
    sources = _sources(pytestconfig.rootpath)
    with Lab(confinement=LEVELS[level]) as lab:
        for number in range(10_000 if pytestconfig.getoption("--full") else 60):
            source = mutation.of_source(chance, chance.choice(sources))
            worker = lab.worker(Budget(cpu=0.5, idle=0.5, total=2.0))
            try:
                worker.tell(Begin(topic="it", filename="it.py", source=source, seed=number))
                answer = worker.ask(Load(limits=Limits()))
            except LabDied:
                continue
            finally:
                worker.close()
            assert isinstance(answer, Loaded), f"source {number}: {answer}\n{source}"
