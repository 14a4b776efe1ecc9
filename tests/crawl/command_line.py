"""The real command line in a process of its own, with host names mapped to loopback servers.

The product itself has no way to name a map: private addresses are refused by design. So only here, before the command
line begins, each cycle that it opens is given the map; all else is as in `watchdesk`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def watchdesk(
    folder: Path, hosts: Mapping[str, tuple[str, int]], *words: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `watchdesk WORDS` in `folder`; `variables` are added to its environment."""
    return subprocess.run(
        [sys.executable, __file__, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=1800,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables, "MAPPED_HOSTS": json.dumps(dict(hosts))},
    )  # fmt: skip


def main() -> None:
    from crawler.cycle import Cycle
    from watchdesk import cli

    hosts = {name: (host, port) for name, (host, port) in json.loads(os.environ["MAPPED_HOSTS"]).items()}
    opened = Cycle.__post_init__

    def mapped(cycle: Cycle) -> None:
        opened(cycle)
        cycle.hosts = hosts

    Cycle.__post_init__ = mapped  # type: ignore[method-assign]
    cli.main()


if __name__ == "__main__":
    main()
