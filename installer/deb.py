"""The Debian package: the frozen Linux folder as a system of the Debian family installs it, shows it and removes it.

Where things go: the program in ``/usr/lib/ziping``, a link in ``/usr/bin``, menu entry, icons and file types in
``/usr/share``. The folders of application stores, which want a name of their own for each vendor and a signature, are
for those stores; a package handed over by an IT office is installed by dpkg, and for that Debian's places hold.
There are no scripts: menu, icons and file types are taken in by the triggers of the system's own packages.

Two builds from the same folder are equal: names sorted, modes and owners fixed, all stamps ``project.source_date()``,
one thread of xz. What this leaves out: freezing (``freeze.py``), which libraries are needed (``linux_libraries.py``),
and trying the package (``check_deb.py``).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from pathlib import Path

from installer.app_icon import app_png, app_svg
from installer.freeze import write_list
from installer.linux_elf import without_search_paths
from installer.linux_libraries import BROUGHT, depends, needed_glibc
from installer.project import APP_ID, APP_NAME, PUBLISHER, ROOT, source_date

TEMPLATES = Path(__file__).resolve().parent / "linux"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
MAINTAINER = f"{PUBLISHER} <{APP_ID}@localhost>"
"""Debian requires an address; this one says that there is none to write to."""
RECOMMENDS = "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei | fonts-arphic-ukai | fonts-droid-fallback"
"""Any font for Chinese will do; not Depends, because systems of the vendors bring fonts under names of their own."""
SYNOPSIS = f"{APP_NAME} 医保转移支付绩效自评表 离线填报、检查和导出"
DESCRIPTION = (
    f"{APP_NAME}按国家医保局的表样填报转移支付绩效自评表：合计和执行率随填随算，",
    "审核意见随填随出，写出正式的 Excel 表。不连接网络，数据只存在本机。",
    "",
    "需要 glibc {glibc} 或更高版本；卸载时不删除用户数据。",
)


def debian_version(version: str) -> str:
    """The project's version as Debian orders it: ``1.0.0rc1`` comes before ``1.0.0``, so it is ``1.0.0~rc1``.

    Raises:
        ValueError: not a version as the project writes them.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)*)(?:\.?(a|b|rc|dev)(\d+))?", version)
    if match is None:
        raise ValueError(f"not a version: {version}")
    return match[1] + (f"~{match[2]}{match[3]}" if match[2] else "")


def file_name(version: str, glibc: tuple[int, int], architecture: str) -> str:
    """The package's name, which says what it runs on."""
    return f"{APP_ID}_{debian_version(version)}_glibc{glibc[0]}.{glibc[1]}_{architecture}.deb"


def control(version: str, architecture: str, installed_kib: int, entries: Sequence[str], glibc: tuple[int, int]) -> str:
    """The text of the control file. ``entries`` are those of ``Depends``; ``installed_kib`` is in KiB of 1024 bytes."""
    lines = [line.format(glibc=f"{glibc[0]}.{glibc[1]}") for line in DESCRIPTION]
    fields = {
        "Package": APP_ID,
        "Version": debian_version(version),
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join(entries),
        "Recommends": RECOMMENDS,
        "Section": "misc",
        "Priority": "optional",
        "Description": SYNOPSIS + "".join(f"\n {line or '.'}" for line in lines),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def changelog(markdown: str, version: str, when: int) -> str:
    """The project's record of changes for one version, in the form Debian's tools read.

    Args:
        markdown: text of CHANGELOG.md, with a heading ``## VERSION`` and a list below it.
        version: the version, as the project writes it.
        when: seconds since 1970.

    Raises:
        ValueError: the version has no heading or no list.
    """
    section = re.search(rf"^## {re.escape(version)}(?![\w.]).*?$(.*?)(?=^## |\Z)", markdown, re.M | re.S)
    points = re.findall(r"^- (.+)$", section[1] if section else "", re.M)
    if not points:
        raise ValueError(f"CHANGELOG.md has no list of changes for {version}")
    body = "\n".join(f"  * {point}" for point in points)
    head = f"{APP_ID} ({debian_version(version)}) unstable; urgency=medium"
    return f"{head}\n\n{body}\n\n -- {MAINTAINER}  {formatdate(when)}\n"


def build_deb(folder: Path, out_dir: Path, version: str, level: int = 6) -> Path:
    """Build the package from a frozen folder.

    Args:
        folder: what PyInstaller made, with the program ``ziping`` in it.
        out_dir: where the package goes; made when missing.
        version: the project's version.
        level: how hard xz tries, 0 to 9; 6 takes a minute, 0 is for trials.

    Raises:
        ValueError: the folder is no frozen program, needs a library no package is known for, or leads outside itself.
        RuntimeError: dpkg-deb or strip failed.
    """
    if not (folder / APP_ID).is_file():
        raise ValueError(f"{folder} has no program {APP_ID}: not a frozen Linux folder")
    architecture = run("dpkg", "--print-architecture").strip()
    glibc, entries = needed_glibc(folder), depends(folder)
    out_dir.mkdir(parents=True, exist_ok=True)
    package = out_dir / file_name(version, glibc, architecture)
    with tempfile.TemporaryDirectory(prefix="ziping-deb-") as name:
        root = Path(name) / "root"
        _lay_out(folder, root, version)
        _write(root / "DEBIAN" / "md5sums", _md5sums(root))
        text = control(version, architecture, _installed_kib(root), entries, glibc)
        _write(root / "DEBIAN" / "control", text)
        _normalise(root)
        env = {"SOURCE_DATE_EPOCH": str(source_date()), "DPKG_DEB_THREADS_MAX": "1", "LC_ALL": "C.UTF-8"}
        run("dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--build", str(root), str(package), env=env)
    return package


def run(*command: str, env: Mapping[str, str] | None = None) -> str:
    """What a program of the system prints. Raises RuntimeError with all it said when it fails."""
    done = subprocess.run(
        command, env={**os.environ, **(env or {})}, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _lay_out(folder: Path, root: Path, version: str) -> None:
    share = root / "usr" / "share"
    _copy_program(folder, root / "usr" / "lib" / APP_ID)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / APP_ID).symlink_to(f"../lib/{APP_ID}/{APP_ID}")
    _write(share / "applications" / f"{APP_ID}.desktop", _template(f"{APP_ID}.desktop"))
    _write(share / "mime" / "packages" / f"{APP_ID}.xml", _template(f"{APP_ID}.xml"))
    icons = share / "icons" / "hicolor"
    _write(icons / "scalable" / "apps" / f"{APP_ID}.svg", app_svg())
    for size in ICON_SIZES:
        path = icons / f"{size}x{size}" / "apps" / f"{APP_ID}.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(app_png(size))
    papers = share / "doc" / APP_ID
    _write(papers / "copyright", _template("copyright"))
    for package, text in brought_licences(folder / "_internal").items():
        _write(papers / "libraries" / package, text)
    record = changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version, source_date())
    (papers / "changelog.gz").write_bytes(gzip.compress(record.encode(), 9, mtime=0))


