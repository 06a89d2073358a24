"""So many connections that each ask again as soon as they are answered; what a load tool does, in one thread."""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 16
TURNS = 25
"""After so many answers a connection is opened anew. Kept for a whole run, most of them may lie with one of the two
web processes, by chance and for one project more than for the other."""


@dataclass
class Done:
    """What came back of one run."""

    seconds: float
    times: list[float]
    bytes: int

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


@dataclass
class _Line:
    socket: socket.socket
    asked: float = 0.0
    answers: int = 0
    got: bytearray = field(default_factory=bytearray)


def load(port: int, requests: Sequence[bytes], seconds: float, *, expect: int) -> Done:
    """`requests` are asked in turn by CONNECTIONS connections; any other status than `expect` ends the run."""
    wanted, waiting = itertools.cycle(requests), selectors.DefaultSelector()
    lines = [_Line(_connected(port)) for _ in range(CONNECTIONS)]
    times: list[float] = []
    total, began = 0, time.perf_counter()
    try:
        for line in lines:
            waiting.register(line.socket, selectors.EVENT_READ, line)
            _ask(line, wanted)
        while (now := time.perf_counter()) < began + seconds:
            for key, _event in waiting.select(timeout=seconds):
                line = key.data
                part = line.socket.recv(1 << 18)
                line.got += part
                if not part:
                    raise SystemExit("the server hung up")
                if size := _whole(line.got, expect):
                    times.append(time.perf_counter() - line.asked)
                    total += size
                    line.answers += 1
                    if line.answers % TURNS == 0:
                        waiting.unregister(line.socket)
                        line.socket.close()
                        line.socket = _connected(port)
                        waiting.register(line.socket, selectors.EVENT_READ, line)
                    _ask(line, wanted)
    finally:
        for line in lines:
            line.socket.close()
    return Done(now - began, times, total)


def _connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nAccept-Language: en\r\n"
        f"X-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: keep-alive\r\n"
    )
    if method == "POST":
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def _ask(line: _Line, wanted: Iterator[bytes]) -> None:
    line.got.clear()
    line.asked = time.perf_counter()
    line.socket.sendall(next(wanted))


def _whole(got: bytearray, expect: int) -> int:
    """The size of the answer once all of it is there, else 0."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = bytes(got[:end]).lower()
    status = int(head[9:12])
    start = head.find(b"content-length:")
    if status != expect or start < 0:
        raise SystemExit(f"{status} where {expect} was expected: {bytes(got[:600])!r}")
    size = end + 4 + int(head[start + 15 : head.find(b"\r\n", start) if b"\r\n" in head[start:] else None])
    return size if len(got) >= size else 0
