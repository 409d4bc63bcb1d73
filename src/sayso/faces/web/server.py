"""The server: one process that answers until it is stopped."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from sayso.engine.access import Access
from sayso.engine.answers import Answers
from sayso.engine.collector import leave_alone
from sayso.engine.config import Settings
from sayso.errors import ConfigError
from sayso.faces.web import rendering
from sayso.faces.web.assets import static_manifest
from sayso.faces.web.desk import Desk
from sayso.faces.web.doorkeeper import is_loopback
from sayso.faces.web.patience import MOST_CONNECTIONS, MOST_HEADER_BYTES, PatientProtocol

__all__ = ["check_address", "configured", "open_desk", "prepare", "run"]

#: Connections that may wait to be taken.
_WAITING = 512


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """What the pages work with, until they are done with it.

    Raises:
        ConfigError: the static files were not built.
        LedgerError: there is no ledger, or it cannot be read.
    """
    manifest = static_manifest()
    answers = Answers(settings)
    try:
        yield Desk(
            answers=answers, settings=settings, manifest=manifest, templates=rendering.environment(manifest)
        )
    finally:
        answers.close()


def prepare(desk: Desk) -> threading.Thread:
    """Start to make ready what the first pages would wait for: the templates, and what reads titles."""

    def made_ready() -> None:
        for name in desk.templates.list_templates():
            desk.templates.get_template(name)
        desk.answers.prepare()
        leave_alone()

    thread = threading.Thread(target=made_ready, name="prepare", daemon=True)
    thread.start()
    return thread


def check_address(settings: Settings, address: str) -> None:
    """Refuse to listen beyond this machine unless whoever asks can be known.

    Raises:
        ConfigError: the address is none, or others could reach it and no access token is in force.
        DeskError: the tokens cannot be read.
    """
    if is_loopback(address):
        return
    access = Access(settings)
    at = access.clock().isoformat()
    if not any(t.revoked_at is None and (t.expires_at or at) >= at for t in access.every()):
        raise ConfigError(
            f"listening on {address} would show the ledger to others, and no access token is in force",
            item="serve.host",
            hint="`sayso token create --name NAME` makes one; or listen on 127.0.0.1 behind a tunnel",
        )


def run(
    app: ASGIApp, address: str, port: int, *, tell: Callable[[str], None], open_it: bool, log: bool
) -> None:
    """Answer at an address until stopped. ``tell`` is told where; port 0 takes a free one.

    Raises:
        ConfigError: the port cannot be had.
    """
    with _listening(address, port) as listening:
        shown = f"[{address}]" if ":" in address else address
        url = f"http://{shown}:{listening.getsockname()[1]}/"
        tell(url)
        if open_it:
            webbrowser.open(url)
        uvicorn.Server(configured(app, log=log)).run(sockets=[listening])


def configured(app: ASGIApp, *, log: bool = False) -> uvicorn.Config:
    """How the server runs: bounded in what it takes and how long it waits."""
    return uvicorn.Config(
        app,
        access_log=log,
        log_level="info" if log else "warning",
        server_header=False,
        proxy_headers=False,
        http=PatientProtocol,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        limit_concurrency=MOST_CONNECTIONS,
        ws="none",
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )


@contextmanager
def _listening(address: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # the protocol is named, as asyncio turns off Nagle's algorithm only where it is: else an answer in two
    # parts waits some 40 ms for the browser to acknowledge the first
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((address, port))
            # whoever comes once the address is told waits, and is not turned away
            made.listen(_WAITING)
        except OSError as error:
            raise ConfigError(
                f"cannot listen on {address}, port {port}: {error.strerror}",
                item="serve.port",
                hint="another server may have the port; --port 0 takes a free one",
            ) from error
        yield made
