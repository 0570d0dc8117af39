"""What a submission finds in its process: a few fixed names, its channel, tight limits, and nothing of the judge's."""

from __future__ import annotations

import ast
import os
import resource
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.judge import client
from grader.judge.client import Lab, Start
from grader.protocol import Begin, Limits, Load, Loaded
from grader.sandbox import limits
from grader.sandbox.confinement import LIMITS

STARTS: list[Start] = ["fork", "spawn"]


@pytest.fixture(autouse=True)
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have labs as they are where nothing stronger than limits can be had."""
    monkeypatch.setattr(client, "strongest", lambda: LIMITS)


def printed(source: str, start: Start) -> str:
    """Return what a submission prints when it is imported."""
    with Lab(start) as lab:
        worker = lab.worker()
        worker.tell(Begin(topic="t", filename="t.py", source=textwrap.dedent(source), seed=0))
        answer = worker.ask(Load(limits=Limits()))
        worker.close()
    assert isinstance(answer, Loaded)
    assert answer.problem is None
    return answer.output


@pytest.fixture(params=STARTS)
def start(request: pytest.FixtureRequest) -> Start:
    """Return each way to start a lab."""
    found: Start = request.param
    return found


def test_environment_is_scrubbed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission sees no home, no secret and no setting of the user's."""
    for name in ("GITHUB_TOKEN", "HOME", "PYTHONSTARTUP", "PYTHONWARNINGS"):
        monkeypatch.setenv(name, "hush")
    seen = ast.literal_eval(printed("import os\nprint(dict(os.environ))", start))
    assert seen.keys() <= limits.environment("/").keys() | {"LC_CTYPE", "TMPDIR"}
    assert "hush" not in seen.values()


def test_environment_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the two names without which Windows starts nothing come from outside."""
    monkeypatch.setenv("SYSTEMROOT", "C:\\Windows")
    there = limits.environment("/root")
    monkeypatch.delenv("SYSTEMROOT")
    assert there == limits.environment("/root") | {"SYSTEMROOT": "C:\\Windows"}
    assert there["PYTHONHASHSEED"] == "0"


def test_only_the_channel_is_open(start: Start) -> None:
    """A submission inherits its channel, and no other file of the judge's."""
    source = """
        import os
        found = {}
        for name in os.listdir("/proc/self/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
            except OSError:
                pass  # the listing's own
        print(found)
    """
    with Path(__file__).open() as _, Path(os.devnull).open() as inheritable:
        os.set_inheritable(inheritable.fileno(), True)  # noqa: FBT003 (its own name for it)
        found = ast.literal_eval(printed(source, start))
    assert {found.pop(number) for number in (0, 1, 2)} == {os.devnull}
    kinds = sorted(path.partition(":")[0] for path in found.values())
    assert kinds == (["socket"] if start == "fork" else ["pipe", "pipe"])


def test_process_is_on_its_own(start: Start) -> None:
    """A submission has a group and a session that are not the judge's, and no place of the judge's to write to."""
    source = "import os\nprint((os.getpid(), os.getpgid(0), os.getsid(0), os.getcwd()))"
    pid, group, session, folder = ast.literal_eval(printed(source, start))
    assert group == pid
    assert session != os.getsid(0)
    assert folder == "/"


def test_limits_are_in_force(start: Start) -> None:
    """Memory, CPU, file size and descriptors are capped for good, and there are no core dumps."""
    source = """
        import resource as r
        names = "AS CPU FSIZE NOFILE CORE".split()
        print([r.getrlimit(vars(r)["RLIMIT_" + name]) for name in names])
    """
    caps = limits.Caps()
    expected = [caps.memory, caps.cpu, caps.file_size, caps.descriptors, 0]
    assert ast.literal_eval(printed(source, start)) == [(most, most) for most in expected]


def test_limits_hold_where_a_process_limits_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without prlimit, as on macOS, Python limits itself before it begins, and takes its words as ever."""
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    without_prlimit = SimpleNamespace(**{name: getattr(resource, name) for name in names})
    monkeypatch.setattr(limits, "resource", without_prlimit)
    source = "import resource as r\nprint(r.getrlimit(r.RLIMIT_NOFILE), r.getrlimit(r.RLIMIT_CORE))"
    assert printed(source, "spawn") == "(256, 256) (0, 0)\n"
    assert printed("print(1)", "fork") == "1\n"


def test_lab_starts_where_there_are_no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has none of these limits, as on Windows, the lab starts all the same."""
    monkeypatch.setattr(limits, "resource", None)
    assert printed("print(1)", "spawn") == "1\n"


def test_files_are_capped(start: Start, tmp_path: Path) -> None:
    """A file cannot grow beyond the cap."""
    source = f"""
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with open({str(tmp_path / "big")!r}, "wb") as file:
                for _ in range(64):
                    file.write(bytes(1 << 20))
        except OSError as error:
            print(error.strerror)
    """
    assert printed(source, start) == "File too large\n"
    assert (tmp_path / "big").stat().st_size <= limits.Caps().file_size


def test_killing_a_group_that_is_gone_is_harmless() -> None:
    """Nothing happens to anybody if there is nobody to kill."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""], start_new_session=True)
    process.wait()
    assert not limits.kill_group(process.pid)
    limits.kill(process.pid)


def test_what_limits_do_not_hold(start: Start, tmp_path: Path) -> None:
    """Limits are the weakest level. A submission may still read files, write to open places, and see processes."""
    (tmp_path / "note").write_text("read me")
    source = f"""
        import os
        with open({str(tmp_path / "note")!r}) as file:
            print(file.read())
        with open({str(tmp_path / "written")!r}, "w") as file:
            file.write("x")
        print(os.path.exists("/proc/1/stat"))
    """
    assert printed(source, start) == "read me\nTrue\n"
    assert (tmp_path / "written").exists()
