"""The build command: what it verifies, compares and weighs, and that a failing build says so and returns 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from installer import build, freeze, inputs, nsis, portable, project, sign
from installer.hashes import SUMS, verify_sums


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Products and work folder of this test, with something of an earlier build in both."""
    for name in ("DIST", "WORK"):
        place = tmp_path / name.lower()
        (place / "earlier").mkdir(parents=True)
        monkeypatch.setattr(build, name, place)
    return tmp_path


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- folders ----------------------------------------------------------------------------------------------------------


def test_equal_folders_have_no_difference(tmp_path: Path) -> None:
    for top in ("1", "2"):
        write(tmp_path / top / "_internal" / "表样.toml", b"x")
    assert build.differences(tmp_path / "1", tmp_path / "2") == []


def test_changed_missing_and_further_files_are_named(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    for name in ("same", "a/changed", "only-in-one", "stamp"):
        write(one / name, b"xyz")
    for name, content in (("same", b"xyz"), ("a/changed", b"xyZ"), ("b/only-in-two", b""), ("stamp", b"xyz")):
        os.utime(write(two / name, content), (1, 1))
    stamps = (one / "a" / "changed").stat()
    os.utime(two / "a" / "changed", ns=(stamps.st_atime_ns, stamps.st_mtime_ns))  # size and stamp tell nothing
    wanted = [str(Path(name)) for name in ("a/changed", "b/only-in-two", "only-in-one")]
    assert build.differences(one, two) == wanted
    assert build.differences(two, one) == wanted


def test_a_file_and_a_folder_of_one_name_differ(tmp_path: Path) -> None:
    write(tmp_path / "1" / "x", b"")
    (tmp_path / "2" / "x").mkdir(parents=True)
    assert build.differences(tmp_path / "1", tmp_path / "2") == ["x"]


@pytest.mark.parametrize(("size", "fits"), [(1_000_000, True), (2_000_000, True), (2_000_001, False)])
def test_a_product_beyond_its_limit_is_refused(
    tmp_path: Path, size: int, fits: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "setup.exe", bytes(size))
    if fits:
        build.weigh("setup", path, 2)
    else:
        with pytest.raises(RuntimeError, match="setup is larger than 2 MB"):
            build.weigh("setup", path, 2)
    assert f"setup: {size / 1e6:.1f} MB (limit 2)" in capsys.readouterr().err


# --- frozen folders and products --------------------------------------------------------------------------------------


def test_an_environment_that_make_did_not_set_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(RuntimeError, match="make installer"):
        build.this_python()


def test_the_setup_is_built_with_its_own_version_of_python_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PYTHON", (3, 1))
    monkeypatch.setattr(freeze, "freeze_here", lambda work: pytest.fail("frozen all the same"))
    with pytest.raises(RuntimeError, match=r"built with Python 3\.1"):
        build.frozen_windows(build.WORK / "windows", through_wine=False)


class Recorder:
    """A certificate that only notes what it is asked to sign."""

    def __init__(self, steps: list[str]) -> None:
        self.steps = steps

    def sign(self, path: Path) -> None:
        self.steps.append(f"sign {path.name}")

    def environment(self) -> dict[str, str]:
        return {"CERTIFICATE": "x"}


@pytest.mark.parametrize("signed", [True, False])
def test_programs_are_signed_before_they_are_packed_and_the_setup_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signed: bool
) -> None:
    steps: list[str] = []
    given: dict[str, Any] = {}

    def compile_setup(folder: Path, out: Path, version: str, **options: Any) -> Path:
        steps.append("pack setup")
        given.update(options)
        return write(out, b"setup")

    def make_portable(folder: Path, out: Path, version: str) -> Path:
        steps.append("pack zip")
        return write(out, b"zip")

    monkeypatch.setattr(nsis, "compile_setup", compile_setup)
    monkeypatch.setattr(portable, "make_portable", make_portable)
    monkeypatch.setattr(freeze, "stamp", lambda folder: steps.append("stamp"))
    signer: Any = Recorder(steps) if signed else None
    made = build.windows_products(tmp_path / "work" / "dist" / "自评通", signer, compressor="zlib")
    number = project.version()
    assert [path.name for path in made] == [f"ziping-{number}-setup.exe", f"ziping-{number}-portable.zip"]
    before, after = ["sign 自评通.exe", "sign ziping.exe", "stamp"], [f"sign {made[0].name}"]
    assert steps == ([*before, "pack setup", *after, "pack zip"] if signed else ["pack setup", "pack zip"])
    assert given["sign_command"] == (sign.command_for_uninstaller() if signed else None)
    assert given["sign_environment"] == ({"CERTIFICATE": "x"} if signed else None)
    assert given["icon"] == tmp_path / "work" / "app.ico"


