"""Brings messages to those who are to be told: each try written down before it is made, its outcome after.

Nothing a receiver does is raised, and none of them keeps another waiting for long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Event as Signal
from typing import Any
from urllib.parse import urlsplit

from sayso.classes import dataclass, field
from sayso.engine.config import Settings
from sayso.engine.fetching import build_poster
from sayso.engine.mailing import MailServer, mail_server
from sayso.engine.posting import HookSender
from sayso.engine.sending import Failed
from sayso.errors import cut
from sayso.ledger.desk import Channel, Delivery, Desk

__all__ = ["TRIES", "Delivered", "Senders", "Writers", "build_senders", "deliver"]

# `Any`: a JSON document.
Json = Mapping[str, Any]

#: How long a receiver that failed is left alone, by how often it was tried; after the last it is given up. A
#: server that is down over a weekend is reached on Monday.
_AGAIN = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440, 1440, 1440))
TRIES = len(_AGAIN) + 1
#: How long a try is one process's own: longer than any takes.
_LEASE = timedelta(minutes=15)
#: Nothing rightly waits longer.
_LONGEST = timedelta(hours=25)
#: Receivers waited for at once, and deliveries taken at once.
_WORKERS, _TAKEN = 4, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """Make of a message's document what is sent: a mail for one receiver, or the body of a post."""

    mail: Callable[[Delivery, Json], EmailMessage]
    hook: Callable[[Delivery, Json], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """The ways out; ``mail`` is None where no mail server is set."""

    writers: Writers
    mail: MailServer | None
    hook: HookSender

    def send(self, delivery: Delivery, document: Json, secret: str | None) -> Failed | None:
        """Send to one receiver; None if it was taken."""
        if delivery.channel is Channel.HOOK:
            body = self.writers.hook(delivery, document)
            return self.hook.send(delivery.receiver, secret, delivery.delivery_id, body)
        if self.mail is None:
            return Failed(code="mail.settings", reason="no mail server or no sender is set", retry=True)
        return self.mail.send(self.writers.mail(delivery, document), delivery.receiver)


@dataclass(slots=True)
class Delivered:
    """What became of the tries of one run."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    troubles: list[str] = field(default_factory=list)


def build_senders(settings: Settings, writers: Writers, clock: Callable[[], datetime]) -> Senders:
    """The ways out, as the settings have them.

    Raises:
        ConfigError: a setting of mail or network cannot be used.
    """
    return Senders(
        writers=writers, mail=mail_server(settings), hook=HookSender(build_poster(settings), clock)
    )


def deliver(desk: Desk, senders: Senders, clock: Callable[[], datetime], stop: Signal) -> Delivered:
    """Send what is due, until nothing is or ``stop`` is set.

    Raises:
        DeskError: what is due cannot be read, or an outcome cannot be written.
    """
    done = Delivered()
    now = clock()
    desk.outbox.mend(_iso(now), _iso(now + _LONGEST))
    secrets = {search.search_id: search.alerting.secret for search in desk.searches.every()}
    pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="send")
    flying: dict[Future[Failed | None], Delivery] = {}
    try:
        while not stop.is_set():
            _start(desk, senders, clock(), pool, flying, secrets)
            if not flying:
                break
            wait(flying, return_when=FIRST_COMPLETED)
            _land(desk, clock, flying, done)
        for future in [future for future in flying if future.cancel()]:
            desk.outbox.put_back(flying.pop(future).delivery_id)
        wait(flying)
        _land(desk, clock, flying, done)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return done


def _start(
    desk: Desk,
    senders: Senders,
    now: datetime,
    pool: ThreadPoolExecutor,
    flying: dict[Future[Failed | None], Delivery],
    secrets: Mapping[str, str | None],
) -> None:
    """Take deliveries that are due and try them, as many at once as there is room for."""
    room = _TAKEN - len(flying)
    for delivery in desk.outbox.lease(_iso(now), _iso(now + _LEASE), room) if room else ():
        message = desk.outbox.message(delivery.message_id)
        if message is None or message.document is None:
            desk.outbox.give_up(delivery.delivery_id, _iso(now), "alert.forgotten", "nothing is left of it")
            continue
        secret = secrets.get(delivery.search_id)
        flying[pool.submit(senders.send, delivery, message.document, secret)] = delivery


def _land(
    desk: Desk, clock: Callable[[], datetime], flying: dict[Future[Failed | None], Delivery], done: Delivered
) -> None:
    """Write down what became of the tries that ended."""
    for future in [future for future in flying if future.done()]:
        delivery = flying.pop(future)
        fault = future.exception()
        failed = future.result() if fault is None else _fault(fault)
        now = clock()
        if failed is None:
            desk.outbox.sent(delivery.delivery_id, _iso(now))
            done.sent += 1
            continue
        done.troubles.append(f"{delivery.channel} to {_shown(delivery)}: {failed.code}: {failed.reason}")
        if not failed.retry or delivery.attempts >= TRIES:
            tried = f"{failed.reason} (tried {delivery.attempts} times)"
            desk.outbox.give_up(delivery.delivery_id, _iso(now), failed.code, tried)
            done.given_up += 1
            continue
        pause = max(_AGAIN[delivery.attempts - 1], timedelta(seconds=min(failed.wait_s, 86_400.0)))
        desk.outbox.later(delivery.delivery_id, _iso(now + pause), failed.code, failed.reason)
        done.put_off += 1


def _shown(delivery: Delivery) -> str:
    """A receiver as it may be shown: the path of a webhook is often a secret."""
    if delivery.channel is Channel.MAIL:
        return delivery.receiver
    return urlsplit(delivery.receiver).hostname or "?"


def _fault(fault: BaseException) -> Failed:
    """A fault of ours while something was sent: tried again, since a newer sayso may have mended it."""
    return Failed(code="internal", reason=f"{type(fault).__name__}: {cut(str(fault))}", retry=True)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
