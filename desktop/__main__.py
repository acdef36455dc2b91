"""``python -m desktop``: the window without arguments, the command line with them.

The frozen program starts here too, once with a console (``ziping``) and once without (the window's): a program without
a console has neither standard output nor standard error, so what it has to say goes into a box and a log.
"""

from __future__ import annotations

import sys

from desktop.cli import main
from desktop.paths import log_file


def gui() -> None:
    """Entry point of the windowed program."""
    alone = sys.stderr is None
    if alone:
        from desktop.log_file import replace_missing_streams

        replace_missing_streams(log_file())
    sys.exit(main(sys.argv[1:], alarm=show_alarm if alone else None))


def show_alarm(sentence: str) -> None:
    """Show why there is no window, and wait until it is read."""
    try:
        from desktop.ui.app import show_alarm as show

        show(sentence)
    except Exception:
        # Qt itself may be what is missing; Windows can show a box without it.
        if sys.platform != "win32":
            raise
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, sentence, "自评通", 0x10)


if __name__ == "__main__":
    gui()
