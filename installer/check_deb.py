"""Tries a Debian package as its user would: install, menu entry, self-test, forms, keys, removal.

As root the package is really installed, with the network left alone where all it depends on is there; otherwise it is
unpacked into the work folder and the same program is tried from there, which proves all but the package's own
installation. The program itself runs as a user without rights, with a home of its own and, where the kernel lets us,
without any network. What this leaves out: building (``deb.py``) and other systems than this one.
"""

from __future__ import annotations

import configparser
import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop.paths import DATA_FILE_STEM, DATA_SUFFIX
from installer.deb import run
from installer.project import APP_ID, ROOT

Answer = TypeVar("Answer")
Log = Callable[[str], None]
NOBODY = 65534
SECONDS = 120
"""Longest that any one command of the program may take."""
TYPED = "1234.56"
"""What is typed into the first empty field of the sample; the sample has it nowhere."""
TOOLS = {
    "desktop-file-validate": "desktop-file-utils",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "import": "imagemagick",
}
"""Programs this check needs, with the packages that have them."""


@dataclass(frozen=True)
class Installed:
    """The program where it was put, and how it is run.

    Attributes:
        root: the folder that stands for ``/``.
        home: home of the user it is run by.
        prefix: what a command begins with to be run without rights and without network.
    """

    root: Path
    home: Path
    prefix: tuple[str, ...]

    def path(self, name: str) -> Path:
        """Where a file of the package lies, such as ``/usr/bin/ziping``."""
        return self.root / name.lstrip("/")

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """All the program is told of its surroundings; nothing of ours, so that no path of ours helps it."""
        fixed = {"HOME": str(self.home), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(self.home)}
        return fixed | dict(more or {})

    def run(self, *arguments: str, codes: Sequence[int] = (0,)) -> str:
        """What the program prints. Raises RuntimeError when its exit status is none of ``codes``."""
        return _call([*self.prefix, str(self.path(f"/usr/bin/{APP_ID}")), *arguments], codes, self.environment())


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
            if not _data_file(home).is_file():
                raise RuntimeError("the removal took the user's data with it")
        log("Removed: nothing of the package is left, and the user's data is.")


def _call(command: Sequence[str], codes: Sequence[int], env: Mapping[str, str], cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=SECONDS,
        check=False,
    )  # fmt: skip
    if done.returncode not in codes:
        raise RuntimeError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _have_tools(as_root: bool) -> None:
    missing = sorted(package for program, package in TOOLS.items() if shutil.which(program) is None)
    if missing and as_root:
        run("apt-get", "install", "-y", "-q", "--no-install-recommends", *missing, env=_QUIET)
    elif missing:
        raise RuntimeError(f"the check needs these packages: apt-get install {' '.join(missing)}")


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
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    with tempfile.TemporaryDirectory(prefix="ziping-deb-") as name:
        # apt reads packages as a user of its own, who may not look into our folders.
        place = Path(name)
        place.chmod(0o755)
        copy = shutil.copy(deb, place / deb.name)
        try:
            try:
                # apt's own switch against downloads does not take a package by its path.
                run(*_NO_NETWORK, *install, str(copy), env=_QUIET)
                log("Installed without the network.")
            except RuntimeError:
                run(*install, str(copy), env=_QUIET)
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
    for form in sorted((ROOT / "tests" / "data").glob("*.json")):
        _same_as_source(program, form)
        log(f"{form.name}: check, write and import do the same as the source.")
    data = _use_window(program, workdir, log)
    log(f"The window opened from the menu entry; {TYPED} was typed and is in {data.name}.")


def _same_as_source(program: Installed, form: Path) -> None:
    """The installed program and the source make the same of a form: findings, workbook, data file."""
    given = program.home / form.name
    shutil.copy(form, given)
    given.chmod(0o644)
    outputs = []
    for who in ("installed", "source"):
        folder = program.home / f"{form.stem}-{who}"
        folder.mkdir()
        folder.chmod(0o777)

        def call(*arguments: str, installed: bool = who == "installed") -> str:
            if installed:
                return program.run(*arguments, codes=(0, 1))
            source = [sys.executable, "-B", "-m", "desktop", *arguments]
            return _call(source, (0, 1), os.environ | {"HOME": str(program.home)}, ROOT)

        outputs.append(_results(call, given, folder))
    differing = [name for name in outputs[0] if outputs[0][name] != outputs[1][name]]
    if differing:
        raise RuntimeError(f"{form.name}: installed program and source differ in {', '.join(differing)}")


def _results(call: Callable[..., str], form: Path, folder: Path) -> dict[str, object]:
    """Everything a form is turned into, without paths and times."""
    data, written, exported = folder / "自评 数据.db", folder / "写出.xlsx", folder / "导出.xlsx"
    call("write", str(form), str(written))
    imported = call("import", str(written), "--data", str(data), "--json")
    listed = json.loads(call("list", "--data", str(data), "--json"))
    call("export", "--data", str(data), str(listed[0]["id"]), str(exported))
    for row in listed:
        row.pop("changed_at")
    return {
        "check": call("check", str(form), "--json"),
        "check of the workbook": call("check", str(written), "--json"),
        "write": workbook(written),
        "import": imported,
        "list": listed,
        "export": workbook(exported),
        "read": json.loads(call("read", str(exported), "--json")),
    }


