"""A mail server on the loopback that keeps what it got, and can stall in the middle of a mail."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

ANSWERS = {b"EHLO": b"250 here", b"HELO": b"250 here", b"QUIT": b"221 bye"}


@dataclass
class MailServer:
    """`stalling`: accepts a mail's text and then says nothing more. `reached` is set as soon as a text has come."""

    port: int = 0
    stalling: bool = False
    refusing: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    mails: list[Message] = field(default_factory=list)
    stalled: list[Message] = field(default_factory=list)

    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    def take(self, raw: bytes) -> bool:
        """False where it stalls: the sender never learns what became of the mail."""
        mail = message_from_bytes(raw)
        (self.stalled if self.stalling else self.mails).append(mail)
        self.reached.set()
        if self.stalling:
            self.stopping.wait(30)
            return False
        return True


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self) -> None:
        box: MailServer = self.server.box  # type: ignore[attr-defined]
        self._say(b"220 test")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                if not box.take(self._text()):
                    return
            if word == b"RCPT" and box.refusing:
                self._say(b"550 no such mailbox")
            else:
                self._say(ANSWERS.get(word, b"250 ok"))
            if word == b"QUIT":
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def mail_server() -> Iterator[MailServer]:
    box = MailServer()
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield box
        finally:
            box.stopping.set()
            server.shutdown()
            thread.join()
