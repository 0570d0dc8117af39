"""http_server: the checks that a learner may read."""

import asyncio

import pytest

from grader.judge import by_call, job, note, scenario


@scenario
def take_apart(exercise, head):
    try:
        request = exercise.parse_head(head)
    except exercise.HttpError as error:
        return error.status
    return [request.method, request.path, request.version, dict(request.headers), request.body]


@pytest.mark.points(3)
def test_a_head_is_taken_apart(lab):
    """A head is taken apart into method, path, version and headers, and one that is not as it should be is refused."""
    head = b"POST /fines?year=1999 HTTP/1.1\r\nHost: library.example:8080\r\nX-Reader:\tAda Byron  \r\nEMPTY:\r\n\r\n"
    headers = {"host": "library.example:8080", "x-reader": "Ada Byron", "empty": ""}
    run = lab.play(take_apart, head)
    assert run.returned == ["POST", "/fines?year=1999", "HTTP/1.1", headers, b""]
    run = lab.play(take_apart, b"GET / HTTP/1.0\r\n\r\n")
    assert run.returned == ["GET", "/", "HTTP/1.0", {}, b""]
    run = lab.play(take_apart, b"GET / HTTP/1.1\r\nAccept: text\r\nHost: here\r\naccept: image\r\n\r\n")
    assert run.returned == ["GET", "/", "HTTP/1.1", {"accept": "text, image", "host": "here"}, b""]
    for line in (b"GET /books", b"GET books HTTP/1.1", b"GET / HTTP/3", b"GET /a book HTTP/1.1", b"GET  / HTTP/1.1"):
        run = lab.play(take_apart, line + b"\r\nHost: library.example\r\n\r\n")
        assert run.returned == 400
    for line in (b"No colon here", b"Content-Length : 2", b" folded: line", b": no name"):
        run = lab.play(take_apart, b"GET / HTTP/1.1\r\nHost: library.example\r\n" + line + b"\r\n\r\n")
        assert run.returned == 400


@scenario
async def dispatch(exercise, method, path, routes, limit=None):
    request = exercise.Request(method, path, "HTTP/1.1", {"host": "library.example"}, b"")
    try:
        async with asyncio.timeout(limit):
            return await exercise.dispatch(request, routes)
    except exercise.HttpError as error:
        allowed = [header.partition(":") for header in error.headers]
        return [error.status, *({name.lower(): sorted(map(str.strip, value.split(",")))} for name, _, value in allowed)]


@pytest.mark.points(3)
def test_the_right_handler_is_asked(lab):
    """A request goes to the handler for its path and its method; if there is none, or if it fails, that is an error."""
    routes = {
        "/books": {
            "GET": job("list", takes=3, returns=b"Emma"),
            "POST": job("add", takes=2, raises=KeyError("no room")),
        },
        "/hours": {"GET": job("hours", takes=1, returns=b"9 to 5")},
    }
    run = lab.play(dispatch, "GET", "/books", routes)
    assert run.elapsed == 3
    assert run.returned == b"Emma"
    run = lab.play(dispatch, "GET", "/hours", routes)
    assert run.returned == b"9 to 5"
    run = lab.play(dispatch, "GET", "/book", routes)
    assert run.returned == [404]
    run = lab.play(dispatch, "DELETE", "/books", routes)
    assert run.returned == [405, {"allow": ["GET", "POST"]}]
    run = lab.play(dispatch, "POST", "/books", routes)
    assert run.returned == [500]
    assert run.elapsed == 2
    run = lab.play(dispatch, "GET", "/books", routes, 1.5)
    assert run.raised == ("TimeoutError", "")
    assert run.elapsed == 1.5


@scenario
async def read(exercise, count, *pieces):
    reader = asyncio.StreamReader()

    async def feed():
        for pause, piece in pieces:
            await asyncio.sleep(pause)
            reader.feed_data(piece)
        await asyncio.sleep(5)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    try:
        for _ in range(count):
            try:
                request = await exercise.read_request(reader)
                note("read", request and [request.method, request.path, request.body])
            except exercise.HttpError as error:
                note("read", error.status)
        note("left", await reader.read())
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])


@pytest.mark.points(4)
def test_a_request_is_read_when_it_is_there(lab):
    """A request is read as soon as all of it is there, in one piece or in many, and nothing of the next one is."""
    post = b"POST /books HTTP/1.1\r\nHost: library.example\r\nContent-Length: 15\r\n\r\nSilas\r\n\r\nMarner"
    get = b"GET /hours HTTP/1.1\r\nHost: library.example\r\n\r\n"
    pieces = [(1, post[:30]), (2, post[30:64]), (1, post[64:75]), (3, post[75:] + get + b"GET"), (1, b" /")]
    run = lab.play(read, 3, *pieces)
    assert run.times("read") == [7, 7, 13]
    assert run.notes("read") == [["POST", "/books", b"Silas\r\n\r\nMarner"], ["GET", "/hours", b""], 400]
    run = lab.play(read, 1, (1, get + post))
    assert run.notes("left") == [post]
    run = lab.play(read, 2, (1, get))
    assert run.times("read") == [1, 6]
    assert run.notes("read") == [["GET", "/hours", b""], None]


