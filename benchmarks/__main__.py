"""`python -m benchmarks [ROOM]`: run one room's benchmark, or all of them, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOMS = ("crawl", "digest", "extract", "journey", "nlp", "storage")


def main(words: list[str]) -> int:
    """Run the rooms named, all where none is; 0 if each ended well, 2 for an unknown room."""
    unknown = [word for word in words if word not in ROOMS]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; one of: {', '.join(ROOMS)}", file=sys.stderr)
        return 2
    codes = [subprocess.call([sys.executable, "-m", f"benchmarks.{room}"], env=os.environ) for room in words or ROOMS]
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
