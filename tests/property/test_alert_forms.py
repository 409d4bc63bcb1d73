"""Whatever reports say, feeds are XML and JSON, mails are mails, and nothing of it becomes markup or a header."""

from __future__ import annotations

import email
import email.policy
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.engine.searches import Feed
from sayso.faces.alerts.feeds import FeedFormat, Links, render
from sayso.faces.alerts.messages import alert_body, alert_mail
from sayso.ledger import EventQuery
from sayso.ledger.desk import Channel, Delivery, Search

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NASTY = (
    "]]>",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp;&#0;&bogus;",
    "\x00\x0b\x1f\x7f\x85\x9f",
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff\ufdd0\U0001fffe",
    "\r\nBcc: victim@example.org\r\n\r\nbody",
    "\u202e\u2067\u2069\u2069",
    "<!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "<?xml version='1.0'?>",
    "\n.\n",
    "=?utf-8?q?x?=",
    "x" * 3000,
)
words = st.one_of(
    st.text(max_size=60), st.sampled_from(NASTY), st.text(alphabet="\x00\r\n<>&\"'\ud8ff\u202e", max_size=20)
)
some = st.lists(words, max_size=3)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    figure = draw(st.booleans())
    event: dict[str, Any] = {
        "id": draw(st.sampled_from(["e0123456789abcde"])),
        "kind": "figure" if figure else "event",
        "actors": [
            {"role": role, "name": name}
            for role in ("actor", "recipient")
            for name in ([] if figure else draw(some))
        ],
        "place": draw(st.one_of(st.none(), st.builds(lambda name: {"name": name}, words))),
        "time": draw(st.one_of(st.none(), st.builds(lambda t: {"edtf": None, "text": t}, words))),
        "status": "planned",
        "quantities": [{"text": draw(words)}] if figure else [],
        "attribution": [{"name": name, "text": name, "kind": "person"} for name in draw(some)],
        "evidence": {"sentence": draw(words)},
        "origins": draw(st.integers(1, 5000)),
        "reports": 3,
        "disagreements": {"place": {name: ["c1"] for name in draw(some)}},
        "first_published": draw(st.sampled_from([None, "2026-11-25", "2026-11-25T08:00:00", "nonsense"])),
    }
    if figure:
        event["figure"] = {"measure": "stock", "item": draw(words), "subject": {"name": draw(words)}}
    else:
        event["event"] = {
            "type": "CONSULT",
            "mode": draw(st.one_of(st.none(), words)),
            "contexts": draw(some),
        }
    return {
        "happening": "c0123456789abcde",
        "changed_at": draw(st.sampled_from([None, "2026-11-26T11:00:00+00:00"])),
        "publisher": draw(st.one_of(st.none(), words)),
        "report": "r1",
        "changes": draw(st.lists(words, max_size=2)),
        "event": event,
    }


class Tags(HTMLParser):
    """The tags of a document, and where its links and handlers lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def is_harmless(html: str) -> bool:
    found = Tags()
    found.feed(html)
    return found.tags <= set("html head meta body p b a blockquote br ul li hr".split()) and (
        found.attributes <= {"href", "charset", "dir"}
    )


def feed_of(name: str, docs: list[dict[str, Any]]) -> Feed:
    search = Search(
        search_id="s1",
        name=name,
        query=EventQuery(),
        created_at="2026-11-01T00:00:00+00:00",
        created_by="ann",
        feed_key="k",
    )
    return Feed(search=search, entries=tuple(docs), updated=NOW, etag='"e"')


@settings(max_examples=150, deadline=None)
@given(name=words, docs=st.lists(entries(), max_size=3))
def test_feeds_always_parse(name: str, docs: list[dict[str, Any]]) -> None:
    feed, links = (
        feed_of(name, docs),
        Links(base_url="https://n.example", feed_url="https://n.example/f?a=1&b=2"),
    )
    for form, path, inner in (
        (FeedFormat.ATOM, "{*}entry", "{*}content"),
        (FeedFormat.RSS, "channel/item", "description"),
    ):
        rendered = render(feed, form, links)
        root = ET.fromstring(rendered.body)
        assert len(root.findall(path)) == len(docs)
        assert all(is_harmless(node.findtext(inner) or "") for node in root.findall(path))
        parsed = feedparser.parse(rendered.body, response_headers={"content-type": rendered.media_type})
        assert not parsed.bozo
        assert len(parsed.entries) == len(docs)
    doc = json.loads(render(feed, FeedFormat.JSON, links).body)
    assert len(doc["items"]) == len(docs)
    assert all(is_harmless(item["content_html"]) for item in doc["items"])


DELIVERY = Delivery(
    delivery_id="m0123.0",
    message_id="m0123",
    search_id="s1",
    channel=Channel.MAIL,
    receiver="reader@example.org",
    due_at="",
    attempts=1,
    entries=1,
    made_at="",
)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(name=words, docs=st.lists(entries(), min_size=1, max_size=3))
def test_mails_are_mails_and_say_only_what_they_are_to_say(name: str, docs: list[dict[str, Any]]) -> None:
    document = {
        "schema": "sayso/1",
        "kind": "alert",
        "made_at": "2026-11-26T12:00:00+00:00",
        "search": {"id": "s1", "name": name},
        "entries": docs,
    }
    mail = alert_mail(DELIVERY, document, sender="sayso@news.example", base_url="https://n.example")
    sent = mail.as_bytes()
    assert max(map(len, sent.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    read = email.message_from_bytes(sent, policy=email.policy.default)
    assert set(read.keys()) == HEADERS
    assert len(read.keys()) == len(HEADERS)
    assert read["To"] == "reader@example.org"
    assert read["Message-ID"] == "<m0123.0@news.example>"
    assert not read.defects
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    html = read.get_body(("html",))
    assert html is not None
    assert is_harmless(html.get_content())
    body = json.loads(alert_body(DELIVERY, document, base_url="https://n.example"))
    assert [entry["url"] for entry in body["entries"]] == ["https://n.example/event/e0123456789abcde"] * len(
        docs
    )
