"""What the build fetched is verified before it is used, kept while its pins stay, and made anew when they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import build, inputs, project, sign
from installer.wine import Wine


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The work folder of this test."""
    monkeypatch.setattr(build, "WORK", tmp_path / "work")
    return tmp_path / "work"


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def python(tmp_path: Path) -> Path:
    for name in ("python.exe", "python311.dll", "_socket.pyd", "vcruntime140.dll", "python311.zip", "Lib/site/x.dll"):
        write(tmp_path / "python" / name, b"")
    return tmp_path / "python"


def test_every_program_of_the_fetched_python_is_verified(python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def verify(path: Path) -> str:
        asked.append(path.name)
        return "Python Software Foundation"

    monkeypatch.setattr(sign, "verify_authenticode", verify)
    build.verify_python(python)
    assert asked == ["_socket.pyd", "python.exe", "python311.dll"]


def test_another_signer_is_refused(python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {"python311.dll": "Somebody Else"}
    monkeypatch.setattr(sign, "verify_authenticode", lambda path: others.get(path.name, build.SIGNER))
    with pytest.raises(RuntimeError, match=r"python311\.dll is signed by Somebody Else"):
        build.verify_python(python)


def test_the_python_for_windows_is_kept_while_the_lock_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def unpack(folder: Path, downloads: Path) -> None:
        steps.append("python")
        write(folder / "python.exe", b"")

    lock = write(tmp_path / "build.lock", b"alpha==1")
    monkeypatch.setattr(inputs, "BUILD_LOCK", lock)
    monkeypatch.setattr(inputs, "embeddable_python", unpack)
    monkeypatch.setattr(inputs, "windows_site_packages", lambda target, work: steps.append("packages"))
    monkeypatch.setattr(build, "verify_python", lambda folder: steps.append("verified"))
    folder = build.windows_python()
    assert build.windows_python() == folder == tmp_path / "work" / "python"
    assert steps == ["python", "verified", "packages"], "nothing is run from a Python before it is verified"
    write(folder / "left over", b"")
    lock.write_bytes(b"alpha==2")
    build.windows_python()
    assert len(steps) == 6
    assert not (folder / "left over").exists()


def test_a_python_that_is_refused_is_not_taken_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "embeddable_python", lambda folder, downloads: write(folder / "python.exe", b""))
    monkeypatch.setattr(sign, "verify_authenticode", lambda path: "Somebody Else")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="Somebody Else"):
            build.windows_python()


def test_the_wine_prefix_is_made_anew_when_its_sources_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def create(self: Wine) -> Path:
        made.append(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder

    source = write(tmp_path / "installer" / "wine" / "icuuc.c", b"1")
    write(tmp_path / "installer" / "wine.py", b"1")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(Wine, "create", create)
    for content in (b"1", b"1", b"2"):
        source.write_bytes(content)
        build.wine_template()
    assert made == [tmp_path / "work" / "wine-template"] * 2
