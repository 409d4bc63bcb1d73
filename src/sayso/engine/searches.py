"""Saved searches for whoever asks and is told: saving, changing, deleting, and the feed of each."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sayso.classes import dataclass, replace
from sayso.engine.alerts import entry_document
from sayso.engine.beside import has_ledger
from sayso.engine.catalog import now, open_desk, open_ledger
from sayso.engine.config import Settings
from sayso.engine.posting import hook_objection
from sayso.errors import QueryError, cut
from sayso.ledger import EventQuery, Ledger
from sayso.ledger.desk import Alerting, Change, Delivery, Search

__all__ = ["Alerting", "Change", "Feed", "SavedSearches", "Search"]

#: Entries of a feed. Readers ask often and keep what they have seen.
FEED_ENTRIES = 50
#: Receivers of one search, so that nobody makes of an alert a circular.
MOST_MAIL = 20
MOST_NAME = 100
#: RFC 5321, 4.5.3.1: a local part has 64 octets at most, a path 256 with its brackets. Quoted local parts and
#: those in other scripts are not taken: few servers pass them on.
_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a search finds, last changed first, as a feed is made of it.

    Attributes:
        search: the search.
        entries: documents as `engine.alerts.entry_document` makes them.
        updated: when the last of them changed; when the search was saved if there is none.
        etag: another one if anything in it is different, in quotes, as HTTP has it.
    """

    search: Search
    entries: tuple[dict[str, Any], ...]  # `Any`: JSON documents
    updated: datetime
    etag: str


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """The saved searches beside one ledger; ``random`` gives so many bytes that nobody can guess."""

    settings: Settings
    clock: Callable[[], datetime] = now
    random: Callable[[int], bytes] = secrets.token_bytes

    def save(self, name: str, query: EventQuery, *, by: str, alerting: Alerting | None = None) -> Search:
        """Save a question under a name; what its alerts tell of is what comes from now on.

        Raises:
            QueryError: the name is taken or cannot be one, or nobody can be told as ``alerting`` says.
            DeskError: it cannot be kept.
        """
        search = self._from_now_on(
            Search(
                search_id=self._word(9),
                name=_name(name),
                query=query,
                created_at=self.clock().isoformat(timespec="microseconds"),
                created_by=by,
                feed_key=self._word(24),
                alerting=self._checked(alerting or Alerting()),
            )
        )
        with open_desk(self.settings, create=True) as desk:
            if not desk.searches.add(search):
                raise _taken(search.name)
        return search

    def every(self) -> list[Search]:
        """All of them, by name.

        Raises:
            DeskError: they cannot be read.
        """
        with open_desk(self.settings, create=False) as desk:
            return desk.searches.every()

    def get(self, which: str) -> Search | None:
        """The one with that id or name; None if there is none."""
        with open_desk(self.settings, create=False) as desk:
            return desk.searches.get(which)

    def change(
        self,
        which: str,
        *,
        name: str | None = None,
        query: EventQuery | None = None,
        alerting: Alerting | None = None,
    ) -> Search | None:
        """Change what is given of a search; None if there is none.

        With another question, or alerts switched on, it tells of what comes from now on.

        Raises:
            QueryError: as `save`.
            DeskError: it cannot be kept.
        """
        with open_desk(self.settings, create=False) as desk:
            old = desk.searches.get(which)
            if old is None:
                return None
            new = replace(
                old,
                name=_name(name) if name is not None else old.name,
                query=query or old.query,
                alerting=self._checked(alerting, old.alerting) if alerting else old.alerting,
            )
            if new.query != old.query or (new.alerting.on and not old.alerting.on):
                new = self._from_now_on(new)
            if not desk.searches.change(new):
                raise _taken(new.name)
            return new

    def delete(self, which: str) -> bool:
        """Delete a search with all that was to be sent for it; False if there is none."""
        with open_desk(self.settings, create=False) as desk:
            search = desk.searches.get(which)
            return search is not None and desk.searches.delete(search.search_id)

    def renew_key(self, which: str) -> Search | None:
        """Give the feed of a search another key, so that the old address of it leads nowhere."""
        with open_desk(self.settings, create=False) as desk:
            search = desk.searches.get(which)
            if search is None:
                return None
            new = replace(search, feed_key=self._word(24))
            desk.searches.change(new)
            return new

    def of_key(self, key: str) -> Search | None:
        """The search whose feed has a key; None if none has."""
        return next((s for s in self.every() if _equal(key, s.feed_key)), None)

    def feed(self, which: str, *, key: str | None = None) -> Feed | None:
        """The feed of a search; None if there is none, or ``key`` is not its key.

        Whoever may read everything needs no ``key``.

        Raises:
            LedgerError: there is no ledger, or it cannot be read.
            DeskError: the searches cannot be read.
        """
        search = self.get(which)
        if search is None or (key is not None and not _equal(key, search.feed_key)):
            return None
        with open_ledger(self.settings, create=False) as ledger:
            return _feed(ledger, search, self.clock())

    def deliveries(self, which: str | None = None, *, limit: int = 100) -> list[Delivery]:
        """What became of messages, of one search or of all, latest first; those of the last weeks are kept.

        Raises:
            DeskError: they cannot be read.
        """
        with open_desk(self.settings, create=False) as desk:
            search = desk.searches.get(which) if which is not None else None
            if which is not None and search is None:
                return []
            return desk.outbox.deliveries(search.search_id if search else None, limit=limit)

    # ------------------------------------------------------------------ what is kept

    def _word(self, n_bytes: int) -> str:
        return urlsafe_b64encode(self.random(n_bytes)).decode().rstrip("=")

    def _from_now_on(self, search: Search) -> Search:
        """A search that knows how far the ledger has come."""
        looked = since = 0
        if has_ledger(self.settings):
            with open_ledger(self.settings, create=False) as ledger:
                looked, since = ledger.changes.last(), ledger.changes.last_claim()
        return replace(search, looked=looked, since_claim=since, next_at=None)

    def _checked(self, alerting: Alerting, old: Alerting | None = None) -> Alerting:
        """Who is told and of what, if they can be."""
        mail = tuple(dict.fromkeys(address.strip() for address in alerting.mail))
        for address in mail:
            if not _ADDRESS.match(address) or ".." in address or address[0] == "." or ".@" in address:
                raise QueryError(f"{cut(address)} is no mail address", item="mail")
        if len(mail) > MOST_MAIL:
            raise QueryError(
                f"{len(mail)} mail addresses; there may be {MOST_MAIL}",
                item="mail",
                hint="name a mailing list",
            )
        why = hook_objection(self.settings, alerting.hook) if alerting.hook else None
        if why is not None:
            # the address is not repeated: it may hold a password
            raise QueryError(f"nothing can be posted there: {why}", item="hook")
        if alerting.on and not mail and not alerting.hook:
            raise QueryError("nobody is to be told", item="alerts", hint="name a mail address or a webhook")
        if alerting.on and not alerting.changes and alerting.rise_to is None:
            raise QueryError("nothing is to be told of", item="changes", hint="name a change to be told of")
        for name, number, least in (
            ("min_origins", alerting.min_origins, 1),
            ("rise_to", alerting.rise_to, 2),
            ("every_s", alerting.every_s, 0),
        ):
            if number is not None and number < least:
                raise QueryError(f"{name} must be {least} or more, got {number}", item=name)
        return replace(alerting, mail=mail, secret=self._secret(alerting, old))

    def _secret(self, alerting: Alerting, old: Alerting | None) -> str | None:
        """The secret of a webhook: the one that is named, the one it has, or a new one."""
        if alerting.hook is None:
            return None
        if alerting.secret or (old is not None and old.hook == alerting.hook and old.secret):
            return alerting.secret or (old.secret if old else None)
        return "whsec_" + b64encode(self.random(32)).decode()


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise QueryError(
            f"{cut(name)} cannot be the name of a search", item="name", hint=f"1 to {MOST_NAME} characters"
        )
    return name


def _taken(name: str) -> QueryError:
    return QueryError(
        f"there is a search named {cut(name)}",
        item="name",
        hint="name it otherwise, or delete that one first",
    )


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _feed(ledger: Ledger, search: Search, at: datetime) -> Feed:
    entries = []
    latest = datetime.fromisoformat(search.created_at)
    for standing in ledger.changes.newest(search.query, FEED_ENTRIES):
        event = ledger.event(standing.event_id)
        if event is None:
            continue
        report = ledger.report(event.lead.article_id)
        entries.append(
            entry_document(
                event,
                happening=standing.first_claim,
                changed=standing.changed,
                publisher=report.publisher if report else None,
            )
        )
        latest = max(latest, datetime.fromtimestamp(standing.changed / 1e6, UTC))
    seed = repr((search.name, search.query, entries))
    return Feed(
        search=search,
        entries=tuple(entries),
        # a ledger that was written under a clock set wrong must not date a feed into the future
        updated=min(latest, at),
        etag=f'"{hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]}"',
    )
