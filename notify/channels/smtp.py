"""Mail by SMTP (RFC 5321), one connection and one recipient a letter, with one-click unsubscribe (RFC 8058)."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from notify.letter import Delivery, Letter, one_line

# The stock policy folds headers at 78 characters and in doing so breaks long URLs; 998 is the limit of RFC 5322.
WIRE = SMTP.clone(max_line_length=998)
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `starttls`: refuse to speak in the clear. `user` None: no login."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    user: str | None = None
    password: str | None = None
    unsubscribe: str | None = None
    timeout_seconds: float = TIMEOUT_SECONDS


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """Hands letters to one mail server; `tls` is the context for STARTTLS (None: the system's trust)."""

    server: MailServer
    tls: ssl.SSLContext | None = None
    clock: Callable[[], datetime] = _utc_now
    name: str = "smtp"

    def deliver(self, letter: Letter) -> Delivery:
        """Carry one letter; every fault of server or road comes back as a Delivery, with the server's own words."""
        if not letter.recipient.isascii():
            return Delivery("refused", f"{letter.recipient}: only ASCII addresses are supported")
        wire = mail(letter, self.server, self.clock()).as_bytes()
        try:
            smtp = smtplib.SMTP(self.server.host, self.server.port, timeout=self.server.timeout_seconds)
            # `with smtp` would raise on an odd answer to QUIT, and a letter already taken would be sent again.
            try:
                return _hand_over(smtp, letter, wire, self.server, self.tls)
            finally:
                _say_goodbye(smtp)
        except smtplib.SMTPResponseException as fault:
            return _answer(fault.smtp_code, fault.smtp_error)
        except smtplib.SMTPNotSupportedError as fault:
            return Delivery("deferred", one_line(str(fault)))
        except (smtplib.SMTPException, OSError) as fault:
            return Delivery("deferred", f"{self.server.host}:{self.server.port}: {one_line(str(fault)) or 'no answer'}")


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


def mail(letter: Letter, server: MailServer, now: datetime) -> EmailMessage:
    """The letter as a MIME message: text first, HTML as alternative, a Message-ID that is the same on every try."""
    message = EmailMessage(policy=WIRE)
    domain = server.sender.rpartition("@")[2] or "localhost"
    message["From"] = f"Watchdesk <{one_line(server.sender)}>"
    message["To"] = one_line(letter.recipient)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in unsubscribe_headers(letter, server):
        message[name] = value
    # Base64 bodies: a mail server may cut or refuse lines over 998 octets, and HTML has long ones.
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    return message


def unsubscribe_headers(letter: Letter, server: MailServer) -> tuple[tuple[str, str], ...]:
    """List headers: one click for an https address, mail otherwise (RFC 8058 wants https and nothing less)."""
    list_id = ("List-Id", f"<{letter.kind}.watchdesk.{server.sender.rpartition('@')[2] or 'localhost'}>")
    address = server.unsubscribe or server.sender
    if not address.startswith(("http://", "https://")):
        return (list_id, ("List-Unsubscribe", f"<mailto:{address}?subject=unsubscribe%20{quote(letter.kind)}>"))
    joint = "&" if "?" in address else "?"
    header = ("List-Unsubscribe", f"<{address}{joint}u={letter.key}>")
    if not address.startswith("https://"):
        return (list_id, header)
    return (list_id, header, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))


def _hand_over(
    smtp: smtplib.SMTP, letter: Letter, wire: bytes, server: MailServer, tls: ssl.SSLContext | None
) -> Delivery:
    smtp.ehlo_or_helo_if_needed()
    if server.starttls:
        smtp.starttls(context=tls or ssl.create_default_context())
        smtp.ehlo()
    if server.user is not None:
        smtp.login(server.user, server.password or "")
    for code, words in (smtp.mail(server.sender), smtp.rcpt(letter.recipient), smtp.docmd("DATA")):
        if not 200 <= code < 400:
            return _answer(code, words)
    return _send_body(smtp, wire)


def _send_body(smtp: smtplib.SMTP, wire: bytes) -> Delivery:
    """Past this point the server may hold the whole letter, so that a lost answer is neither sent nor unsent."""
    try:
        # RFC 5321 4.5.2: a line that begins with a dot gets a second one.
        smtp.send(wire.replace(b"\r\n.", b"\r\n..").removesuffix(b"\r\n") + b"\r\n.\r\n")
        return _answer(*smtp.getreply())
    except (smtplib.SMTPException, OSError) as fault:
        return Delivery("unsure", f"the mail server hung up before it confirmed: {one_line(str(fault))}")


def _answer(code: int, words: bytes | str) -> Delivery:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    detail = one_line(f"{code} {said}")
    if 200 <= code < 300:
        return Delivery("sent", detail)
    # 5xx is final (RFC 5321 4.2.1), but a refused login or a missing STARTTLS is ours to mend and then try again.
    final = 500 <= code < 600 and code not in (503, 530, 534, 535, 538)
    return Delivery("refused" if final else "deferred", detail)
