"""Mail goes out as it is to, and whatever a server does has a code and a reason."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailboxes import Mailbox, serving_mail
from sayso.engine.config import Settings, load_settings
from sayso.engine.mailing import MailServer, mail_server
from sayso.errors import DELIVERY_CODES, ConfigError

CERTIFICATE = Path(__file__).resolve().parents[2] / "fixtures" / "loopback.pem"


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "sayso@news.example", "reader@example.org", "What is new: é"
    made.set_content("Kim came.\n.\nHe left.\n")
    return made


def server(box: Mailbox, **changes: object) -> MailServer:
    how: dict[str, object] = {
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "sender": "sayso@news.example",
        "timeout_s": 3.0,
    }
    return MailServer(**how | changes)  # type: ignore[arg-type]


def trust() -> ssl.SSLContext:
    """Trust in the certificate of the tests, which is made out to the loopback."""
    made = ssl.create_default_context(cafile=str(CERTIFICATE))
    made.check_hostname = False
    return made


def secured() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATE)
    return made


def test_a_mail_arrives_as_it_was_made() -> None:
    with serving_mail() as box:
        assert server(box).send(mail(), "reader@example.org") is None
    (got,) = box.mails
    assert got["Subject"] == "What is new: é"
    assert got.get_content().splitlines() == ["Kim came.", ".", "He left."]
    assert box.receivers == ["rcpt TO:<reader@example.org>"]
    assert box.senders[0].startswith("mail FROM:<sayso@news.example>")
    assert box.said[0] == "ehlo news.example"
    assert box.users == []


def test_nothing_of_the_user_s_is_said_before_the_connection_is_secured() -> None:
    with serving_mail(tls=secured()) as box:
        by = server(box, security="starttls", tls=trust(), user="u", password="p")
        assert by.send(mail(), "reader@example.org") is None
    assert (box.secured, len(box.mails), len(box.users)) == (1, 1, 1)
    words = [line.split()[0].upper() for line in box.said]
    assert words.index("STARTTLS") < words.index("AUTH")


@pytest.mark.parametrize(("offered", "trusted"), [(False, True), (True, False)])
def test_without_tls_nothing_is_sent_that_was_to_be_secured(offered: bool, trusted: bool) -> None:
    with serving_mail(tls=secured() if offered else None) as box:
        context = trust() if trusted else ssl.create_default_context()
        by = server(box, security="starttls", tls=context, user="u", password="p")
        failed = by.send(mail(), "reader@example.org")
    assert failed is not None
    assert (failed.code, failed.retry) == ("mail.tls", True)
    assert (box.mails, box.users, box.senders) == ([], [], [])


@pytest.mark.parametrize(
    ("answers", "code", "retry"),
    [
        ({"RCPT": "550 no such user"}, "mail.refused", False),
        ({"RCPT": "450 try later"}, "mail.later", True),
        ({"MAIL": "552 too large"}, "mail.refused", False),
        ({".": "554 this is spam"}, "mail.refused", False),
        ({".": "451 later"}, "mail.later", True),
        ({"DATA": "drop"}, "mail.connect", True),
        ({".": "drop"}, "mail.connect", True),
        ({"EHLO": "drop", "HELO": "drop"}, "mail.connect", True),
        ({"EHLO": "nonsense", "HELO": "nonsense"}, "mail.connect", True),
    ],
)
def test_what_a_server_says_no_to(answers: dict[str, str], code: str, retry: bool) -> None:
    with serving_mail(answers=answers) as box:
        failed = server(box).send(mail(), "reader@example.org")
    assert failed is not None
    assert (failed.code, failed.retry) == (code, retry)
    assert code in DELIVERY_CODES
    assert box.mails == []


def test_a_password_that_is_wrong_is_tried_again_and_never_shown() -> None:
    with serving_mail(answers={"AUTH": "535 wrong"}) as box:
        by = server(box, user="u", password="hunter2")
        failed = by.send(mail(), "reader@example.org")
    assert failed is not None
    assert (failed.code, failed.retry) == ("mail.login", True)
    assert "hunter2" not in failed.reason + repr(by)


def test_a_server_that_leaves_without_a_word_after_it_took_a_mail_has_taken_it() -> None:
    with serving_mail(answers={"QUIT": "drop"}) as box:
        assert server(box).send(mail(), "reader@example.org") is None
    with serving_mail(answers={"QUIT": "500 what?"}) as other:
        assert server(other).send(mail(), "reader@example.org") is None
    assert len(box.mails) == len(other.mails) == 1


def test_nobody_answers() -> None:
    with serving_mail() as box:
        pass
    failed = server(box).send(mail(), "reader@example.org")
    assert failed is not None
    assert failed.code == "mail.connect"


# ---------------------------------------------------------------------- settings


def settings(**flags: object) -> Settings:
    return load_settings({}, flags={f"alerts.{name}": value for name, value in flags.items()})


def test_without_a_server_or_a_sender_there_is_no_mail() -> None:
    assert mail_server(settings()) is None
    assert mail_server(settings(smtp_host="mail.example")) is None
    assert mail_server(settings(sender="s@news.example")) is None


def test_settings_become_a_server(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("pä ss\n", encoding="utf-8")
    made = mail_server(
        settings(
            smtp_host="mail.example", sender="s@news.example", smtp_user="u", smtp_password_file=str(secret)
        )
    )
    assert made is not None
    assert (made.port, made.security, made.password) == (587, "starttls", "pä ss")
    assert made.tls is not None
    assert made.tls.verify_mode is ssl.CERT_REQUIRED
    told = load_settings(
        {"SAYSO_ALERTS_SMTP_PASSWORD": "hunter2"},
        flags={"alerts.smtp_host": "mail.example", "alerts.sender": "s@news.example"},
    )
    assert "hunter2" not in repr(told)
    assert told.sha256() == load_settings({}).sha256()
    server = mail_server(told)
    assert server is not None
    assert server.password == "hunter2"


@pytest.mark.parametrize(
    "flags",
    [
        {"smtp_security": "ssl"},
        {"sender": "sayso"},
        {"sender": "sayso <s@news.example>"},
        {"sender": "s@news.example\r\nBcc: x@y"},
        {"smtp_security": "none", "smtp_user": "u"},
        {"smtp_password_file": "/nowhere/password"},
    ],
)
def test_settings_that_cannot_be_used(flags: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        mail_server(settings(**{"smtp_host": "mail.example", "sender": "s@news.example"} | flags))


def test_a_password_in_the_settings_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[alerts]\nsmtp_password = "hunter2"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings({}, file=file)
    assert "SAYSO_ALERTS_SMTP_PASSWORD" in str(caught.value.hint)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
