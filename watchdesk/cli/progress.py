"""Progress on a terminal: a bar while work goes on, nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error for as long as the block runs; call what it gives with how many more are done."""
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="", leave=False, file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def advance(count: int) -> None:
            bar.update(count)

        yield advance


@contextmanager
def reaching(what: str) -> Iterator[Callable[[int], None]]:
    """A bar as `counting` shows it; call what it gives with how many are done in all."""
    with counting(what) as advance:
        done = 0

        def reach(total: int) -> None:
            nonlocal done
            advance(total - done)
            done = total

        yield reach
