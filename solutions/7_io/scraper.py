"""Scraper: follow the links, and be a good guest.

A page of the web is text in HTML. BeautifulSoup takes it apart, however badly it is written:

    soup = BeautifulSoup(page, "html.parser")
    soup.h1.get_text(strip=True) if soup.h1 else None       # the first heading, if there is one
    [image.get("src") for image in soup.find_all("img")]    # None for an image that does not say which

What stands in a page is relative to where the page is, and may point to a place in another one:

    urljoin("http://zoo.example/cats/", "../owls.html")     # "http://zoo.example/owls.html"
    urldefrag("http://zoo.example/owls.html#food").url      # "http://zoo.example/owls.html"

To take a page apart is to compute, for tenths of a second if it is a large one. On the event loop, nobody else can do
anything meanwhile. A thread does not compute faster, but Python lets its threads take turns, and the loop has its own.

Pages link to each other, and back. So what is known has to be written down, and at once: a URL that is remembered only
when its page is there will have been asked for twice by then. How many tasks there will be nobody knows beforehand; a
task group takes new ones as long as one of its tasks is running.

And a server is somebody's. A good guest asks each host for one page at a time, and leaves it in peace between two of
them. That is the host's queue, and it is for this host only: whoever waits in it has no business in another queue, and
must not keep one of the few places that all hosts share.

More: https://docs.python.org/3/library/urllib.parse.html
BeautifulSoup: https://www.crummy.com/software/BeautifulSoup/bs4/doc/
"""

import asyncio
import contextlib
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from bs4 import BeautifulSoup


def extract(page: str, url: str) -> tuple[str, list[str]]:
    """Take the *page* apart that was found at *url*. Return its title and the URLs to which it links.

    The title is the text of its ``<title>``, without white space around it, or "" if there is none. The links are what
    its ``<a>`` have as their `href`, if they have any: absolute, without the fragment, only those that begin with
    ``http://`` or ``https://``, each once, in the order in which they come first. One that is no URL at all, so that
    `urljoin` raises a ValueError, as ``http://[cats`` does, is left out.
    """
    soup = BeautifulSoup(page, "html.parser")
    title = soup.title.get_text(strip=True) if soup.title else ""
    links: dict[str, None] = {}
    for anchor in soup.find_all("a", href=True):
        with contextlib.suppress(ValueError):  # of this one link: the others are as good as before
            links[urldefrag(urljoin(url, str(anchor["href"]))).url] = None
    return title, [link for link in links if link.startswith(("http://", "https://"))]


async def fetch(session: aiohttp.ClientSession, url: str, limit: float) -> str | None:
    """Fetch the page at *url*, by a GET request. Return its text, or None if there is no such page.

    It is none if the status is 400 or above, if the content type is not ``text/html``, if there is no connection, or
    if that breaks, and if not all of it has come after *limit* seconds. Bytes that cannot be decoded do no harm: they
    are replaced, as ``errors="replace"`` does it.
    """
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=limit)) as response:
            if response.ok and response.content_type == "text/html":
                return await response.text(errors="replace")
    except (aiohttp.ClientError, TimeoutError):
        pass
    return None


async def scrape(urls: list[str], parse, at_most: int, pause: float, limit: float) -> dict[str, str]:
    """Scrape the pages at *urls*, and all to which links lead from there, to the same hosts. Return titles by URL.

    A host is what `urlsplit` calls the `netloc`: ``www.zoo.example`` and ``zoo.example:8080`` are two others than
    ``zoo.example``. Each URL is asked for once, by `fetch` with its *limit*, and all with one session.
    ``parse(page, url)`` gives title and links, as `extract` does. It is a plain function that computes for a while:
    have `to_thread` run it, so that the event loop is free. A page that cannot be had, or for which `parse` raises an
    error, is left out, and is in nobody's way.

    There are never more than *at_most* requests under way, and never more than one to the same host; to this, the next
    one begins *pause* seconds after the last one was over, or later. Otherwise each page is asked for as soon as it is
    known. What is being parsed, or waits for its own host, holds up no other host. If `scrape` is cancelled, nothing
    goes on.
    """
    loop = asyncio.get_running_loop()
    titles: dict[str, str] = {}
    known = set(urls)
    places = asyncio.Semaphore(at_most)
    turns = {urlsplit(url).netloc: asyncio.Lock() for url in urls}
    ready = dict.fromkeys(turns, loop.time())

    async def visit(url):
        host = urlsplit(url).netloc
        async with turns[host]:
            await asyncio.sleep(ready[host] - loop.time())
            async with places:  # last, when nothing else has to be waited for: a place is for requests only
                page = await fetch(session, url, limit)
            ready[host] = loop.time() + pause  # the next one waits, in its own turn. We go on
        if page is None:
            return
        try:
            title, links = await asyncio.to_thread(parse, page, url)
        except Exception:
            return
        titles[url] = title
        for link in links:
            if link not in known and urlsplit(link).netloc in turns:
                known.add(link)  # now, and not when it has been fetched: others link to it, too
                group.create_task(visit(link))

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        for url in list(known):
            group.create_task(visit(url))
    return titles


if __name__ == "__main__":  # play with it: python solutions/7_io/scraper.py
    import time

    from aiohttp import web

    def now(start: float = time.perf_counter()) -> str:
        return f"{time.perf_counter() - start:.1f} s"

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        print(f"    {now()} a visitor asks for {name}")
        await asyncio.sleep(0.1)
        if name == "ghosts":
            raise web.HTTPNotFound
        links = "".join(f'<a href="{link}#top">{link}</a> ' for link in ("owls", "cats", "bats", "ghosts"))
        return web.Response(text=f"<title>All about {name}</title>{links}", content_type="text/html")

    def parse(page: str, url: str) -> tuple[str, list[str]]:
        time.sleep(0.2)  # as if it were a large one
        return extract(page, url)

    async def demo() -> None:
        app = web.Application()
        app.router.add_get("/{name}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        print(await scrape([f"http://{host}:{port}/owls"], parse, at_most=3, pause=0.2, limit=5))
        await runner.cleanup()

    asyncio.run(demo())
