"""One rule for what may be missing: a test skips with its reason on somebody's machine, and fails under CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

UNDER_CI = bool(os.environ.get("CI"))


def skip_unless_ci(reason: str) -> NoReturn:
    """Skip the test with a reason; under CI, where nothing may be missing, fail it."""
    if UNDER_CI:
        pytest.fail(f"under CI nothing may be skipped: {reason}")
    pytest.skip(reason)
