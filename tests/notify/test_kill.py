"""kill -9 in the middle of handing a letter over: it is not sent a second time, and its reader is told."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from notify.channels.smtp import MailServer, SmtpChannel
from notify.match import match_watches, put_configured
from notify.outbox import preview_digest, queue_digests, send_due
from storage.archive import Archive
from tests.notify.smtp_server import Manners, SmtpServer
from tests.web.seed import NOW, config_for, fill

ROOT = Path(__file__).resolve().parents[2]
SENDER = """
import sys
from datetime import UTC, datetime
from notify.channels.smtp import MailServer, SmtpChannel
from notify.outbox import send_due
from storage.archive import Archive
with Archive.open(sys.argv[1]) as archive:
    channel = SmtpChannel(MailServer("127.0.0.1", int(sys.argv[2]), "desk@example.org", starttls=False))
    send_due(archive, {"smtp": channel}, datetime.fromisoformat(sys.argv[3]))
"""


def test_a_killed_sender_sends_nothing_twice(tmp_path: Path) -> None:
    config = config_for(tmp_path, subscribers=[{"email": "reader@example.org"}])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        match_watches(archive, NOW)
        queue_digests(archive, config, NOW)
    with SmtpServer(Manners(hold_at_dot=True)) as server:
        arguments = [sys.executable, "-c", SENDER, str(config.archive_path), str(server.port), NOW.isoformat()]
        sender = subprocess.Popen(arguments, cwd=ROOT)
        deadline = time.monotonic() + 300
        while not server.received and time.monotonic() < deadline:
            time.sleep(0.02)
        sender.send_signal(signal.SIGKILL)
        assert sender.wait() == -signal.SIGKILL
        assert len(server.received) == 1
    with SmtpServer() as server, Archive.open(config.archive_path) as archive:
        channel = SmtpChannel(MailServer("127.0.0.1", server.port, "desk@example.org", starttls=False))
        assert send_due(archive, {"smtp": channel}, NOW + timedelta(hours=1)) == []
        assert server.received == []
        digest = preview_digest(archive, config, NOW + timedelta(days=1))
    assert digest.stories == ()
    assert "may not have reached you" in digest.doubt
