"""http_server: the checks that make sure."""

import asyncio
from bisect import bisect_left
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge import by_argument, job, note, scenario


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
                note("read", request and [request.method, request.path, request.headers.get("host"), request.body])
            except exercise.HttpError as error:
                note("read", error.status)
    finally:
        feeding.cancel()
        await asyncio.wait([feeding])


def post(*headers, body=b""):
    return "\r\n".join(["POST /books HTTP/1.1", "Host: library.example", *headers, "", ""]).encode("latin-1") + body


@pytest.mark.points(3)
def test_what_is_too_large_or_wrong_is_refused(lab):
    """A head or a body that is too large is refused, and so is a length that is none, at once."""
    for length in ("-1", "+5", "5_0", "\xb2", "five", "", "5 5", "0x5"):
        run = lab.play(read, 1, (1, post(f"content-length: {length}", body=b"Emma, Persuasion")))
        assert run.notes("read") == [400]
        assert run.at("read") == 1
    run = lab.play(read, 1, (1, post("Content-Length: 4", "CONTENT-LENGTH: 6", body=b"Emma, Persuasion")))
    assert run.notes("read") == [400]
    run = lab.play(read, 1, (1, post("Content-Length: 5000", body=bytes(4_999))), (2, b"\n"))
    assert run.at("read") == 3
    assert run.notes("read") == [["POST", "/books", "library.example", bytes(4_999) + b"\n"]]
    for length in ("5001", "99999999"):
        run = lab.play(read, 1, (1, post(f"Content-Length: {length}", body=bytes(1_000))))
        assert run.at("read") == 1
        assert run.notes("read") == [413]
    run = lab.play(read, 1, (1, post("Transfer-Encoding: chunked", body=b"4\r\nEmma\r\n0\r\n\r\n")))
    assert run.notes("read") == [501]
    room = 2_000 - len(post("X: "))
    run = lab.play(read, 1, (1, post(f"X: {'x' * room}")))
    assert run.notes("read") == [["POST", "/books", "library.example", b""]]
    for head in (post(f"X: {'x' * (room + 1)}"), post(f"X: {'x' * 100_000}"), b"x" * 100_000):
        run = lab.play(read, 1, (1, head))
        assert run.notes("read") == [431]
    towns = "Å, voilà".encode().decode("latin-1")  # two of these bytes are white space, to whom Latin-1 is a text
    run = lab.play(read, 1, (1, post(f"Host: {towns}")))
    assert run.notes("read") == [["POST", "/books", f"library.example, {towns}", b""]]
    run = lab.play(read, 2, (1, post("Content-Length: 9", body=b"Emma")))
    assert run.notes("read") == [400, None]