def workbook(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name, without the times it was made at."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\1", archive.read(name))
            for name in sorted(archive.namelist())
        }


# --- the window -------------------------------------------------------------------------------------------------------


def menu_command(entry: str) -> list[str]:
    """The command behind a menu entry's text, without the field codes for files."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(entry)
    return [word for word in shlex.split(parser["Desktop Entry"]["Exec"]) if not re.fullmatch("%[fFuU]", word)]


def _data_file(home: Path) -> Path:
    """The data file that opens when none is named."""
    return home / ".local" / "share" / APP_ID / f"{DATA_FILE_STEM}{DATA_SUFFIX}"


def _use_window(program: Installed, workdir: Path, log: Log) -> Path:
    """Open a form from the menu entry, type a figure with real keys, close; the data file it then stands in."""
    data = _data_file(program.home)
    sample = program.path(f"/usr/lib/{APP_ID}/_internal/resources/samples/region-managed-2022.json")
    program.run("import", str(sample), "--data", str(data))
    entry = program.path(f"/usr/share/applications/{APP_ID}.desktop").read_text(encoding="utf-8")
    command = menu_command(entry)
    command[0] = str(program.path(command[0]))
    with _screen() as display, (workdir / "window.log").open("w", encoding="utf-8") as said:
        env = program.environment({"DISPLAY": display})
        window = subprocess.Popen(
            [*program.prefix, *command, "--open", "1"], env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            _operate(window, display, entry, workdir / "window.png")
        finally:
            window.kill()
            window.wait()
    log(f"Screenshot: {workdir / 'window.png'}")
    out = program.home / "after.xlsx"
    program.run("export", "--data", str(data), "1", str(out))
    if TYPED not in program.run("read", str(out), "--json").replace(",", ""):
        raise RuntimeError(f"{TYPED} was typed into the window, but is not in the data file")
    program.run("verify", "--data", str(data))
    return data


def _operate(window: subprocess.Popen[bytes], display: str, entry: str, screenshot: Path) -> None:
    """Type into the field that waits for it, look, leave by the keyboard. Raises RuntimeError when anything fails."""
    env = os.environ | {"DISPLAY": display}

    def asked(*command: str) -> str:
        """What a tool says, "" as long as it finds nothing."""
        return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False).stdout

    number = _wait(window, "no window came up", lambda: asked("xdotool", "search", "--onlyvisible", "--class", APP_ID))
    number = number.split()[0]
    wm_class = run("xprop", "-id", number, "WM_CLASS", env=env)
    wanted = re.search(r"^StartupWMClass=(.*)$", entry, re.M)
    if wanted is None or f'"{wanted[1]}"' not in wm_class:
        raise RuntimeError(f"the menu entry's StartupWMClass is not the window's: {wm_class}")
    _check_libraries(window.pid)
    # The title names the bureau once its form is open.
    _wait(window, "the form was not opened", lambda: "示例市" in asked("xprop", "-id", number, "_NET_WM_NAME"))
    run("xdotool", "windowfocus", "--sync", number, env=env)
    run("xdotool", "type", "--delay", "30", TYPED, env=env)
    run("xdotool", "key", "Return", env=env)
    # Two pictures in a row that are equal: everything asked for is painted. A caret blinks, so any pair will do.
    pictures = [b""]

    def still() -> bool:
        picture = subprocess.run(
            ["import", "-display", display, "-window", "root", "rgb:-"], capture_output=True, check=True
        )
        pictures.append(picture.stdout)
        return len(pictures) > 3 and pictures[-1] in pictures[1:-1]

    _wait(window, "the window never came to rest", still)
    run("import", "-display", display, "-window", "root", str(screenshot))
    run("xdotool", "key", "ctrl+q", env=env)
    try:
        code = window.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError("the window did not close on Ctrl+Q") from error
    if code:
        raise RuntimeError(f"the window closed with status {code}")


def _check_libraries(process: int) -> None:
    """The running program has Qt, Python and SQLite from its own folder; the system's copies only do here."""
    loaded = set(re.findall(r"\s(/\S+\.so\S*)", Path(f"/proc/{process}/maps").read_text(encoding="utf-8")))
    for library in ("libpython3", "libsqlite3.so", "libQt6Core.so", "libqxcb.so"):
        places = [path for path in loaded if Path(path).name.startswith(library)]
        if len(places) != 1 or f"/usr/lib/{APP_ID}/_internal/" not in places[0]:
            raise RuntimeError(f"{library} was loaded from {places or 'nowhere'}, not from the program's folder")


def _wait(window: subprocess.Popen[bytes], complaint: str, question: Callable[[], Answer]) -> Answer:
    """The first answer that is not empty. Raises RuntimeError when the window ends before or time runs out."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and window.poll() is None:
        if answer := question():
            return answer
        time.sleep(0.2)
    raise RuntimeError(f"{complaint}; status {window.poll()}")


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A screen of its own that only memory holds; its number is the next free one."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as said:
            number = said.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


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
