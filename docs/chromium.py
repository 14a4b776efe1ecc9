"""Debian's Chromium, driven over its DevTools pipe with the standard library only: real phone widths, light and dark.

`chromium --screenshot` cannot do this: its window is never narrower than about 500 px, whatever `--window-size` says.
Protocol: https://chromedevtools.github.io/devtools-protocol/ ; with `--remote-debugging-pipe` each message is JSON with
a NUL byte at its end, read by Chromium on file descriptor 3 and written on 4.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

_CODES = {"Tab": 9, "Enter": 13}
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip


def find_chromium() -> str | None:
    """The path of Chromium, None where it is not installed (Debian: `apt-get install chromium`)."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Chromium:
    """One headless browser with one tab; use as a context manager."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="watchdesk-chromium-", ignore_cleanup_errors=True)
        to_child, self._to = os.pipe()
        self._from, from_child = os.pipe()
        self._process = subprocess.Popen(
            [program, *SWITCHES, f"--user-data-dir={self._profile.name}", "about:blank"],
            preexec_fn=lambda: _as_three_and_four(to_child, from_child),  # noqa: PLW1509 - no threads at this point
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self._buffer, self._count, self._session = b"", 0, ""
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self._call("Page.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._to)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._from)
        self._profile.cleanup()

    def open(self, url: str, *, width: int, dark: bool = False, media: str = "", scale: float = 1.0) -> None:
        """Load `url` in a viewport of `width` CSS pixels (under 600: as a phone does), and wait until it stands."""
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=scale, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self._call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def run(self, expression: str) -> Any:
        """The JSON value of a JavaScript expression in the page (works where the page itself may run no scripts)."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("text", "script failed"))
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key, such as `Tab`."""
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=_CODES[key])

    def screenshot(self, path: Path, *, at_most: int = 4000) -> None:
        """Write the whole page, cut at `at_most` CSS pixels of height, as PNG."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], at_most), "scale": 1}
        shot = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error'].get('message')}")
                return dict(answer["result"])

    def _wait_for(self, event: str) -> None:
        while self._read().get("method") != event:
            pass

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._from, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended; is there enough memory and a writable /tmp?")
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(line))


def _as_three_and_four(to_child: int, from_child: int) -> None:
    """In the child: put both pipe ends where Chromium looks for them, even when they collide with 3 and 4."""
    spare_in, spare_out = os.dup(to_child), os.dup(from_child)
    while spare_in in (3, 4):
        spare_in = os.dup(spare_in)
    while spare_out in (3, 4):
        spare_out = os.dup(spare_out)
    os.dup2(spare_in, 3)
    os.dup2(spare_out, 4)
