"""Standard output and error of the windowed program, which has none of its own: nowhere, and a file in the data folder.

Nothing here may stop the program: a log that cannot be written is given up silently, for there is nobody to tell.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import io
import os
import sys
import time
from pathlib import Path

LARGEST = 1_000_000
"""Bytes after which the older half is dropped."""


class LogFile(io.TextIOBase):
    """A text stream into a file that is made when something is first written; UTF-8, each line with date and time.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        """Write to ``path``; folder and file come with the first text."""
        super().__init__()
        self.path = path
        self._descriptor: int | None = None
        self._in_line = False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """UTF-8 whatever the system's code page is."""
        return "utf-8"

    def writable(self) -> bool:
        """Always; what cannot be written is dropped."""
        return True

    def write(self, text: str) -> int:
        """Append ``text``, and drop the older half of a file that has grown too long."""
        with contextlib.suppress(OSError):
            descriptor = self.fileno()
            os.write(descriptor, self._dated(text).encode("utf-8", "backslashreplace"))
            if os.fstat(descriptor).st_size > LARGEST:
                self._trim()
        return len(text)

    def _dated(self, text: str) -> str:
        """``text`` with the local date and time before each line that begins in it; empty lines stay empty."""
        now, parts = time.strftime("%Y-%m-%d %H:%M:%S "), []
        for line in text.splitlines(keepends=True):
            parts.append(line if self._in_line or not line.strip() else now + line)
            self._in_line = not line.endswith("\n")
        return "".join(parts)

    def fileno(self) -> int:
        """The open file, as ``faulthandler`` wants it. Raises OSError when it cannot be opened."""
        if self._descriptor is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self.path, flags, 0o600)
        return self._descriptor

    def close(self) -> None:
        """Close the file; one with nothing in it goes again, with its folder."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                empty = os.fstat(descriptor).st_size == 0
                os.close(descriptor)
                if empty:
                    self.path.unlink()
                    self.path.parent.rmdir()
        super().close()

    def _trim(self) -> None:
        """Keep the newer half, from the beginning of a line. In place: the open file stays the same one."""
        with self.path.open("r+b") as file:
            file.seek(-LARGEST // 2, os.SEEK_END)
            kept = file.read().partition(b"\n")[2]
            file.seek(0)
            file.write(kept)
            file.truncate()


def replace_missing_streams(path: Path) -> None:
    """Give the program the streams it was started without: standard error goes to ``path``, output nowhere.

    Crashes below Python are written there too. Streams that are there stay.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stderr is None:
        log = LogFile(path)
        sys.stderr = log
        with contextlib.suppress(OSError):
            faulthandler.enable(log)
        atexit.register(_end, log)


def _end(log: LogFile) -> None:
    """The last step: nothing writes to a closed file."""
    faulthandler.disable()
    if sys.stderr is log:
        sys.stderr = None
    log.close()
