"""asynclings: every command of the project.

Learners need four: `nox -s grade`, `nox -s hint`, `nox -s play`, `nox -s list`. The rest is for authors and CI.
All of them share environments under .nox/, installed from the locks in requirements/ and made anew when a lock changes.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import nox
from nox import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

nox.needs_version = ">=2026.4.10"
nox.options.sessions = ["grade"]

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ROOT / ".nox"
LOCKS = ROOT / "requirements"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

# Public and hidden suites share file names, so mypy reads them folder by folder; and a check is two lines that read as
# a promise, where `lab` needs no annotation to be understood.
PLAIN_FOLDERS = ("tests/public", "tests/hidden", "solutions")
PLAIN_TYPING = (
    "--allow-any-generics",  # a stub says `list` where it does not matter of what
    "--allow-incomplete-defs",
    "--allow-untyped-calls",
    "--allow-untyped-decorators",
    "--allow-untyped-defs",
    "--disable-error-code=union-attr",  # asyncio.current_task() is a task wherever a learner calls it
    "--no-warn-return-any",  # what a lesson is handed has no type: ``await work()``
    "--no-warn-unreachable",
)

LEARNERS = frozenset({"doctor", "grade", "hint", "list", "play"})
NOT_GRADED, INTERRUPTED = 2, 130
KEPT = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONIOENCODING", "PYTHONPYCACHEPREFIX", "PYTHONUTF8"})


# Learners ------------------------------------------------------------------------------------------------------------


@nox.session(python=False)
def grade(session: nox.Session) -> None:
    """Grade your exercises; name some to grade only those."""
    become_grader(session)


@nox.session(python=False)
def hint(session: nox.Session) -> None:
    """Show the next hint for an exercise."""
    become_grader(session)


@nox.session(python=False)
def play(session: nox.Session) -> None:
    """Run an exercise's own demonstration and see what your code does."""
    become_grader(session)


@nox.session(python=False, name="list")
def list_exercises(session: nox.Session) -> None:
    """List the exercises, with the minutes they take."""
    become_grader(session)


@nox.session(python=False)
def doctor(session: nox.Session) -> None:
    """Say what can be had here to confine the code that is graded; changes nothing."""
    become_grader(session)


# Authors -------------------------------------------------------------------------------------------------------------


@nox.session(python=False)
def tests(session: nox.Session) -> None:
    """Test the grader on every supported Python found here; `-- 3.12 …` for one, the rest goes to pytest."""
    chosen = list(itertools.takewhile(PYTHONS.__contains__, session.posargs))
    options = session.posargs[len(chosen) :]
    found = [version for version in chosen or PYTHONS if find_python(version)]
    missing = [version for version in chosen or PYTHONS if version not in found]
    failed = [version for version in found if not passes_tests(session, version, options)]
    session.log(f"Tested on Python {', '.join(found) or '(none)'}.")
    if missing:
        session.warn(f"Not tested, because this machine has no such Python: {', '.join(missing)}.")
    if failed or not found:
        session.error(f"tests failed on Python {', '.join(failed)}" if failed else "no supported Python was found")


@nox.session(python=False)
def attacks(session: nox.Session) -> None:
    """Attack the grader, under every confinement that can be had here; `-- --write-table` tells SECURITY.md."""
    run(session, "attacks", "-m", "pytest", "tests/attacks", *session.posargs)


