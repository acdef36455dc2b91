"""Tries a Debian package as its user would: install, menu entry, self-test, forms, keys, double click, removal.

As root the package is really installed, with the network left alone where all it depends on is there; otherwise it is
unpacked into the work folder and the same program is tried from there, which proves all but the package's own
installation. The program itself runs as a user without rights, with a home of its own and, where the kernel lets us,
without any network. What this leaves out: building (``deb.py``), other systems than this one, input methods.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from installer import comparison
from installer.deb import run
from installer.linux_trial import TYPED, Installed, data_file, double_click, same_as_source, use_window
from installer.project import APP_ID, DATA_SUFFIX, FORM_SUFFIX
from installer.screen import screen

Log = Callable[[str], None]
NOBODY = 65534
TOOLS = {
    "desktop-file-validate": "desktop-file-utils",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "import": "imagemagick",
}
"""Programs this check needs, with the packages that have them."""


def check(deb: Path, workdir: Path, log: Log) -> None:
    """Try the package ``deb``; logs and a screenshot go to ``workdir``, which is made when missing.

    Raises:
        RuntimeError: something is not as it should be, or this machine lacks what the check needs.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    as_root = os.geteuid() == 0
    _have_tools(as_root)
    _check_fields(deb)
    with tempfile.TemporaryDirectory(prefix="ziping-check-") as name:
        home = Path(name)
        prefix = _without_rights(home, log)
        if not as_root:
            log("Not root: the package is unpacked, not installed; its dependencies are not proved.")
            shutil.rmtree(workdir / "unpacked", ignore_errors=True)
            run("dpkg-deb", "-x", str(deb), str(workdir / "unpacked"))
            _try(Installed(workdir / "unpacked", home, prefix), workdir, log)
            return
        with _installed(deb, log):
            files = [Path(line) for line in run("dpkg", "-L", APP_ID).splitlines()]
            if missing := [str(path) for path in files if not os.path.lexists(path)]:
                raise RuntimeError(f"installed, but not there: {missing}")
            _check_file_types(log)
            _try(Installed(Path("/"), home, prefix), workdir, log)
            _remove()
            _nothing_left(files)
            if not data_file(home).is_file():
                raise RuntimeError("the removal took the user's data with it")
        log("Removed: nothing of the package is left, and the user's data is.")


def _have_tools(as_root: bool) -> None:
    missing = sorted(package for program, package in TOOLS.items() if shutil.which(program) is None)
    if missing and as_root:
        run(*_INSTALL, *missing, env=_QUIET)
    elif missing:
        raise RuntimeError(f"the check needs these packages: apt-get install {' '.join(missing)}")


_INSTALL = ("apt-get", "install", "-y", "-q", "--no-install-recommends")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_NO_NETWORK = ("unshare", "-n")


def _check_fields(deb: Path) -> None:
    """Name and control file say the same of the C library; no file is another user's or runs with another's rights."""
    asked = re.search(r"libc6 \(>= ([\d.]+)\)", run("dpkg-deb", "-f", str(deb), "Depends"))
    said = re.search(r"_glibc([\d.]+)_", deb.name)
    if asked is None or said is None or asked[1] != said[1]:
        raise RuntimeError(f"{deb.name} and its control file differ about the C library")
    for line in run("dpkg-deb", "-c", str(deb)).splitlines():
        mode, owner = line.split()[:2]
        wanted = ("drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx")
        if owner != "root/root" or mode not in wanted:
            raise RuntimeError(f"unexpected owner or mode: {line}")


def _without_rights(home: Path, log: Log) -> tuple[str, ...]:
    """What a command begins with; ``home`` is handed to the user without rights."""
    if os.geteuid() != 0:
        log("Not root: the program is run with this user's rights, and the network is left as it is.")
        return ()
    os.chown(home, NOBODY, NOBODY)
    drop = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    if subprocess.run([*_NO_NETWORK, "true"], capture_output=True, check=False).returncode:
        log("This machine cannot take the network away from one program; it is left as it is.")
        return drop
    return (*_NO_NETWORK, *drop)