@pytest.mark.points(2)
@given(
    bodies=st.lists(st.sampled_from([None, b"", b"Emma " * 40, b"GET / HTTP/1.1\r\n\r\n" * 9]), max_size=4),
    cuts=st.lists(st.integers(1, 500), max_size=5),
)
def test_requests_come_in_any_pieces(lab, bodies, cuts):
    """However the stream is cut into pieces, all its requests are read, each as soon as it is whole."""
    requests = [post() if body is None else post(f"Content-Length: {len(body)}", body=body) for body in bodies]
    stream = b"".join(requests)
    ends = [*sorted(cut for cut in {*cuts} if cut < len(stream)), len(stream)]
    pieces = [(1, stream[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    run = lab.play(read, len(requests) + 1, *pieces)
    whole = accumulate(map(len, requests))
    assert run.times("read") == [*(1 + bisect_left(ends, end) for end in whole), len(ends) + 5]
    assert run.notes("read") == [*(["POST", "/books", "library.example", body or b""] for body in bodies), None]


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
async def visit(exercise, look, patience, visits):
    async def handler(request):
        return await look(request.path) + request.body

    routes = {path: {"GET": handler, "POST": handler} for path in ("/books", "/hours", "/fines")}
    server = await exercise.start(routes, "127.0.0.1", 8080, patience)
    writers = []

    async def client(name, pieces):
        reader, writer = await asyncio.open_connection("127.0.0.1", 8080)
        writers.append(writer)

        async def send():
            for pause, piece in pieces:
                await asyncio.sleep(pause)
                if piece == "end":
                    writer.write_eof()
                elif piece == "break off":
                    writer.transport.abort()
                else:
                    writer.write(piece)

        sending = asyncio.create_task(send())
        while said := await answer(reader):
            note(f"{name} hears", said)
        if not writer.is_closing():
            note(f"{name}'s connection is closed")
        sending.cancel()
        writer.close()

    clients = [asyncio.create_task(client(name, pieces)) for name, pieces in visits.items()]
    await asyncio.sleep(200)
    server.close()
    for writer in writers:
        writer.transport.abort()
    await asyncio.wait(clients)


def get(path, *headers):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: library.example", *headers, "", ""]).encode()


@scenario
async def take_late(exercise, requests):
    async def handler(_):
        return b"Emma" * 50_000

    server = await exercise.start({"/books": {"GET": handler}}, "127.0.0.1", 8080, 20.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8080)
    writer.write(requests)
    await asyncio.sleep(15)
    note("answers", (await reader.read()).count(b"HTTP/1."))
    writer.close()
    server.close()


@pytest.mark.points(3.5)
def test_who_is_too_slow_is_let_go(lab):
    """Who sends a request too slowly is let go; who takes answers slowly gets them; handlers have all their time."""
    bodies = {"/books": b"Emma", "/hours": b"9-5"}
    look = job("look", takes=by_argument({"/books": 50, "/hours": 1}), returns=by_argument(bodies))
    request = post("Content-Length: 9")
    visits = {
        "Ada": [(1, request), (2, b"Emma")],
        "Ben": [(4, bytes([byte])) for byte in request],
        "Cleo": [],
        "Dan": [(1, get("/books")), (65, get("/hours")[:9]), (5, get("/hours")[9:] + b"GET")],
        "Eve": [(19, get("/hours")), (16, get("/hours", "Connection: close"))],
    }
    run = lab.play(visit, look, 20.5, visits)
    assert run.at("look cancelled") is None
    assert run.times("Dan hears") == [51, 72]
    assert run.notes("Dan hears") == ["200 Emma", "200 9-5"]
    assert run.times("Eve hears") == [20, 36]
    assert [run.times(f"{name} hears") for name in ("Ada", "Ben", "Cleo")] == [[], [], []]
    assert run.at("Cleo's connection is closed") == 20.5
    assert run.at("Ada's connection is closed") == 20.5
    assert run.at("Ben's connection is closed") == 20.5
    assert [run.at(f"{name}'s connection is closed") for name in ("Dan", "Eve")] == [92.5, 36]
    assert run.warnings == []
    run = lab.play(take_late, get("/books") * 8 + get("/books", "Connection: close"))
    assert run.buffered < 500_000
    assert run.notes("answers") == [9]


@pytest.mark.points(3.5)
def test_clients_come_and_go(lab):
    """Who ends a connection gets the answers that are due, in their order; who breaks it off does no harm."""
    bodies = {"/books": b"Emma", "/hours": b"9 to 5", "/fines": b"paid: "}
    look = job("look", takes=by_argument({"/books": 5, "/hours": 1, "/fines": 2}), returns=by_argument(bodies))
    fines = b"POST /fines HTTP/1.1\r\nHost: library.example\r\nContent-Length: 3\r\n\r\n"
    visits = {
        "Ada": [(1, get("/books") + get("/hours") + fines + b"2.5" + fines), (1, b"3.5"), (1, "end")],
        "Ben": [(1, get("/hours") + b"GET /books"), (1, "end")],
        "Cleo": [(1, get("/books") * 3), (1, "break off")],
        "Dan": [(1, fines + b"2"), (1, "break off")],
        "Eve": [(1, "end")],
        "Finn": [(1, b"GET"), (1, "break off")],
        "Gus": [(9, get("/books")), (9, get("/attic", "Connection: close"))],
    }
    for run in lab.explore(visit, look, 50_000.5, visits, schedules=12):
        assert run.warnings == []
        assert run.notes("Ada hears") == ["200 Emma", "200 9 to 5", "200 paid: 2.5", "200 paid: 3.5"]
        assert run.notes("Ben hears") == ["200 9 to 5", "400 (Connection: close)"]
        assert run.notes("Eve hears") == []
        assert run.notes("Gus hears") == ["200 Emma", "404 (Connection: close)"]
        assert None not in [run.at(f"{name}'s connection is closed") for name in ("Ada", "Ben", "Eve", "Gus")]
        assert run.left_open == []