async def answer(reader):
    """Give the next answer, shortly: its status, its body, and Connection if that says "close"; None at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        return f"no answer: {end.partial!r}" if end.partial else None
    except ConnectionError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = headers.get("content-length", "")
    if not (first.startswith("HTTP/1.") and first[9:12].isdigit() and length.isdigit()):
        return f"no answer: {head!r}"
    try:
        body = await reader.readexactly(int(length))
    except asyncio.IncompleteReadError as end:
        return f"half an answer: {head + end.partial!r}"
    last = "(Connection: close)" if headers.get("connection", "").lower() == "close" else ""
    return " ".join(filter(None, [first[9:12], body.decode("latin-1"), last]))


@scenario
async def visit(exercise, routes, visits):
    server = await exercise.start(routes, "127.0.0.1", 8080, 30.5)

    async def client(name, pieces):
        reader, writer = await asyncio.open_connection("127.0.0.1", 8080)

        async def send():
            for pause, piece in pieces:
                await asyncio.sleep(pause)
                writer.write(piece)

        sending = asyncio.create_task(send())
        while said := await answer(reader):
            note(f"{name} hears", said)
        note(f"{name}'s connection is closed")
        await sending
        writer.close()

    await asyncio.gather(*(client(name, pieces) for name, pieces in visits.items()))
    server.close()


def get(path, *headers, version="HTTP/1.1"):
    return "\r\n".join([f"GET {path} {version}", "Host: library.example", *headers, "", ""]).encode()


@pytest.mark.points(4)
def test_clients_do_not_wait_for_each_other(lab):
    """Each client gets its answer as soon as it is there, whatever the others do."""
    routes = {
        "/books": {"GET": job("list", takes=5, returns=b"Emma")},
        "/hours": {"GET": job("hours", takes=1, returns=b"9 to 5")},
    }
    hours = get("/hours", "Connection: close")
    visits = {
        "Ada": [(0, hours[:20]), (9, hours[20:])],
        "Ben": [(1, get("/books", "Connection: close"))],
        "Cleo": [(2, get("/books", "Connection: close"))],
        "Dan": [(3, hours)],
    }
    run = lab.play(visit, routes, visits)
    assert run.times("Dan hears") == [4]
    assert run.notes("Dan hears") == ["200 9 to 5 (Connection: close)"]
    assert run.at("Dan's connection is closed") == 4
    assert [run.at(f"{name} hears") for name in visits] == [10, 6, 7, 4]
    assert run.notes("Ada hears") == ["200 9 to 5 (Connection: close)"]
    assert run.notes("Cleo hears") == ["200 Emma (Connection: close)"]
    assert [run.at(f"{name}'s connection is closed") for name in visits] == [10, 6, 7, 4]
    assert run.warnings == []


@pytest.mark.points(4)
def test_a_connection_serves_for_many_requests(lab):
    """A connection stays open for the next request, and all are answered in turn, until one side has to close it."""
    routes = {
        "/books": {"GET": job("list", takes=by_call(3, 1), returns=by_call(b"Emma", b"Emma, Persuasion"))},
        "/hours": {"GET": job("hours", takes=2, returns=b"9 to 5")},
        "/mood": {"GET": job("mood", takes=1, raises=RuntimeError("no coffee"))},
    }
    run = lab.play(visit, routes, {"Ada": [(1, get("/books")), (9, get("/books")), (9, get("/", "Connection: Close"))]})
    assert run.notes("Ada hears") == ["200 Emma", "200 Emma, Persuasion", "404 (Connection: close)"]
    assert run.times("Ada hears") == [4, 11, 19]
    assert run.at("Ada's connection is closed") == 19
    several = get("/books") + get("/mood") + get("/attic") + get("/hours", "connection: close")
    run = lab.play(visit, routes, {"Ben": [(1, several)]})
    assert run.notes("Ben hears") == ["200 Emma", "500", "404", "200 9 to 5 (Connection: close)"]
    assert run.times("Ben hears") == [4, 5, 5, 7]
    assert run.at("Ben's connection is closed") == 7
    run = lab.play(visit, routes, {"Cleo": [(1, get("/hours")), (4, get("/hours", version="HTTP/1.0"))]})
    assert run.notes("Cleo hears") == ["200 9 to 5", "200 9 to 5 (Connection: close)"]
    assert run.at("Cleo's connection is closed") == 7
    run = lab.play(visit, routes, {"Dan": [(1, get("/hours")), (4, b"Anybody there?\r\n\r\n" + get("/hours"))]})
    assert run.notes("Dan hears") == ["200 9 to 5", "400 (Connection: close)"]
    assert run.at("Dan's connection is closed") == 5
    assert run.times("hours started") == [1]
