"""The trial's own judgement, without Wine: what counts as equal, and that a failing step is told and returns 1."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from installer import check, check_deb, project, windows_trial
from installer.screen import Screen, wait_until
from installer.wine import Done, Wine


def folder(top: Path, **more: str) -> Path:
    """A folder that looks like a frozen program."""
    files = {"自评通.exe": "window", "ziping.exe": "console", "_internal/表样/a.toml": "x"} | more
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return top


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Products, work folder and pictures of this test."""
    for name in ("DIST", "WORK", "ARTEFACTS"):
        place = tmp_path / name.lower()
        place.mkdir()
        monkeypatch.setattr(check, name, place)
    monkeypatch.setattr(windows_trial, "WORK", tmp_path / "work")
    return tmp_path


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_installed_folder_is_the_frozen_one_and_what_the_setup_adds(tmp_path: Path) -> None:
    frozen = folder(tmp_path / "f")
    check.same_files(folder(tmp_path / "1"), frozen, more=set())
    check.same_files(folder(tmp_path / "2", **{"uninstall.exe": "u"}), frozen, more={"uninstall.exe"})


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        ("-_internal/表样/a.toml", set(), r"missing: \['_internal/表样/a.toml'\], too many: \[\]"),
        ("+_internal/old.txt", set(), r"missing: \[\], too many: \['_internal/old.txt'\]"),
        ("+uninstall.exe", set(), "too many: .*uninstall.exe"),
        ("", {"uninstall.exe"}, "missing: .*uninstall.exe"),
        ("~ziping.exe", set(), "ziping.exe is not as it was frozen"),
        ("~_internal/表样/a.toml", set(), "a.toml is not as it was frozen"),
    ],
)
def test_other_folders_are_refused(tmp_path: Path, change: str, more: set[str], said: str) -> None:
    installed, frozen = folder(tmp_path / "i"), folder(tmp_path / "f")
    path = installed / change[1:]
    match change[:1]:
        case "-":
            path.unlink()
        case "+":
            path.write_text("", encoding="utf-8")
        case "~":
            path.write_bytes(bytes(byte ^ 1 for byte in path.read_bytes()))
    with pytest.raises(RuntimeError, match=said):
        check.same_files(installed, frozen, more=more)


def test_an_exit_code_must_be_the_one_that_is_expected() -> None:
    windows_trial.expect("setup", Done(4, "said"), 4)
    with pytest.raises(RuntimeError, match=r"(?s)setup ended with exit code 0 instead of 4.*said"):
        windows_trial.expect("setup", Done(0, "said"), 4)


