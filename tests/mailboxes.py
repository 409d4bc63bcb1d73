"""A mail server of a test on the loopback: takes what it is told to take, and keeps what it took."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

__all__ = ["Mailbox", "serving_mail"]


@dataclass
class Mailbox:
    """What came in, and how the server answers.

    ``answers`` maps the first word of a command, or "." for the end of a message, to what is said in place of
    the usual; "drop" closes the connection there, "accept and drop" after the message was kept.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    secured: int = 0
    users: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    timeout = 5

    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("220 mail.test")
        while line := self.rfile.readline(4096):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            box.said.append(text)
            word = text.split(" ", 1)[0].split(":", 1)[0].upper()
            if (answer := box.answers.get(word)) is not None:
                if answer == "drop":
                    return
                self._say(answer)
            elif not self._answer(box, word, text):
                return

    def _answer(self, box: Mailbox, word: str, text: str) -> bool:
        if word == "EHLO":
            offers = (
                ["STARTTLS"] if box.tls and not isinstance(self.connection, ssl.SSLSocket) else ["AUTH PLAIN"]
            )
            self._say("250-mail.test", *(f"250-{offer}" for offer in offers), "250 8BITMIME")
        elif word == "STARTTLS" and box.tls:
            self._say("220 go on")
            self._secure(box.tls)
            box.secured += 1
        elif word == "AUTH":
            box.users.append(text)
            self._say("235 welcome")
        elif word == "MAIL":
            box.senders.append(text)
            self._say("250 ok")
        elif word == "RCPT":
            box.receivers.append(text)
            self._say("250 ok")
        elif word == "DATA":
            self._say("354 go on")
            return self._take(box)
        elif word == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _take(self, box: Mailbox) -> bool:
        lines = []
        while (line := self.rfile.readline(2000)) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        answer = box.answers.get(".", "250 kept")
        if answer.startswith(("2", "accept")):
            made = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            assert isinstance(made, EmailMessage)
            box.mails.append(made)
        if answer in ("drop", "accept and drop"):
            return False
        self._say(answer)
        return True

    def _secure(self, context: ssl.SSLContext) -> None:
        self.connection: Any = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile: Any = self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.connection.close()

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is part of what is tried."""


@contextmanager
def serving_mail(**how: Any) -> Iterator[Mailbox]:
    """Run a mail server until the block ends."""
    box = Mailbox(**how)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(5)
