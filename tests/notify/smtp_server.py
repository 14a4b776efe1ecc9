"""A real SMTP server on loopback, standard library only, that misbehaves when told to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType


@dataclass
class Manners:
    """What the server does wrong. `replies` maps a verb to the answer it gets in place of the right one."""

    replies: dict[str, str] = field(default_factory=dict)
    hang_up_at: str | None = None
    extensions: tuple[str, ...] = ()
    users: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    hold_at_dot: bool = False


@dataclass
class Received:
    sender: str
    recipient: str
    wire: bytes


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        manners = self.server.manners
        if manners.silent:
            self.server.stop.wait(600)
            return
        if not self.say(manners.replies.get("CONNECT", "220 loopback ready")):
            return
        self.sender = self.recipient = ""
        while line := self.rfile.readline():
            verb, _, rest = line.decode("latin-1").strip().partition(" ")
            self.server.verbs.append(verb.upper())
            if not self.answer(verb.upper(), rest):
                return

    def say(self, text: str) -> bool:
        self.wfile.write(text.replace("\n", "\r\n").encode() + b"\r\n")
        return not text.startswith(("421", "221"))

    def answer(self, verb: str, rest: str) -> bool:
        manners = self.server.manners
        if manners.hang_up_at == verb:
            return False
        if verb in manners.replies:
            return self.say(manners.replies[verb])
        return getattr(self, f"on_{verb.lower()}", self.on_unknown)(rest)

    def on_unknown(self, rest: str) -> bool:
        return self.say("502 not implemented")

    def on_ehlo(self, rest: str) -> bool:
        lines = ["loopback", *self.server.manners.extensions]
        return self.say("\n".join(f"250{'-' if i < len(lines) - 1 else ' '}{line}" for i, line in enumerate(lines)))

    def on_starttls(self, rest: str) -> bool:
        self.say("220 go ahead")
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.server.encrypted = True
        return True

    def on_auth(self, rest: str) -> bool:
        import base64

        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        good = self.server.manners.users.get(user) == password
        return self.say("235 welcome" if good else "535 wrong user or password")

    def on_mail(self, rest: str) -> bool:
        self.sender = rest.partition("<")[2].partition(">")[0]
        return self.say("250 sender ok")

    def on_rcpt(self, rest: str) -> bool:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        return self.say("250 recipient ok")

    def on_data(self, rest: str) -> bool:
        if not self.sender or not self.recipient:
            return self.say("503 need MAIL and RCPT first")
        self.say("354 end with a dot")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.received.append(Received(self.sender, self.recipient, b"".join(lines)))
        if self.server.manners.hold_at_dot:
            self.server.stop.wait(600)
        if self.server.manners.hang_up_at == "DOT":
            return False
        return self.say(self.server.manners.replies.get("DOT", "250 queued as 1"))

    def on_quit(self, rest: str) -> bool:
        return self.say("221 bye")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    manners: Manners
    tls: ssl.SSLContext | None


class SmtpServer:
    """Use as a context manager; `port`, `received`, `verbs` and `encrypted` tell what happened."""

    def __init__(self, manners: Manners | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.manners, self._server.tls = manners or Manners(), tls
        self._server.received, self._server.verbs, self._server.encrypted = [], [], False  # type: ignore[attr-defined]
        self._server.stop = threading.Event()  # type: ignore[attr-defined]
        self.port: int = self._server.server_address[1]

    @property
    def manners(self) -> Manners:
        return self._server.manners

    @property
    def received(self) -> list[Received]:
        return self._server.received  # type: ignore[attr-defined,no-any-return]

    @property
    def verbs(self) -> list[str]:
        return self._server.verbs  # type: ignore[attr-defined,no-any-return]

    @property
    def encrypted(self) -> bool:
        return self._server.encrypted  # type: ignore[attr-defined,no-any-return]

    def __enter__(self) -> SmtpServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop.set()  # type: ignore[attr-defined]
        self._server.shutdown()
        self._server.server_close()