def test_a_touched_file_is_seen(tmp_path: Path) -> None:
    top = folder(tmp_path / "f")
    before = check.stamps(top)
    assert before.keys() == {"自评通.exe", "ziping.exe", "_internal/表样/a.toml"}
    assert check.stamps(top) == before
    stamp = (top / "ziping.exe").stat()
    os.utime(top / "ziping.exe", ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1000))
    assert check.stamps(top) != before, "written anew"
    os.utime(top / "ziping.exe", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    (top / "ziping.exe").unlink()
    assert before.keys() - check.stamps(top) == {"ziping.exe"}


def held_prefix(tmp_path: Path, output: str) -> windows_trial.Trial:
    """A trial in whose prefix the tool that holds files says ``output``; when it says nothing, it ends."""
    command = f"import sys; print({output!r}, flush=True); {output!r} and sys.stdin.read()"

    class Quiet(Wine):
        def start(self, *command_line: str, env: Any = None) -> subprocess.Popen[bytes]:
            pipe = subprocess.PIPE
            return subprocess.Popen([sys.executable, "-c", command], stdin=pipe, stdout=pipe)

    return windows_trial.Trial(Quiet(tmp_path / "p"), tmp_path / "x.exe", Screen(":0"))


def test_a_file_is_held_only_when_the_tool_says_so(tmp_path: Path) -> None:
    with held_prefix(tmp_path, "ready").holding(tmp_path / "a", share=0):
        pass
    with (
        pytest.raises(RuntimeError, match="b cannot be held open"),
        held_prefix(tmp_path, "").holding(tmp_path / "b", 1),
    ):
        pytest.fail("a refusal that no held file caused would prove nothing")


def test_the_earlier_version_has_a_file_more_and_leaves_the_frozen_folder_alone(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = folder(check.frozen_folder())
    before = {path: path.read_bytes() for path in frozen.rglob("*") if path.is_file()}
    packed: dict[str, Any] = {}

    def compile_setup(source: Path, out: Path, version: str, *, compressor: str) -> None:
        packed.update(version=version, files={one.relative_to(source).as_posix() for one in source.rglob("*.*")})

    monkeypatch.setattr(windows_trial, "compile_setup", compile_setup)
    check.make_previous(places / "work" / "previous" / "x.exe")
    assert packed["version"] == check.PREVIOUS
    assert packed["files"] == {"自评通.exe", "ziping.exe", "_internal/表样/a.toml", check.OLD_FILE}
    assert {path: path.read_bytes() for path in frozen.rglob("*") if path.is_file()} == before


def test_what_is_tried_is_what_the_project_has() -> None:
    assert project.windows_version(check.PREVIOUS) < project.windows_version(project.version())
    assert check.SAMPLE.is_file()
    assert check.FIGURE not in check.SAMPLE.read_text(encoding="utf-8")
    assert " " in check.CHOSEN
    assert not check.CHOSEN.isascii()


def test_every_step_says_what_it_proves_and_the_order_holds() -> None:
    names = [step.__name__ for _, step in check.STEPS]
    assert len(set(names)) == len(names)
    assert all(step.__doc__ and said for said, step in check.STEPS)
    assert names.index("fresh_install") < names.index("window") < names.index("uninstall") < names.index("upgrade")
    assert names.index("message") < names.index("uninstall"), "the program must be there"
    assert names.index("refusals") < names.index("held"), "which installs the earlier version anew"


def test_waiting_ends() -> None:
    wait_until("nothing", 0, lambda: True)
    with pytest.raises(RuntimeError, match="in vain until pigs fly"):
        wait_until("pigs fly", -1, lambda: False)


# --- the command ------------------------------------------------------------------------------------------------------


def failing(*_: object) -> None:
    raise RuntimeError("a sentence")


@pytest.mark.parametrize("part", ["windows", "deb"])
def test_what_does_not_work_is_said_and_returns_1(
    places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    (places / "dist" / "x.deb").touch()
    (places / "artefacts" / "old.png").touch()
    monkeypatch.setattr(check, "try_windows", failing if part == "windows" else lambda: None)
    monkeypatch.setattr(check_deb, "check", failing if part == "deb" else lambda *_: None)
    assert check.main([]) == 1
    assert capsys.readouterr().err == "does not work: a sentence\n"
    assert sorted(path.name for path in places.iterdir()) == ["artefacts", "dist", "work"]
    assert (places / "dist" / "x.deb").exists()
    assert not (places / "artefacts" / "old.png").exists(), "pictures of an earlier trial would mislead"


@pytest.mark.parametrize(
    ("arguments", "tried"),
    [([], ["windows", "deb"]), (["--only", "windows"], ["windows"]), (["--only", "deb"], ["deb"])],
)
def test_what_is_asked_for_is_tried(
    places: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], tried: list[str]
) -> None:
    done: list[str] = []
    (places / "dist" / "x.deb").touch()
    monkeypatch.setattr(check, "try_windows", lambda: done.append("windows"))
    monkeypatch.setattr(check_deb, "check", lambda *_: done.append("deb"))
    assert check.main(arguments) == 0
    assert done == tried


@pytest.mark.parametrize("count", [0, 2])
def test_there_must_be_one_package(places: Path, capsys: pytest.CaptureFixture[str], count: int) -> None:
    for number in range(count):
        (places / "dist" / f"{number}.deb").touch()
    assert check.main(["--only", "deb"]) == 1
    assert "does not work:" in capsys.readouterr().err


@pytest.mark.parametrize("bad", ["a step", "the registry", "nothing"])
def test_all_steps_are_done_and_the_first_that_fails_is_named(
    places: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    pictures: list[Path] = []
    done: list[str] = []

    class Quiet(Wine):
        def copy_of(self, other: Wine) -> None:
            self.folder.mkdir(parents=True)

        @contextmanager
        def desktop(self, env: Any) -> Any:
            yield

        def registry_mentions(self, *words: str) -> list[str]:
            return ["[Software\\\\ziping]"] if bad == "the registry" else []

    @contextmanager
    def screen() -> Any:
        yield SimpleNamespace(env=dict(os.environ), picture=pictures.append)

    steps = (("first", lambda trial: done.append("first")),) + ((("second", failing),) if bad == "a step" else ())
    monkeypatch.setattr(check, "STEPS", steps)
    monkeypatch.setattr(check, "Wine", Quiet)
    monkeypatch.setattr(check, "screen", screen)
    monkeypatch.setattr(check, "wine_template", lambda: Quiet(places / "template"))
    monkeypatch.setattr(check, "make_previous", lambda setup: None)
    if bad == "nothing":
        check.try_windows()
        assert not (places / "work" / "wine-check").exists()
    else:
        said = "second: a sentence" if bad == "a step" else "left in the registry"
        with pytest.raises(RuntimeError, match=said):
            check.try_windows()
        assert (places / "work" / "wine-check").is_dir(), "kept, to be looked at"
    assert done == ["first"]
    assert [path.name for path in pictures] == (["failed.png"] if bad == "a step" else [])
