"""Mail: the one place that speaks SMTP."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from sayso.classes import dataclass, field
from sayso.engine.config import Settings
from sayso.engine.sending import Failed
from sayso.errors import ConfigError, cut

__all__ = ["MailServer", "mail_server"]

_SECURITIES = ("starttls", "tls", "none")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server and how it is spoken to; holds no state and may be shared.

    ``tls`` is trust and settings of TLS; None where there is none.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 20.0
    tls: ssl.SSLContext | None = None

    def send(self, message: EmailMessage, to: str) -> Failed | None:
        """Give a message for one receiver to the server; None if the server took it."""
        try:
            server = self._connected()
            try:
                return self._sent(server, message, to)
            finally:
                # what a server says on parting changes nothing of what it took
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()
        except smtplib.SMTPAuthenticationError as error:
            return _failed("mail.login", error)
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code, error)
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            return _failed("mail.tls", error)
        except (smtplib.SMTPException, OSError) as error:
            return _failed("mail.connect", error)

    def _connected(self) -> smtplib.SMTP:
        """A connection, secured as it is to be before anything of the user's is said."""
        # named after the sender: to ask for this machine's full name may take longer than to send
        here = self.sender.rpartition("@")[2] or None
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, local_hostname=here, timeout=self.timeout_s, context=self.tls
            )
        server = smtplib.SMTP(self.host, self.port, local_hostname=here, timeout=self.timeout_s)
        if self.security == "starttls":
            try:
                server.starttls(context=self.tls)
            except (smtplib.SMTPException, OSError):
                server.close()
                raise
        return server

    def _sent(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> Failed | None:
        if self.user:
            server.login(self.user, self.password)
        try:
            server.send_message(message, from_addr=self.sender, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            status, said = next(iter(error.recipients.values()))
            return _answered(status, smtplib.SMTPResponseException(status, said))
        return None


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None if none is set.

    Raises:
        ConfigError: a setting of it cannot be used, or the file of the password cannot be read.
    """
    alerts = settings.alerts
    if not alerts.smtp_host or not alerts.sender:
        return None
    if alerts.smtp_security not in _SECURITIES:
        raise ConfigError(
            f"alerts.smtp_security must be one of {', '.join(_SECURITIES)}, got {cut(alerts.smtp_security)}",
            item="alerts.smtp_security",
        )
    if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", alerts.sender):
        raise ConfigError(
            f"alerts.sender must be one address, got {cut(alerts.sender)}", item="alerts.sender"
        )
    if alerts.smtp_user and alerts.smtp_security == "none" and alerts.smtp_host not in _HERE:
        raise ConfigError(
            "a password is not sent to another machine in the clear",
            item="alerts.smtp_security",
            hint="set it to starttls or tls",
        )
    return MailServer(
        host=alerts.smtp_host,
        port=alerts.smtp_port,
        security=alerts.smtp_security,
        sender=alerts.sender,
        user=alerts.smtp_user,
        password=_password(alerts.smtp_password, alerts.smtp_password_file),
        timeout_s=float(alerts.timeout_s),
        tls=ssl.create_default_context() if alerts.smtp_security != "none" else None,
    )


def _password(given: str, file: str) -> str:
    if given or not file:
        return given
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise ConfigError(
            f"the password of the mail server cannot be read: {why}",
            item=file,
            hint="alerts.smtp_password_file names it",
        ) from error


def _answered(status: int, error: smtplib.SMTPException) -> Failed:
    """RFC 5321, 4.2.1: 4yz may be tried again, 5yz may not; anything else is no answer of a mail server."""
    code = {4: "mail.later", 5: "mail.refused"}.get(status // 100, "mail.connect")
    return _failed(code, error)


def _failed(code: str, error: Exception) -> Failed:
    said = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    status = f"{error.smtp_code} " if isinstance(error, smtplib.SMTPResponseException) else ""
    # a wrong password and a name that nobody has can be put right by whoever runs the server
    return Failed(code=code, reason=status + cut(text, 200), retry=code != "mail.refused")