@contextlib.contextmanager
def _installed(deb: Path, log: Log) -> Iterator[None]:
    """The package is installed inside, and gone afterwards whatever happens. Raises RuntimeError when it was before."""
    if _status():
        raise RuntimeError(f"{APP_ID} is already installed here ({_status()}); the check would remove it")
    with tempfile.TemporaryDirectory(prefix="ziping-deb-") as name:
        # apt reads packages as a user of its own, who may not look into our folders.
        place = Path(name)
        place.chmod(0o755)
        copy = shutil.copy(deb, place / deb.name)
        try:
            try:
                # apt's own switch against downloads does not take a package by its path.
                run(*_NO_NETWORK, *_INSTALL, str(copy), env=_QUIET)
                log("Installed without the network.")
            except RuntimeError:
                run(*_INSTALL, str(copy), env=_QUIET)
                log("Installed; some packages it depends on had to be fetched first.")
            yield
        finally:
            if _status():
                _remove()


def _remove() -> None:
    run("apt-get", "purge", "-y", "-q", APP_ID, env=_QUIET)


def _status() -> str:
    """What dpkg knows of the package; "" when nothing."""
    command = ["dpkg-query", "-W", "-f", "${Status}", APP_ID]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return answer.stdout.strip() if answer.returncode == 0 and "not-installed" not in answer.stdout else ""


def _nothing_left(files: Sequence[Path]) -> None:
    ours = [str(path) for path in files if APP_ID in path.name and os.path.lexists(path)]
    for folder in (Path("/usr/share"), Path("/usr/lib"), Path("/usr/bin"), Path("/etc"), Path("/var/lib")):
        for where, folders, names in os.walk(folder):
            ours += [f"{where}/{name}" for name in (*folders, *names) if APP_ID in name.lower()]
    if ours or _status():
        raise RuntimeError(f"left behind after the removal: {sorted(set(ours))} {_status()}")


def _check_file_types(log: Log) -> None:
    """The system's own triggers have taken in menu entry and file types."""
    known = Path("/usr/share/mime/globs2")
    if not known.is_file():
        log("No database of file types on this machine: the file association is not proved.")
    elif "application/x-ziping-data:*.zpdata" not in known.read_text(encoding="utf-8"):
        raise RuntimeError("the system does not know the data file's type after the installation")
    listed = Path("/usr/share/applications/mimeinfo.cache")
    if listed.is_file() and f"application/x-ziping-data={APP_ID}.desktop" not in listed.read_text(encoding="utf-8"):
        raise RuntimeError("a double click on a data file would not start the program")


def _try(program: Installed, workdir: Path, log: Log) -> None:
    run("desktop-file-validate", str(program.path(f"/usr/share/applications/{APP_ID}.desktop")))
    began = time.monotonic()
    (workdir / "self-test.log").write_text(program.run("self-test"), encoding="utf-8")
    log(f"self-test passed in {time.monotonic() - began:.1f} s.")
    for form in comparison.references(program.run("kinds", "--json")):
        same_as_source(program, form)
        log(f"{form.name}: check, write, import and export do the same as the source.")
    (workdir / "window.log").unlink(missing_ok=True)
    with screen() as shown:
        use_window(program, shown, workdir)
        log(f"The window opened from the menu entry; {TYPED} was typed and is in the data file.")
        double_click(program, shown, workdir)
        log(f"The menu entry opens {DATA_SUFFIX} and asks about {FORM_SUFFIX}. Pictures: {workdir}")


def main() -> int:
    """``python -m installer.check_deb PACKAGE WORKDIR``: 0 when everything is as it should be, 1 otherwise."""
    try:
        check(Path(sys.argv[1]), Path(sys.argv[2]), print)
    except (RuntimeError, IndexError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
