"""Prints a table: what, measured, goal, verdict. Medians of at least five runs; baselines in the same run.

    make bench                          everything
    make bench ARGS="commit export"     only these groups

Exit status 0 also when a goal is missed: a busy machine is no broken program. The table says it plainly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from tests.benchmarks import check, commit, export, reading, start
from tests.benchmarks.figures import Figure, table

GROUPS: dict[str, Callable[[], list[Figure]]] = {
    "start": start.measure,
    "commit": commit.measure,
    "check": check.measure,
    "export": export.measure,
    "reading": reading.measure,
}


def main(names: list[str]) -> int:
    """Measure the named groups, all without names."""
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        print(f"no such group: {', '.join(unknown)}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures = [figure for name in names or GROUPS for figure in GROUPS[name]()]
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