@nox.session(python=False)
def lint(session: nox.Session) -> None:
    """Check style and the directions of imports; `-- --fix` repairs what can be repaired."""
    fix = "--fix" in session.posargs
    run(session, "dev", "-m", "ruff", "check", *session.posargs)
    run(session, "dev", "-m", "ruff", "format", *([] if fix else ["--check"]))
    run(session, "dev", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")


@nox.session(python=False)
def types(session: nox.Session) -> None:
    """Check the types of the grader, its tests, this file, the suites and the solutions."""
    run(session, "dev", "-m", "mypy", *session.posargs)
    for folder in PLAIN_FOLDERS:
        if any((ROOT / folder).rglob("*.py")):
            run(session, "dev", "-m", "mypy", *PLAIN_TYPING, folder)


@nox.session(python=False)
def content(session: nox.Session) -> None:
    """Prove the course: stubs score 0, solutions everything, each wrong program fails exactly what it should."""
    run(session, "grading", "tests/content.py", *session.posargs)


@nox.session(python=False)
def mutants(session: nox.Session) -> None:
    """Prove the suites: every solution, changed in one place, has to fail."""
    run(session, "dev", "-m", "tests.authoring.mutants", *session.posargs)


@nox.session(python=False)
def fidelity(session: nox.Session) -> None:
    """Prove the lab's loop: CPython's own asyncio tests, and scenarios that really wait."""
    run(session, "grading", "tests/fidelity.py", *session.posargs)


@nox.session(python=False)
def peers(session: nox.Session) -> None:
    """Prove what talks to others on real sockets: the solutions, and what posts to GitHub."""
    run(session, "peers", "-m", "pytest", "tests/grader/real_peers", *session.posargs)
    run(session, "posting", "-m", "pytest", "tests/grader/github", *session.posargs)


@nox.session(python=False)
def post(session: nox.Session) -> None:
    """Post the score of a saved report on its pull request; `-- report.json --sha SHA`."""
    become_grader(session, "posting")


@nox.session(python=False)
def workflows(session: nox.Session) -> None:
    """Check all workflows, as GitHub and an attacker would read them, and run the starter's."""
    folders = (ROOT / ".github", ROOT / "grader" / "release" / "material" / ".github")
    files = [str(path.relative_to(ROOT)) for folder in folders for path in sorted(folder.glob("workflows/*.yml"))]
    binaries = environment_of(session, "workflows").parent
    session.run(str(binaries / "actionlint"), "-shellcheck=", "-pyflakes=", *files, external=True)
    schema = ("check_jsonschema", "--builtin-schema")
    run(session, "workflows", "-m", *schema, "vendor.github-workflows", *files)
    run(session, "workflows", "-m", *schema, "vendor.dependabot", ".github/dependabot.yml")
    options = ("--offline", "--strict-collection", "--persona=pedantic", "--quiet")
    session.run(str(binaries / "zizmor"), *options, *map(str, folders), external=True)
    variables = {**removals(), "ASYNCLINGS_ACT": str(binaries / "act")}
    python = environment_of(session, "grading")
    session.run(str(python), "-m", "pytest", "tests/grader/release/test_act.py", env=variables, external=True)


@nox.session(python=False)
def bench(session: nox.Session) -> None:
    """Measure how long grading takes, against the targets."""
    run(session, "grading", "tests/bench.py", *session.posargs)


@nox.session(python=False)
def release(session: nox.Session) -> None:
    """Build the learners' repository, without an answer in it: `-- starter DEST`."""
    run(session, "grading", "-m", "tests.authoring.release", *session.posargs)


@nox.session(python=False)
def lock(session: nox.Session) -> None:
    """Write requirements/ from pyproject.toml; `-- --upgrade` takes the newest versions."""
    grading = str((LOCKS / "grading.txt").relative_to(ROOT))
    compile_lock(session, "grading", "pyproject.toml")
    compile_lock(session, "posting", "pyproject.toml", "--extra", "github", "--constraints", grading)
    github = ("--extra", "github", "--constraints", str(Path(grading).with_name("posting.txt")))
    compile_lock(session, "dev", "pyproject.toml", "--group", "dev", "--constraints", grading, *github)
    compile_lock(session, "attacks", "pyproject.toml", "--extra", "sandbox", "--constraints", grading)
    compile_lock(session, "peers", "pyproject.toml", "--group", "peers", "--constraints", grading)
    compile_lock(session, "workflows", "--group", "workflows")
    compile_lock(session, "nox", "--group", "nox", "--constraints", str(Path(grading).with_name("dev.txt")))


def compile_lock(session: nox.Session, name: str, *sources: str) -> None:
    """Write one lock: every platform, every supported Python, every file by its digest."""
    options = ("--quiet", "--universal", "--generate-hashes", "--python-version", PYTHONS[0])
    target = str((LOCKS / f"{name}.txt").relative_to(ROOT))
    header = ("--custom-compile-command", "nox -s lock", "--output-file", target)
    run(session, "dev", "-m", "uv", "pip", "compile", *sources, *options, *header, *session.posargs)


def passes_tests(session: nox.Session, version: str, options: Iterable[str]) -> bool:
    """Tell whether the grader's tests pass on one Python, so that the next one runs in any case."""
    session.log(f"Testing on Python {version}.")
    try:
        python = environment("grading", version)
        session.run(str(python), "-m", "pytest", "tests/grader", *options, env=removals(), external=True)
    except (nox.command.CommandFailed, SetupError) as problem:
        session.warn(f"Python {version}: {problem}")
        return False
    return True


# Running -------------------------------------------------------------------------------------------------------------


def run(session: nox.Session, name: str, *arguments: str) -> None:
    """Run the Python of an environment as part of a session."""
    session.run(str(environment_of(session, name)), *arguments, env=removals(), external=True)


def environment_of(session: nox.Session, name: str) -> Path:
    """Return the Python of an environment, or end the session with what kept it from being made."""
    try:
        return environment(name)
    except SetupError as problem:
        session.error(str(problem))


def become_grader(session: nox.Session, name: str = "grading") -> NoReturn:
    """End nox here and go on as `python -m grader`, so that output, exit status and Ctrl-C are the grader's own."""
    try:
        python = environment(name)
    except SetupError as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(NOT_GRADED)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. The same command starts again from here.\n")
        sys.exit(INTERRUPTED)
    command = [str(python), "-m", "grader", session.name, *words_after(session.name), *session.posargs]
    variables = clean_variables()
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(python, command, variables)
    sys.exit(wait_for(command, variables))


def wait_for(command: list[str], variables: Mapping[str, str]) -> int:
    """Return a program's exit status where one program cannot become another (Windows).

    Ctrl-C reaches the program, too, and the program decides what it means.
    """
    with subprocess.Popen(command, env=variables) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def unwanted(variable: str) -> bool:
    """Tell whether a variable would change how Python or pytest work, so that one grade differed from another."""
    return variable.startswith(("PYTHON", "PYTEST_")) and variable not in KEPT


def removals() -> dict[str, str | None]:
    """Return the same as nox wants it: the variables to take away."""
    return dict.fromkeys(filter(unwanted, os.environ))


def clean_variables() -> dict[str, str]:
    """Return the user's environment without what would change a grade."""
    return {name: value for name, value in os.environ.items() if not unwanted(name)}


# Environments --------------------------------------------------------------------------------------------------------


class SetupError(Exception):
    """An environment could not be made; the message says what to do."""


def environment(name: str, version: str | None = None) -> Path:
    """Return the Python of `.nox/NAME-VERSION`, after making it if it does not hold exactly `requirements/NAME.txt`.

    The stamp inside is written last: what was interrupted is made again, and what is whole costs one small read.
    """
    version = version or usual_python()
    home = ENVIRONMENTS / f"{name}-{version}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = hashlib.sha256((LOCKS / f"{name}.txt").read_bytes() + str(ROOT).encode()).hexdigest()
    if not holds(home, python, stamp):
        from filelock import FileLock

        ENVIRONMENTS.mkdir(exist_ok=True)
        announce(name, version)
        with FileLock(ENVIRONMENTS / f"{home.name}.lock"):
            # Another terminal may have made it while this one waited.
            if not holds(home, python, stamp):
                make(home, python, version, LOCKS / f"{name}.txt")
                (home / "stamp").write_text(stamp, encoding="ascii")
    return python


def usual_python() -> str:
    """Return the version that nox runs on, or the newest one found here if the course does not know that one."""
    if THIS_PYTHON in PYTHONS:
        return THIS_PYTHON
    version = next(filter(find_python, reversed(PYTHONS)), None)
    if version is None:
        raise SetupError(
            f"asynclings needs Python {PYTHONS[0]} to {PYTHONS[-1]}, and nox, on {THIS_PYTHON}, found none.\n"
            f"Install Python {PYTHONS[-1]} and run the same command again."
        )
    return version


def find_python(version: str) -> str | None:
    """Return the interpreter of a version, also where pyenv keeps it off the PATH, or None."""
    if version == THIS_PYTHON:
        return sys.executable
    from python_discovery import get_interpreter

    kept_by_pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob("versions/*/bin")
    path = os.pathsep.join([os.environ.get("PATH", ""), *sorted(map(str, kept_by_pyenv))])
    info = get_interpreter(version, env={**os.environ, "PATH": path})
    return None if info is None else info.system_executable or info.executable


def holds(home: Path, python: Path, stamp: str) -> bool:
    """Tell whether an environment is whole and of this lock; its Python may be gone since the system was upgraded."""
    try:
        return (home / "stamp").read_text(encoding="ascii") == stamp and python.exists()
    except OSError:
        return False


def announce(name: str, version: str) -> None:
    """Say what takes so long."""
    purposes = {
        "grading": "grading",
        "dev": "lint and types",
        "peers": "real peers",
        "attacks": "attacks",
        "posting": "posting",
        "workflows": "workflows",
    }
    purpose = purposes[name]
    print(f"Setting up Python {version} for {purpose}. This happens once and takes up to half a minute ...", flush=True)


def make(home: Path, python: Path, version: str, locked: Path) -> None:
    """Make an environment that holds a lock's packages and sees the checkout, so that editing needs no reinstall."""
    (home / "stamp").unlink(missing_ok=True)
    base = find_python(version) or version
    options = ("--quiet", "--clear", "--no-periodic-update", "--python", base)
    setup([sys.executable, "-m", "virtualenv", *options, str(home)])
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes")
    setup([str(python), "-m", "pip", "install", *options, "--requirement", str(locked)])
    where = setup([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'), end='')"])
    Path(where, "asynclings.pth").write_text(f"{ROOT}\n", encoding="locale")


def setup(command: list[str]) -> str:
    """Run one step of making an environment and return its output.

    Raises SetupError, with everything the step said, if it fails. Otherwise its warnings are nobody's business here.
    """
    variables = {**clean_variables(), "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        step = " ".join(command[1:4])
        raise SetupError(
            f"{done.stdout}{done.stderr}\n"
            f"Setting up failed: `{step} ...` ended with exit status {done.returncode} and said why, above.\n"
            "Probably the network was away. Nothing is broken: run the same command again."
        )
    return done.stdout


# How nox is spoken to ------------------------------------------------------------------------------------------------


def words_after(name: str) -> list[str]:
    """Return the words that follow a session's name: `gather` in `nox -s hint gather`."""
    arguments = list(itertools.takewhile(lambda word: word != "--", sys.argv[1:]))
    for flag in {"-s", "-e", "--session", "--sessions"}.intersection(arguments):
        asked = itertools.takewhile(lambda word: not word.startswith("-"), arguments[arguments.index(flag) + 1 :])
        if next(asked, None) == name:
            return list(asked)
    return []


def accept_words() -> None:
    """Let `nox -s hint gather` mean `nox -s hint -- gather`: nox takes each word for a session, so make it one."""
    known = frozenset(registry.get())
    for name in LEARNERS:
        for word in words_after(name):
            if word in known:
                sys.stderr.write(f"`{name}` runs alone. Type `nox -s {name}` and then `nox -s {word}`.\n")
                sys.exit(NOT_GRADED)
            nox.session(python=False, name=word)(become_grader)


class Calm(logging.Filter):
    """Silences nox around a learner's command: what is to be said, the grader says."""

    learning = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what nox says of a learner's session, except that it crashed."""
        start, _, name = record.getMessage().rpartition(" ")
        if start == "Running session":
            self.learning = name in LEARNERS
        return not self.learning or bool(record.exc_info)


accept_words()
logging.getLogger("nox").addFilter(Calm())