def brought_licences(internal: Path) -> dict[str, str]:
    """The licence texts of the build machine's libraries that come along, by the package they are from.

    One that was built by hand has none here; its text then has to lie in the program's own folder of licences, as those
    of Python's parts do. Raises RuntimeError for one of X11's, which only a package has a text for.
    """
    found = {}
    for path in sorted(internal.glob("lib*.so*")):
        if not BROUGHT.fullmatch(path.name) or path.name.startswith("libpython"):
            continue
        command = ["dpkg-query", "-S", f"*/{path.name}"]
        asked = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        package = asked.stdout.partition(":")[0]
        text = Path("/usr/share/doc") / package / "copyright"
        if package and text.is_file():
            found[package] = text.read_text(encoding="utf-8")
        elif path.name.startswith("libxcb"):
            raise RuntimeError(f"no package of this machine has {path.name}: its licence is not known")
    return found


def _copy_program(folder: Path, target: Path) -> None:
    """Copy the folder; links stay links. Raises ValueError for one that is broken or leads out of the folder."""
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if not path.is_symlink():
            continue
        leads_to = path.readlink()
        if leads_to.is_absolute() or not path.exists() or not path.resolve().is_relative_to(inside):
            raise ValueError(f"{path.relative_to(folder)} leads to {leads_to}, which is not in the package")
    shutil.copytree(folder, target, symlinks=True)
    _settle_python(target / "_internal")
    write_list(target)


def _settle_python(internal: Path) -> None:
    """Take debugging tables and the build machine's search paths out of Python's own libraries, which may have both.

    The wheels' files are left as they are: their makers have moved parts of them, and ``strip`` can break such files.
    """
    own = [*internal.glob("libpython3*.so*"), *internal.glob("python3*/lib-dynload/*.so")]
    for path in sorted(path for path in own if not path.is_symlink()):
        path.chmod(0o644)
        path.write_bytes(without_search_paths(path.read_bytes()))
        run("strip", "--strip-unneeded", str(path))


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _md5sums(root: Path) -> str:
    """What ``dpkg --verify`` compares with: one line for each file."""
    files = sorted(path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root).as_posix()}\n"
        for path in files
    )


def _installed_kib(root: Path) -> int:
    """Room the package takes, as Debian counts it: each file in whole KiB, everything else one."""
    return sum(
        -(-path.lstat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1
        for path in (root / "usr").rglob("*")
    )


def _normalise(root: Path) -> None:
    """Fixed modes and stamps: the umask and the hour of the build do not show. Only the program may be run."""
    program = root / "usr" / "lib" / APP_ID / APP_ID
    stamp = source_date()
    for path in sorted([root, *root.rglob("*")], reverse=True):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program else 0o644)
        os.utime(path, (stamp, stamp), follow_symlinks=False)
