"""A real server on loopback that misbehaves on purpose: each host is one case, and writes raw bytes to the socket."""

from __future__ import annotations

import asyncio
import gzip
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Writer = asyncio.StreamWriter
Answer = Callable[[Writer, str], Awaitable[None]]
PAGE = (
    b"<html><head><title>Facial recognition vote</title></head><body><article><h1>Facial recognition vote</h1>"
    + (b"<p>The city council voted to ban facial recognition by police after a lawsuit over a false match.</p>" * 12)
    + b"</article></body></html>"
)


@dataclass
class HostileServer:
    """Serves `cases` (host → answer to any page); every host has a feed with one item unless the case has its own."""

    cases: dict[str, Answer]
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def __enter__(self) -> HostileServer:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()

        async def serve() -> None:
            self._server = await asyncio.start_server(self._conversation, "127.0.0.1", 0, limit=2**20)
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.create_task(serve())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        ready.wait(120)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(120)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(120)
        self._loop.close()

    async def _end(self) -> None:
        """Hang up on everyone who still waits."""
        self._server.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    @property
    def hosts(self) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(self.cases, ("127.0.0.1", self.port))

    async def _conversation(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1]
            host = next(line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("host:"))
            self.asked.append((host, path, head))
            answer = self.cases.get(host, not_here)
            await answer(writer, path)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>Facial recognition</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


async def not_here(writer: Writer, path: str) -> None:
    writer.write(answer("404 Not Found", b"no"))


def page(host: str, respond: Answer, *, feed: bytes | None = None, robots: Answer | None = None) -> Answer:
    """A host whose robots.txt and feed are sound and whose page misbehaves."""

    async def conversation(writer: Writer, path: str) -> None:
        if path == "/robots.txt":
            await (robots or not_here)(writer, path)
        elif path == "/feed.xml":
            announced = feed if feed is not None else rss(f"http://{host}/a/story-about-faces-1")
            writer.write(answer("200 OK", announced, "Content-Type: application/rss+xml"))
        else:
            await respond(writer, path)

    return conversation


def sends(raw: bytes) -> Answer:
    async def respond(writer: Writer, path: str) -> None:
        writer.write(raw)

    return respond


def drips(head: bytes, piece: bytes, every: float = 0.2) -> Answer:
    """Never ends: a piece every so often."""

    async def respond(writer: Writer, path: str) -> None:
        writer.write(head)
        for _ in range(1000):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return respond


def floods(head: bytes, piece: bytes) -> Answer:
    """Never ends: as fast as the socket takes it."""

    async def respond(writer: Writer, path: str) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)  # other cases want their turn

    return respond


async def silent(writer: Writer, path: str) -> None:
    await asyncio.sleep(600)


async def hangs_up(writer: Writer, path: str) -> None:
    writer.close()


async def resets(writer: Writer, path: str) -> None:
    import socket
    import struct

    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def redirects(to: str, status: str = "302 Found", *headers: str) -> Answer:
    return sends(answer(status, b"", f"Location: {to}", *headers))


def bomb(size: int) -> bytes:
    """A gzip member that unpacks to `size` zero bytes."""
    machine = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(machine.compress(b"\0" * 2**20) for _ in range(size // 2**20)) + machine.flush()


def html(body: bytes, *headers: str) -> bytes:
    return answer("200 OK", body, "Content-Type: text/html; charset=utf-8", *headers)


def zipped(body: bytes) -> bytes:
    return gzip.compress(body)
