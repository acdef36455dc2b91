"""The list of sums: what ``sha256sum -c`` accepts, Chinese names, and what must be refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from installer.hashes import SUMS, read_sums, verify_sums, write_sums

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""The published sum of the three letters (FIPS 180-4)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ziping-setup.exe").write_bytes(b"abc")
    (tmp_path / "自评通 便携版.zip").write_bytes(b"zip\r\n")
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_the_list_is_sorted_and_leaves_itself_out(folder: Path) -> None:
    out = folder / SUMS
    first = write_sums(folder, out)
    written = out.read_bytes()
    assert written.startswith(f"{ABC} *ziping-setup.exe\n".encode())
    assert list(first) == ["ziping-setup.exe", "自评通 便携版.zip"]
    assert b"\r" not in written
    assert write_sums(folder, out) == first
    assert out.read_bytes() == written
    assert verify_sums(out) == list(first)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_sha256sum_accepts_it(folder: Path) -> None:
    write_sums(folder, folder / SUMS)
    assert subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=folder, capture_output=True).returncode == 0
    (folder / "ziping-setup.exe").write_bytes(b"abd")
    assert subprocess.run(["sha256sum", "-c", "--strict", SUMS], cwd=folder, capture_output=True).returncode != 0


@pytest.mark.parametrize("change", ["differs", "is missing"])
def test_a_changed_and_a_missing_file_are_named(folder: Path, change: str) -> None:
    write_sums(folder, folder / SUMS)
    path = folder / "自评通 便携版.zip"
    if change == "differs":
        path.write_bytes(b"zip\n")
    else:
        path.unlink()
    with pytest.raises(RuntimeError, match=f"自评通 便携版.zip {change}"):
        verify_sums(folder / SUMS)


@pytest.mark.parametrize(
    "text",
    [
        f"{ABC}  a.exe\n", f"{ABC} *\n", f"{ABC[:-1]} *a.exe\n", f"{ABC.upper()} *a.exe\n", f"\ufeff{ABC} *a.exe\n",
        f"{ABC} *../a.exe\n", f"{ABC} *a.exe\n{ABC} *a.exe\n", f"{ABC} *a.exe\n\n",
    ],
)  # fmt: skip
def test_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        read_sums(text)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no file"):
        write_sums(tmp_path, tmp_path / SUMS)
