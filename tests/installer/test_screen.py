"""Waiting for a screen and leaving a program on it: what is said when it is in vain. No screen is started."""

from __future__ import annotations

import subprocess
import sys

import pytest

from installer.screen import Screen, wait_until


class Keys(Screen):
    """A screen that only notes the keys."""

    def __init__(self) -> None:
        super().__init__(":none")
        self.pressed: list[tuple[str, str]] = []

    def key(self, window: str, key: str) -> None:
        self.pressed.append((window, key))

    def visible(self, title: str) -> str:
        return {"有": "7"}.get(title, "")


def program(code: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])


def test_waiting_ends_when_it_is_ready() -> None:
    answers = iter([False, "", 1])
    wait_until("it is ready", 60, lambda: next(answers))
    assert list(answers) == []


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(RuntimeError, match="waited 0 s in vain until a window comes up"):
        wait_until("a window comes up", 0, lambda: False)


def test_a_program_is_left_by_its_key() -> None:
    keys = Keys()
    keys.close(program(0), "7", "ctrl+q")
    assert keys.pressed == [("7", "ctrl+q")]


def test_a_failure_at_the_end_is_told() -> None:
    with pytest.raises(RuntimeError, match="closed with exit code 3"):
        Keys().close(program(3), "7", "ctrl+q")


def test_a_program_that_stays_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("installer.screen.SECONDS", 0.0)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stays:
        with pytest.raises(RuntimeError, match=r"did not close on alt\+F4"):
            Keys().close(stays, "7", "alt+F4")
        stays.kill()


def test_a_window_of_a_program_that_ended_is_not_waited_for() -> None:
    ended = program(4)
    ended.wait()
    with pytest.raises(RuntimeError, match="ended with 4 before a window “有” came up"):
        Keys().window(ended, "有")
