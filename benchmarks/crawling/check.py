"""How long `watchdesk check SOURCE` takes, of a sound source and of slow ones: `python -m benchmarks.crawling.check`.

The real command line in a process of its own, start and loading of the model included, against a loopback server.
Ten seconds are the promise, for a source that never answers too.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from pathlib import Path

from tests.crawl.command_line import watchdesk
from tests.crawl.hostile_server import PAGE, HostileServer, Writer, drips, html, not_here, page, sends, silent

CONFIG = """\
contact: https://example.org/desk
storage: {path: archive.db, evidence: {folder: evidence}}
sources:
  groups: []
  own: [%s]
"""


def main() -> None:
    """Print seconds, exit code and the last line by case as JSON."""

    async def mute_but_for_robots(writer: Writer, path: str) -> None:
        await (not_here(writer, path) if path == "/robots.txt" else asyncio.sleep(600))

    cases = {
        "sound": page("sound.test", sends(html(PAGE))),
        "silent feed": mute_but_for_robots,
        "silent robots": silent,
        "silent article": page("silent-article.test", silent),
        "dripping article": page("dripping-article.test", drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x")),
    }
    hosts = {name: f"{name.replace(' ', '-')}.test" for name in cases}
    own = (f"{{id: {host[:-5]}, name: {host}, feed: 'http://{host}/feed.xml'}}" for host in hosts.values())
    found = {}
    with (
        HostileServer({hosts[name]: case for name, case in cases.items()}) as server,
        tempfile.TemporaryDirectory() as at,
    ):
        Path(at, "config.yaml").write_text(CONFIG % ", ".join(own), encoding="utf-8")
        for name, host in hosts.items():
            begun = time.monotonic()
            done = watchdesk(Path(at), server.hosts, "check", host[:-5])
            seconds = round(time.monotonic() - begun, 1)
            found[name] = {"s": seconds, "exit": done.returncode, "said": done.stdout.strip().splitlines()[-1][:120]}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
