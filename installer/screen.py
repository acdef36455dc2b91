"""A screen nobody sees, with real windows on it: finds them, sends them real keys, takes pictures.

Works on X11 alone, so for programs under Wine and for the Linux package alike.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60.0
"""Longest wait for anything on the screen."""


class Screen:
    """An X server of our own, which only memory holds.

    Attributes:
        env: variables by which programs find it.
    """

    def __init__(self, number: str) -> None:
        """Use display ``number``, such as ``:7``; ``screen()`` starts one."""
        self.env = {"DISPLAY": number}

    def _tool(self, *command: str) -> bytes:
        """What a tool says; nothing where it finds nothing."""
        return subprocess.run(command, env=os.environ | self.env, capture_output=True, check=False).stdout

    def window(self, process: subprocess.Popen[bytes], title: str) -> str:
        """The visible window whose title holds ``title``, waited for.

        Raises RuntimeError when the program ends before there is one, or time runs out.
        """
        found: list[str] = []

        def is_there() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"the program ended with {process.returncode} before a window “{title}” came up")
            found[:] = [self.visible(title)]
            return found[0] != ""

        wait_until(f"a window “{title}” comes up", SECONDS, is_there)
        return found[0]

    def visible(self, title: str) -> str:
        """The visible window whose title holds ``title``, the last of several; "" when there is none."""
        said = self._tool("xdotool", "search", "--onlyvisible", "--name", title).decode().split()
        return said[-1] if said else ""

    def property(self, window: str, name: str) -> str:
        """What a window says of itself under a name such as ``WM_CLASS``, as ``xprop`` writes it."""
        return self._tool("xprop", "-id", window, name).decode()

    def key(self, window: str, key: str) -> None:
        """Press a key, or keys joined by ``+``, in a window."""
        self._focus(window)
        self._tool("xdotool", "key", key)

    def type_into(self, window: str, text: str) -> None:
        """Type a text and Enter into whatever waits for keys in a window."""
        self._focus(window)
        self._tool("xdotool", "type", "--delay", "30", text)
        self._tool("xdotool", "key", "Return")

    def close(self, process: subprocess.Popen[bytes], window: str, key: str) -> None:
        """Leave a program by a key. Raises RuntimeError when it stays or ends with a failure."""
        self.key(window, key)
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"the window did not close on {key}") from error
        if code:
            raise RuntimeError(f"the window closed with exit code {code}")

    def _focus(self, window: str) -> None:
        self._tool("xdotool", "windowfocus", "--sync", window)

    def settle(self) -> None:
        """Wait until what is painted stays as it is. A caret blinks, so any picture that came before will do."""
        pictures: list[bytes] = []

        def is_still() -> bool:
            pictures.append(self._tool("import", "-window", "root", "rgb:-"))
            return len(pictures) > 4 and pictures[-1] in pictures[2:-1]

        wait_until("the window comes to rest", SECONDS, is_still)

    def picture(self, path: Path) -> None:
        """Take a picture of the whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._tool("import", "-window", "root", str(path))
        if not path.is_file():
            raise RuntimeError(f"no picture {path.name} was taken")


@contextmanager
def screen(size: str = "1366x768x24") -> Iterator[Screen]:
    """A screen while inside. Its number is free, whatever else runs on this machine."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as stream:
            number = stream.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until(what: str, seconds: float, ready: Callable[[], object]) -> None:
    """Wait until ``ready()`` is true. Raises RuntimeError naming ``what`` after ``seconds``."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds:g} s in vain until {what}")
        time.sleep(0.15)