def test_two_builds_that_differ_end_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def frozen(work: Path, *, through_wine: bool) -> Path:
        write(work / "x.dll", work.name.encode())
        return work

    monkeypatch.setattr(build, "frozen_windows", frozen)
    monkeypatch.setattr(build, "windows_products", lambda *_, **__: pytest.fail("packed all the same"))
    with pytest.raises(RuntimeError, match=r"two builds differ in x\.dll"):
        build.build_windows(True, quick=True, twice=True)


@pytest.mark.parametrize(("quick", "compressor"), [(True, "zlib"), (False, "lzma")])
def test_only_a_trial_is_packed_quickly(monkeypatch: pytest.MonkeyPatch, quick: bool, compressor: str) -> None:
    asked: list[str] = []

    def products(folder: Path, signer: object, *, compressor: str) -> list[Path]:
        asked.append(compressor)
        return [write(build.DIST / "setup.exe", b"x"), write(build.DIST / "x.zip", b"x")]

    monkeypatch.setattr(build, "frozen_windows", lambda work, *, through_wine: write(work / "x", b"").parent)
    monkeypatch.setattr(build, "windows_products", products)
    build.build_windows(True, quick=quick, twice=False)
    assert asked == [compressor]


# --- the command ------------------------------------------------------------------------------------------------------


def raising(error: Exception) -> Callable[..., None]:
    def step(*_: object, **__: object) -> None:
        raise error

    return step


@pytest.mark.parametrize("error", [RuntimeError("a sentence"), ValueError("a sentence"), OSError("a sentence")])
def test_a_failing_build_says_so_and_returns_1(
    places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    monkeypatch.setattr(build, "build_windows", raising(error))
    write(places / "beside", b"")
    write(places / "dist" / "ziping-0.0.1-setup.exe", b"older")
    assert build.main(["--wine", "--no-deb"]) == 1
    assert capsys.readouterr().err == "not built: a sentence\n"
    assert list((places / "dist").iterdir()) == [], "nothing of an earlier build passes for this one's"
    assert (places / "beside").exists()
    assert (places / "work" / "earlier").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Linux alone builds both")
@pytest.mark.parametrize("failing", ["build_windows", "build_linux"])
def test_either_of_two_builds_can_fail(
    places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failing: str
) -> None:
    for name in ("build_windows", "build_linux"):
        monkeypatch.setattr(build, name, lambda *_, **__: write(places / "dist" / "x", b""))
    monkeypatch.setattr(build, failing, raising(RuntimeError("a sentence")))
    assert build.main(["--wine"]) == 1
    assert capsys.readouterr().err == "not built: a sentence\n"
    assert not (places / "dist" / SUMS).exists(), "a list of sums says that all is there"


def test_an_error_nobody_foresaw_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build_windows", raising(KeyError("x")))
    with pytest.raises(KeyError):
        build.main(["--wine", "--no-deb"])


def test_a_wrong_call_removes_nothing(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build.main(["--nonsense"])
    assert ended.value.code == 2
    assert "--nonsense" in capsys.readouterr().err
    assert (places / "dist" / "earlier").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Linux alone has a choice")
@pytest.mark.parametrize(
    ("arguments", "built"),
    [
        ([], {("deb", False)}),
        (["--wine"], {("windows", True, False, False), ("deb", False)}),
        (["--wine", "--quick"], {("windows", True, True, False), ("deb", True)}),
        (["--wine", "--no-deb", "--twice"], {("windows", True, False, True)}),
    ],
)
def test_what_is_asked_for_is_built_and_listed(
    places: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], built: set[tuple[object, ...]]
) -> None:
    done: set[tuple[object, ...]] = set()

    def windows(through_wine: bool, *, quick: bool, twice: bool) -> None:
        done.add(("windows", through_wine, quick, twice))
        write(places / "dist" / "setup.exe", b"x")

    def linux(*, quick: bool) -> None:
        done.add(("deb", quick))
        write(places / "dist" / "x.deb", b"x")

    monkeypatch.setattr(build, "build_windows", windows)
    monkeypatch.setattr(build, "build_linux", linux)
    assert build.main(arguments) == 0
    assert done == built
    assert len(verify_sums(places / "dist" / SUMS)) == len(built)


def test_nothing_built_is_a_failure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert build.main(["--no-deb"]) == 1
    assert "not built: no file to list" in capsys.readouterr().err
