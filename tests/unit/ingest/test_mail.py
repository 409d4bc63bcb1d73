from __future__ import annotations

from email.message import EmailMessage

import pytest

from archived import codes, items, message, read_bytes
from sayso.records import Item

BOX = b"From alerts@news.example Thu May 16 08:00:00 2024\n"


def only(data: bytes, name: str = "a.eml") -> Item:
    (item,) = read_bytes(name, data)
    assert isinstance(item, Item), item
    return item


def built(plain: str | None = None, html: str | None = None, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Desk <desk@news.example>", "News"
    for name, value in headers.items():
        made[name] = value
    if plain is not None:
        made.set_content(plain)
    if html is not None and plain is not None:
        made.add_alternative(html, subtype="html")
    elif html is not None:
        made.set_content(html, subtype="html")
    return made


def test_a_message_is_an_item() -> None:
    item = only(message("=?utf-8?q?Caf=C3=A9_opens?=", "The café opened.\n"))
    assert (item.title, item.publisher, item.published) == (
        "Café opens", "Example Alerts", "Thu, 16 May 2024 08:00:00 +0200",
    )  # fmt: skip
    assert (item.given_id, item.html) == ("<1@news.example>", False)
    assert "digest" not in item.extra


def test_plain_text_before_a_page() -> None:
    assert only(built("words", "<p>page</p>").as_bytes()).body == "words\n"
    item = only(built(None, "<p>page</p>").as_bytes())
    assert (item.html, item.body) == (True, "<p>page</p>\n")


def test_attachments_are_no_text() -> None:
    made = built("words")
    made.add_attachment("not this", filename="a.txt")
    assert only(made.as_bytes()).body == "words\n"


def test_the_sender_without_a_name_is_known_by_its_domain() -> None:
    assert only(b"From: a@news.example\nSubject: x\n\nwords\n").publisher == "news.example"


def test_a_digest_of_attached_messages_is_read_one_by_one() -> None:
    made = built("All of today.", Subject2="x")
    for n in (1, 2, 3):
        made.add_attachment(built(f"Article {n}"))
    found = items(read_bytes("a.eml", made.as_bytes()))
    assert [i.name for i in found] == ["a.eml", "a.eml!1", "a.eml!2", "a.eml!3"]
    assert all(i.extra["digest"] for i in found)
    assert [i.body for i in found[1:]] == ["Article 1\n", "Article 2\n", "Article 3\n"]


@pytest.mark.parametrize(
    ("subject", "body", "digest"),
    [
        ("Google Alert - strike", "a https://a\nb https://b\nc https://c\nd https://d\n", True),
        ("Minister resigns", "a https://a\nb https://b\nc https://c\nd https://d\n", False),
        ("Daily briefing", "One article. https://a\n", False),
        (
            "Fwd",
            "---------- Forwarded message ---------\na\n---------- Forwarded message ---------\nb\n",
            True,
        ),
        ("Fwd", "-----Original Message-----\na\n", False),
    ],
)
def test_what_holds_several_articles_is_marked(subject: str, body: str, digest: bool) -> None:
    assert only(message(subject, body)).extra.get("digest", False) is digest


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input.bad_format"),
        (b"no header\n\nwords\n", "input.bad_format"),
        (b"Subject: x\n\n\n", "input.no_text"),
        (b"Subject: x\nContent-Type: image/png\n\nwords\n", "input.no_text"),
        (b"Subject: x\n\n" + b"x" * 5000, "input.too_large"),
        (b"Subject: x\n" + b"X: boundary=a\n" * 101 + b"\nwords\n", "input.bad_record"),
    ],
)
def test_messages_without_a_text(data: bytes, code: str) -> None:
    assert codes(read_bytes("a.eml", data, max_message_bytes=4000)) == [code]


@pytest.mark.parametrize(
    "header",
    [
        "Subject: =?nonsense?q?x?=", "Subject: =?utf-8?b?%%%?=", "Subject: " + "\udcff", "From: <<<>>>@@@,,,",
        "Date: 99 Foo 99999 99:99", "Content-Type: text/plain; charset=nonsense", 'Content-Type: text/plain; charset="',
        "Content-Type: ;;;", "Content-Type: text/plain; charset*=x'y'%zz", "Content-Transfer-Encoding: nonsense",
        "Content-Transfer-Encoding: base64", "Content-Disposition: ;;=;", "Message-ID: <<[]", "List-Id: (((((",
        "From: " + "(" * 9000, "Subject: " + "=?utf-8?q?x?=" * 3000, "Content-Type: multipart/mixed",
        "Content-Type: multipart/mixed; boundary=", "Content-Type: message/rfc822", "Mime-Version: ((", "To: ::;;",
    ],
)  # fmt: skip
def test_malformed_headers_never_raise(header: str) -> None:
    data = header.encode("utf-8", "surrogateescape") + b"\nX: y\n\nsome words here\n"
    assert len(read_bytes("a.eml", data)) == 1


def test_a_mailbox_is_split_where_messages_begin() -> None:
    data = (
        BOX + message("One", "first\r\nFrom here on it is text\r\n") + b"\n"
        + BOX + message("Two", "second\r\n>From the quoted line\r\n") + b"\n"
        + BOX + b"Subject: big\n\n" + b"x" * 3000 + b"\n\n"
        + BOX + message("Four", "fourth")
    )  # fmt: skip
    result = read_bytes("a.mbox", data, max_message_bytes=2000)
    assert [(i.name, i.title) for i in items(result)] == [
        ("a.mbox:1", "One"), ("a.mbox:2", "Two"), ("a.mbox:4", "Four"),
    ]  # fmt: skip
    assert "\nFrom the quoted line" in str(items(result)[1].body).replace("\r", "")
    assert codes(result) == ["input.too_large"]


def test_an_empty_mailbox_says_so() -> None:
    assert codes(read_bytes("a.mbox", b"\n\n")) == ["input.no_records"]
