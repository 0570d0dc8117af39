"""The mistakes that have a name: for each, one explanation and one link into Python's documentation.

An explanation follows "Probably: ".
"""

from __future__ import annotations

from grader.judge.verdict import TODO, Diagnosis

DOCS = "https://docs.python.org/3/library/"
STREAMS = "https://docs.python.org/3/library/asyncio-stream.html"
TASK = DOCS + "asyncio-task.html"
LOOP = DOCS + "asyncio-eventloop.html"
SUBPROCESS = DOCS + "asyncio-subprocess.html"
DEVELOPING = DOCS + "asyncio-dev.html"

EXPLANATIONS: dict[str, tuple[str, str]] = {
    TODO: ("nobody has done this part yet.", TASK + "#coroutines"),
    "syntax-error": (
        "Python cannot read the file, so nothing of it could be checked.",
        "https://docs.python.org/3/tutorial/errors.html#syntax-errors",
    ),
    "import-error": (
        "the file asks for a module or a name that is not there.",
        "https://docs.python.org/3/tutorial/modules.html",
    ),
    "not-accepted": (
        "it reaches behind the objects that it is given, or for a module that an exercise has no use for.",
        "https://docs.python.org/3/library/asyncio.html",
    ),
    "fails-at-import": (
        "code at the top level of the file fails before anything is called.",
        "https://docs.python.org/3/tutorial/modules.html#executing-modules-as-scripts",
    ),
    "endless-import": (
        'code at the top of the file never ends, or ends the program: keep it under `if __name__ == "__main__":`.',
        "https://docs.python.org/3/tutorial/modules.html#executing-modules-as-scripts",
    ),
    "missing-function": (
        "the checks call it by the name that the exercise gave it.",
        "https://docs.python.org/3/tutorial/controlflow.html#defining-functions",
    ),
    "wrong-signature": (
        "the checks call it with the parameters that the exercise gave it.",
        "https://docs.python.org/3/tutorial/controlflow.html#more-on-defining-functions",
    ),
    "ended-itself": ("something ended the whole process, so nobody was left to answer.", DOCS + "sys.html#sys.exit"),
    "endless-loop": (
        "a loop computes without an end and without an `await` at which others could run.",
        DEVELOPING + "#running-blocking-code",
    ),
    "waits-outside": (
        "it waits for something that does not exist here: input, a network, another program.",
        DEVELOPING + "#running-blocking-code",
    ),
    "unbounded": ("a loop goes on for ever: nothing ends it once its work is done.", TASK + "#asyncio.sleep"),
    "deadlock": ("everybody waits for somebody who waits, too.", DOCS + "asyncio-sync.html"),
    "not-thread-safe": (
        "another thread than the event loop's own calls it directly: that needs `call_soon_threadsafe`.",
        DEVELOPING + "#concurrency-and-multithreading",
    ),
    "left-generator": (
        "leaving `async for` does not close the generator: its clean-up waits for the event loop, or for ever.",
        DOCS + "contextlib.html#contextlib.aclosing",
    ),
    "loop-left-open": (
        "nobody has closed the event loop that it made.",
        LOOP + "#asyncio.loop.close",
    ),
    "never-stopped": (
        "nobody has stopped the event loop: `run_forever` goes on until `stop` is called, also with nothing to do.",
        LOOP + "#asyncio.loop.run_forever",
    ),
    "called-at-once": (
        "a function was called in the place where it should have been handed over: leave its parentheses out.",
        LOOP + "#scheduling-callbacks",
    ),
    "drift": (
        "each time is counted from the one before it, and that was late: the delays add up.",
        LOOP + "#asyncio.loop.call_at",
    ),
    "debug-mode": (
        "a loop complains of slow callbacks in debug mode only, and of those that take `slow_callback_duration`.",
        DEVELOPING + "#debug-mode",
    ),
    "own-processes": (
        "it starts processes of its own, instead of handing its work to the executor that it is given.",
        LOOP + "#asyncio.loop.run_in_executor",
    ),
    "full-pipe": (
        "a program waits until somebody reads what it writes, and nobody does: a pipe holds only so much.",
        SUBPROCESS + "#asyncio.subprocess.Process.wait",
    ),
    "open-pipe": (
        "a program reads until its input ends, and nobody ends it: close its stdin.",
        SUBPROCESS + "#asyncio.subprocess.Process.communicate",
    ),
    "left-running": (
        "nobody stops a program but who kills it: to cancel what waits for it leaves it running.",
        SUBPROCESS + "#asyncio.subprocess.Process.kill",
    ),
    "never-reaped": (
        "`kill()` only sends a signal: a program is over, and gone, when its end has been waited for.",
        SUBPROCESS + "#asyncio.subprocess.Process.wait",
    ),
    "killed-by-signal": (
        "a signal that nothing handles ends the whole process at once, without any clean-up.",
        LOOP + "#asyncio.loop.add_signal_handler",
    ),
    "interrupted": (
        "Ctrl-C cancels the main task, and then KeyboardInterrupt comes out of `asyncio.run`, to whoever called that.",
        DOCS + "asyncio-runner.html#handling-keyboard-interruption",
    ),
    "signal-ignored": (
        "a signal came, and what was to happen at that moment came later, or never.",
        LOOP + "#asyncio.loop.add_signal_handler",
    ),
    "exits-in-the-middle": (
        "`sys.exit()` raises SystemExit, and that ends the event loop at once, whatever is under way there.",
        DOCS + "sys.html#sys.exit",
    ),
    "not-woken": (
        "a handler of `signal.signal` must not touch the event loop, which sleeps on: use `add_signal_handler`.",
        LOOP + "#asyncio.loop.add_signal_handler",
    ),
    "never-awaited": (
        "calling a coroutine function only makes a coroutine. Without `await` its body does not run.",
        DEVELOPING + "#detect-never-awaited-coroutines",
    ),
    "nested-run": (
        "`asyncio.run()` starts an event loop of its own, and here one is running already: `await` instead.",
        DOCS + "asyncio-runner.html#asyncio.run",
    ),
    "awaited-twice": (
        "a coroutine can be awaited once. Call the function again for another one.",
        TASK + "#awaitables",
    ),
    "no-running-loop": (
        "this needs a running event loop, and no loop is running where it stands.",
        DOCS + "asyncio-runner.html#asyncio.run",
    ),
    "wrong-call": (
        "`asyncio.gather` takes awaitables, one by one: call each coroutine function, and unpack a list with `*`.",
        TASK + "#asyncio.gather",
    ),
    "empty-input": (
        "`asyncio.wait` refuses to wait for nothing: no work at all needs a case of its own.",
        TASK + "#asyncio.wait",
    ),
    "not-called": (
        "what is awaited there is a function itself: a pair of parentheses behind its name calls it.",
        TASK + "#coroutines",
    ),
    "no-coroutine": (
        "a coroutine is wanted there, which only calling an `async def` function gives: make it `async def`.",
        TASK + "#coroutines",
    ),
    "not-async": (
        "it answers at once, without anything to await: it is a plain function that waits for nothing.",
        TASK + "#coroutines",
    ),
    "missing-async-for": (
        "values that arrive one by one are gone through by `async for`: neither `for` nor `await` gets them.",
        "https://docs.python.org/3/reference/compound_stmts.html#the-async-for-statement",
    ),
    "missing-async-with": (
        "what needs `await` when a block begins and ends is used by `async with`: `with` cannot wait.",
        "https://docs.python.org/3/reference/compound_stmts.html#the-async-with-statement",
    ),
    "broken-iterator": (
        "`async for` calls a plain `__aiter__` once, then awaits `__anext__` until that raises StopAsyncIteration.",
        "https://docs.python.org/3/reference/datamodel.html#asynchronous-iterators",
    ),
    "broken-manager": (
        "`async with` awaits `__aenter__()`, the block, and `__aexit__` with three arguments; a generator yields once.",
        "https://docs.python.org/3/reference/datamodel.html#asynchronous-context-managers",
    ),
    "blocked-loop": (
        "a blocking call holds up the whole event loop: while it lasts, no other coroutine runs.",
        DEVELOPING + "#running-blocking-code",
    ),
    "computing-on-the-loop": (
        "tasks take turns on one thread, and what computes keeps it to itself: have another process compute.",
        DOCS + "asyncio-eventloop.html#asyncio.loop.run_in_executor",
    ),
    "blocks-a-core": (
        "what only blocks was handed to a process, and took a core from what computes: a thread is enough for it.",
        TASK + "#running-in-threads",
    ),
    "one-gil": (
        "threads take turns at computing, for their process has one GIL. Processes compute at the same time.",
        "https://docs.python.org/3/glossary.html#term-global-interpreter-lock",
    ),
    "unpicklable": (
        "what goes to another process, or comes back, is pickled: data, and functions of a module's top level only.",
        DOCS + "pickle.html#what-can-be-pickled-and-unpickled",
    ),
    "thread-kept-waiting": (
        "a thread had to wait until the event loop was done: what it calls should hand things over and return at once.",
        DEVELOPING + "#concurrency-and-multithreading",
    ),
    "wrong-thread": (
        "a coroutine ran in another thread, on an event loop of its own, instead of the one to which it was to go.",
        TASK + "#asyncio.run_coroutine_threadsafe",
    ),
    "waits-for-itself": (
        "`result()` blocks the event loop, which would have to run what it waits for: there, `await` is what waits.",
        TASK + "#asyncio.run_coroutine_threadsafe",
    ),
    "future-never-set": (
        "they wait for a future that nobody sets: whatever happens, somebody has to put a result or an error in it.",
        DOCS + "asyncio-future.html#asyncio.Future",
    ),
    "set-twice": (
        "a future is set once, and this one was over already: it was set before, or cancelled.",
        DOCS + "asyncio-future.html#asyncio.Future.done",
    ),
    "few-threads": (
        "all that use `to_thread`, or no executor of their own, share a few threads: what comes on top has to wait.",
        DOCS + "concurrent.futures.html#concurrent.futures.ThreadPoolExecutor",
    ),
    "lost-task": (
        "the event loop refers to a task only weakly: one that nobody else refers to may vanish in the middle.",
        TASK + "#asyncio.create_task",
    ),
    "swallowed-cancel": (
        "CancelledError was caught and not raised again, so whoever cancelled never learns of it.",
        TASK + "#task-cancellation",
    ),
    "never-retrieved": (
        "a task or a future failed and nobody awaited it, so its exception went unnoticed.",
        DEVELOPING + "#detect-never-retrieved-exceptions",
    ),
    "leftover-tasks": (
        "it returned while tasks that it had started were still running.",
        TASK + "#asyncio.create_task",
    ),
    "sequential-await": (
        "an `await` finishes each piece of work before the next one starts.",
        TASK + "#asyncio.gather",
    ),
    "waits-for-all": (
        "what could go on waits until all the others are done, too: let each go on by itself, as soon as it can.",
        TASK + "#coroutines",
    ),
    "needless-waiting": (
        "work that has nothing to do with each other waits for each other, for a lock that all share perhaps.",
        DOCS + "asyncio-sync.html#lock",
    ),
    "missing-timeout": ("nothing stopped the slow work when its time was up.", TASK + "#timeouts"),
    "not-cancelled": (
        "the work went on although nobody waited for it any more: it was never cancelled.",
        TASK + "#task-cancellation",
    ),
    "lost-update": (
        "between reading the value and acting on it, somebody else changed it.",
        DOCS + "asyncio-sync.html#lock",
    ),
    "shared-state": (
        "two that run at the same time share something that each should have for itself.",
        TASK + "#asyncio.gather",
    ),
    "missing-cleanup": (
        "when the work before it fails or is cancelled, the rest is skipped, unless an `except` or `finally` does it.",
        "https://docs.python.org/3/tutorial/errors.html#defining-clean-up-actions",
    ),
    "cancelled-needlessly": (
        "it was cancelled with whoever waited for it, and should have been finished.",
        TASK + "#shielding-from-cancellation",
    ),
    "too-many-at-once": (
        "nothing keeps more of them from running at the same time than should.",
        DOCS + "asyncio-sync.html#semaphore",
    ),
    "ran-ahead": (
        "one side goes on without waiting until the other has caught up.",
        DOCS + "asyncio-queue.html#asyncio.Queue",
    ),
    "went-too-far": (
        "it went on after it should have stopped: whether that was all is asked too late, or never.",
        "https://docs.python.org/3/tutorial/controlflow.html#break-and-continue-statements",
    ),
    "done-twice": ("some of the work was done more than once.", TASK),
    "session-left-open": (
        "a session that is opened has to be closed, and however its use ends: `async with` closes it.",
        "https://docs.aiohttp.org/en/stable/client_quickstart.html#make-a-request",
    ),
    "default-timeout": (
        "if no timeout is given, aiohttp has five minutes for all of a request, to its last byte.",
        "https://docs.aiohttp.org/en/stable/client_quickstart.html#timeouts",
    ),
    "never-released": (
        "an answer that is neither read nor released keeps its connection: `async with session.get(…)` gives it back.",
        "https://docs.aiohttp.org/en/stable/client_reference.html#aiohttp.ClientResponse.release",
    ),
    "connection-each": (
        "a session uses its connections again: here, requests opened new ones, each in a session of its own perhaps.",
        "https://docs.aiohttp.org/en/stable/client_quickstart.html#make-a-request",
    ),
    "tried-again": (
        "it failed and was tried again, though the error cannot pass, or there is no attempt or no time left.",
        DOCS + "exceptions.html#exception-hierarchy",
    ),
    "lost-work": ("some of the work was never done.", TASK),
    "left-out": ("something that should have happened never did.", TASK),
    "cancel-without-await": (
        "`cancel()` only asks: the task is over, and has cleaned up, when it has been awaited.",
        TASK + "#asyncio.Task.cancel",
    ),
    "stopped-in-turn": (
        "each is cancelled only when the one before it has cleaned up: ask all of them first, then wait for all.",
        TASK + "#asyncio.Task.cancel",
    ),
    "not-told": (
        "something was raised, and was not passed on: `__aexit__` gets three times None only if all went well.",
        "https://docs.python.org/3/reference/datamodel.html#object.__aexit__",
    ),
    "errors-as-data": (
        "with `return_exceptions=True` the errors come back among the results, and nobody looked which are which.",
        TASK + "#asyncio.gather",
    ),
    "wait-takes-tasks": (
        "`asyncio.wait` takes tasks, not coroutines: make each one with `create_task` first.",
        TASK + "#asyncio.wait",
    ),
    "not-done-yet": (
        "a task or a future has no result, and no exception, before it is done: `await` waits for that.",
        TASK + "#asyncio.Task.result",
    ),
    "lost-permit": (
        "a permit was taken and never put back: `async with` puts it back whatever happens.",
        DOCS + "asyncio-sync.html#semaphore",
    ),
    "unopened-group": (
        "an error that leaves a task of a group ends all of it: only the task itself can catch it, or an `except*`.",
        TASK + "#task-groups",
    ),
    "held-back": ("each was there earlier, and was handled only when all were.", TASK + "#asyncio.as_completed"),
    "one-failure-sinks-all": (
        "the error of one comes out at once, and leaves the others to themselves.",
        TASK + "#asyncio.gather",
    ),
    "missing-task-done": (
        "`join()` waits for a `task_done()` for every item; somebody took one and never said that it was done.",
        DOCS + "asyncio-queue.html#asyncio.Queue.join",
    ),
    "nothing-comes": (
        "somebody waits for another item, and nobody is left who would put one.",
        DOCS + "asyncio-queue.html#asyncio.Queue.get",
    ),
    "never-set": ("they wait for an event that nobody sets.", DOCS + "asyncio-sync.html#event"),
    "shared-cancel": (
        "who is cancelled while awaiting a task or a future cancels that, too, and so all others who await it.",
        TASK + "#shielding-from-cancellation",
    ),
    "polling": (
        "it asks again and again whether it may go on, instead of waiting to be told.",
        DOCS + "asyncio-sync.html#event",
    ),
    "without-the-lock": (
        "a condition is waited for, and notified, with its lock held: inside `async with condition`.",
        DOCS + "asyncio-sync.html#condition",
    ),
    "not-run": (
        "ordinary code cannot await: it starts a coroutine with `asyncio.run`, and gets its value.",
        DOCS + "asyncio-runner.html#asyncio.run",
    ),
    "missing-await": (
        "an `await` is missing: a task or a future is not its result yet.",
        TASK + "#awaitables",
    ),
    "missing-result": (
        "a future of `concurrent.futures` is not its result yet: its `result()` gives that, and waits for it.",
        DOCS + "concurrent.futures.html#concurrent.futures.Future.result",
    ),
    "not-in-turn": (
        "these were started together, and each should begin when the one before it is done: `await` one by one.",
        TASK + "#coroutines",
    ),
    "uncalled-for": (
        "it did something that should have been left alone here.",
        "https://docs.python.org/3/tutorial/controlflow.html",
    ),
    "wrong-order": ("the right things happened, but one before the other that should have come after it.", TASK),
    "completion-order": (
        "the results come in the order in which the work was done, not in the order in which it was asked for.",
        TASK + "#asyncio.gather",
    ),
    "never-started": ("nothing of the work was ever started.", TASK + "#asyncio.create_task"),
    "swallowed-error": (
        "an exception was caught that the caller should have got.",
        "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
    ),
    "wrong-error": (
        "it failed in another way than the exercise asks for.",
        "https://docs.python.org/3/tutorial/errors.html",
    ),
    "left-open": (
        "a file that is opened has to be closed, however its use ends: `async with` closes it.",
        "https://docs.python.org/3/tutorial/inputoutput.html#reading-and-writing-files",
    ),
    "all-at-once": (
        "all of a file was read into memory at once: a large one is read and written piece by piece, or line by line.",
        DOCS + "io.html#io.BufferedIOBase.read",
    ),
    "leftover-file": (
        "a file is still there that was only of use while the work went on: who is stopped clears it away, too.",
        DOCS + "os.html#os.remove",
    ),
    "half-written": (
        "opening a file for writing empties it: write another one, and put it in its place when it is complete.",
        DOCS + "os.html#os.replace",
    ),
    "connection-left-open": (
        "a connection, or a server, that is opened has to be closed, however its use ends: `finally` is the place.",
        STREAMS + "#asyncio.StreamWriter.close",
    ),
    "waits-for-the-end": (
        "nothing is handed on before all is there: `read()` without a number waits for the end of the stream.",
        STREAMS + "#asyncio.StreamReader.read",
    ),
    "writes-without-drain": (
        "`write()` never waits: without `await writer.drain()`, what a slow reader does not take piles up in memory.",
        STREAMS + "#asyncio.StreamWriter.drain",
    ),
    "part-for-all": (
        "a stream has no messages: `read(n)` gives what has come so far, which may be only a part of what was sent.",
        STREAMS + "#asyncio.StreamReader.readexactly",
    ),
    "raises-in-handler": (
        "what a handler raises reaches nobody, only asyncio's log: it has to see to what may happen to its client.",
        STREAMS + "#asyncio.start_server",
    ),
    "stream-is-no-manager": (
        "a StreamWriter is no context manager: close it in a `finally`.",
        STREAMS + "#asyncio.StreamWriter.close",
    ),
    "no-test": (
        "pytest collects functions whose names begin with `test_`, and finds none.",
        DOCS + "unittest.html#organizing-test-code",
    ),
    "hanging-test": (
        "with a program that is wrong, a test waits for ever, and says nothing: give it a limit.",
        TASK + "#timeouts",
    ),
    "dependent-tests": (
        "a test relies on what another one has left behind: let each make what it needs.",
        DOCS + "unittest.html#organizing-test-code",
    ),
    "over-specified": (
        "a test asserts more than is promised: another program, which keeps every promise, does it in another way.",
        DOCS + "unittest.mock.html#unittest.mock.AsyncMock",
    ),
    "slow-tests": (
        "a test really waits: hand the code a fake to wait for, or a clock that you put forward.",
        DOCS + "unittest.mock.html#unittest.mock.AsyncMock",
    ),
    "wrong-test": (
        "a test asserts what the code does not do, and has not promised.",
        DOCS + "unittest.html#basic-example",
    ),
    "catches-nothing": (
        "what is wrong with that program makes no difference to any test: would one of them see it, and assert it?",
        DOCS + "unittest.mock.html#unittest.mock.AsyncMock",
    ),
    "too-late": ("it took longer than it needed to.", TASK),
    "too-early": ("it came, or was over, before what it should have waited for.", TASK),
    "wrong-value": ("the time may be right, but the value is not.", TASK),
}


def named(name: str) -> Diagnosis:
    """Give the diagnosis called *name*."""
    explanation, link = EXPLANATIONS[name]
    return Diagnosis(name, explanation, link)
