"""``python -m desktop``: the window without arguments, the command line with them."""

from __future__ import annotations

import sys

from desktop.cli import main


def gui() -> None:
    """Entry point of the windowed program."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    gui()
