"""The mail channel against a real loopback server that misbehaves."""

from __future__ import annotations

import datetime as dt
import email
import ssl
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.channels.smtp import MailServer, SmtpChannel, mail
from notify.letter import Letter, one_line
from tests.notify.smtp_server import Manners, SmtpServer

NOW = dt.datetime(2026, 11, 24, 6, 40, tzinfo=dt.UTC)


def letter(**changes: str) -> Letter:
    fields = {
        "kind": "digest", "recipient": "reader@example.org", "period": "2026-11-24", "subject": "3 stories",
        "html": "<p>é</p>", "text": ".leading dot\n.\nline",
    }  # fmt: skip
    return Letter(**{**fields, **changes})


def channel(port: int, **changes: object) -> SmtpChannel:
    fields: dict[str, object] = {"starttls": False, "timeout_seconds": 120.0, **changes}
    return SmtpChannel(MailServer("127.0.0.1", port, "desk@example.org", **fields), clock=lambda: NOW)  # type: ignore[arg-type]


def test_a_letter_arrives_whole() -> None:
    with SmtpServer() as server:
        outcome = channel(server.port).deliver(letter())
    assert outcome.state == "sent"
    (got,) = server.received
    assert (got.sender, got.recipient) == ("desk@example.org", "reader@example.org")
    message = email.message_from_bytes(got.wire, policy=default)
    assert message.get_body(("plain",)).get_content().splitlines() == [".leading dot", ".", "line"]
    assert message.get_body(("html",)).get_content().strip() == "<p>é</p>"
    assert message["Message-ID"] == f"<{letter().key}@example.org>"


def test_lines_never_pass_the_limit_of_998_octets() -> None:
    wire = mail(letter(html="x" * 50_000, subject="ü" * 600), MailServer("h", 25, "desk@example.org"), NOW).as_bytes()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("manners", "state", "words"),
    [
        (Manners(replies={"CONNECT": "421 too busy"}), "deferred", "421"),
        (Manners(replies={"RCPT": "451 greylisted, come back"}), "deferred", "greylisted"),
        (Manners(replies={"RCPT": "550 no such reader"}), "refused", "no such reader"),
        (Manners(replies={"MAIL": "553 sender not allowed"}), "refused", "not allowed"),
        (Manners(replies={"DATA": "452 disk full"}), "deferred", "disk full"),
        (Manners(replies={"DOT": "554 looks like spam"}), "refused", "spam"),
        (Manners(replies={"DOT": "451 try later"}), "deferred", "451"),
        (Manners(hang_up_at="RCPT"), "deferred", "127.0.0.1"),
        (Manners(hang_up_at="DOT"), "unsure", "hung up"),
        (Manners(replies={"QUIT": "500 what?"}), "sent", "250"),
        (Manners(hang_up_at="QUIT"), "sent", "250"),
        (Manners(silent=True), "deferred", "timed out"),
    ],
)
def test_misbehaving_servers(manners: Manners, state: str, words: str) -> None:
    with SmtpServer(manners) as server:
        patience = 0.5 if manners.silent else 120.0
        outcome = channel(server.port, timeout_seconds=patience).deliver(letter())
    assert (outcome.state, words in outcome.detail) == (state, True), outcome


def test_no_server_at_all_is_deferred() -> None:
    with SmtpServer() as server:
        port = server.port
    assert channel(port).deliver(letter()).state == "deferred"


def test_without_starttls_nothing_is_said_in_the_clear() -> None:
    with SmtpServer() as server:
        outcome = channel(server.port, starttls=True, user="u", password="p").deliver(letter())
    assert outcome.state == "deferred"
    assert "STARTTLS" in outcome.detail
    assert not {"AUTH", "MAIL", "DATA"} & set(server.verbs)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_starttls_and_login(certificate: Path) -> None:
    manners = Manners(extensions=("STARTTLS", "AUTH PLAIN"), users={"u": "right"})
    trust = ssl.create_default_context(cafile=str(certificate))
    with SmtpServer(manners, _server_context(certificate)) as server:
        made = MailServer(
            "localhost", server.port, "desk@example.org", user="u", password="right", timeout_seconds=120.0
        )
        assert SmtpChannel(made, tls=trust).deliver(letter()).state == "sent"
        assert server.encrypted
        wrong = replace(made, password="wrong")
        outcome = SmtpChannel(wrong, tls=trust).deliver(letter())
    assert (outcome.state, len(server.received)) == ("deferred", 1)
    assert "535" in outcome.detail


def test_an_untrusted_certificate_gets_no_letter(certificate: Path) -> None:
    with SmtpServer(Manners(extensions=("STARTTLS",)), _server_context(certificate)) as server:
        stranger = MailServer("localhost", server.port, "desk@example.org", timeout_seconds=120.0)
        outcome = SmtpChannel(stranger).deliver(letter())
    assert (outcome.state, server.received) == ("deferred", [])
    assert "certificate" in outcome.detail


def headers(**changes: object) -> email.message.Message:
    server = MailServer("h", 25, "desk@example.org", **changes)  # type: ignore[arg-type]
    return email.message_from_bytes(mail(letter(), server, NOW).as_bytes())


def test_one_click_unsubscribe_survives_on_the_wire() -> None:
    url = "https://news.example.org/watchdesk/lists/daily/leave"
    got = mail(letter(), MailServer("h", 25, "desk@example.org", unsubscribe=url), NOW).as_bytes()
    line = f"List-Unsubscribe: <{url}?u={letter().key}>\r\n".encode()
    assert len(line) > 78
    assert line in got
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in got


def test_one_click_is_not_claimed_without_https() -> None:
    assert headers()["List-Unsubscribe"] == "<mailto:desk@example.org?subject=unsubscribe%20digest>"
    assert headers()["List-Unsubscribe-Post"] is None
    assert headers(unsubscribe="http://intranet.example/leave")["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x00", "\ud800", "\u202e"])
def test_control_characters_in_a_headline_do_not_kill_the_letter(sign: str) -> None:
    bad = letter(subject=f"Police{sign}Bcc: all@example.org")
    wire = mail(bad, MailServer("h", 25, "d@example.org"), NOW).as_bytes()
    message = email.message_from_bytes(wire, policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] in ("Police Bcc: all@example.org", "PoliceBcc: all@example.org")


@settings(max_examples=200)
@given(st.text())
def test_any_headline_can_be_a_subject(subject: str) -> None:
    wire = mail(letter(subject=subject), MailServer("h", 25, "desk@example.org"), NOW).as_bytes()
    assert email.message_from_bytes(wire, policy=default)["Subject"] == one_line(subject)
