"""A Windows with the program in it, for the trial under Wine: setup, installed program, uninstaller, held files.

What this leaves out: what is tried, in which order (``check``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer import pe, project
from installer.nsis import compile_setup, relative_files
from installer.project import APP_ID, APP_NAME, CONSOLE_EXE, FORM_SUFFIX, WINDOW_EXE, WORK
from installer.screen import Screen, wait_until
from installer.wine import Done, Wine, windows_path

CHOSEN = r"C:\用户 程序\自评通 绩效"
"""Where the setup is told to install: Chinese and spaces, as users have them."""
PREVIOUS = "0.0.9"
"""Version of the setup that is upgraded: this program packed under a lower number, with a file that has to vanish."""
OLD_FILE = "_internal/旧版才有的文件.txt"


class Trial:
    """A Windows with the program in it.

    Attributes:
        wine: the prefix.
        setup: the setup under trial.
        user: the user's folder for local program data, and ``data`` the program's part of it.
    """

    def __init__(self, wine: Wine, setup: Path, screen: Screen) -> None:
        """Use a prefix in which nothing was installed yet."""
        self.wine = wine
        self.setup = setup
        self.screen = screen
        self.env = screen.env
        self.folder = wine.path(CHOSEN)
        self.data = wine.local_data() / APP_ID
        self.previous = WORK / "previous" / f"{APP_ID}-{PREVIOUS}-setup.exe"

    def install(self, setup: Path, code: int = 0, chosen: str = "") -> None:
        """Run a setup silently. Raises RuntimeError when it ends with another code than ``code``."""
        line = f'"{windows_path(setup)}" /S' + (f" /D={chosen}" if chosen else "")
        expect(f"setup {setup.name}", self.wine.run_raw(line, timeout=180, env=self.env), code)

    def run(self, *arguments: object, codes: tuple[int, ...] = (0, 1), program: str = CONSOLE_EXE) -> str:
        """Run the installed program; what it prints. Raises RuntimeError for another exit code."""
        words = [windows_path(one) if isinstance(one, Path) else str(one) for one in arguments]
        done = self.wine.run(f"{CHOSEN}\\{program}", *words, timeout=180, env=self.env)
        if done.code not in codes:
            raise RuntimeError(f"{program} {' '.join(words)} ended with {done.code}:\n{done.output}")
        return done.output

    def uninstall(self, folder: Path | None = None) -> None:
        """Run the uninstaller silently and wait until the copy of itself that does the work has ended."""
        uninstaller = (folder or self.folder) / "uninstall.exe"
        self.wine.run(windows_path(uninstaller), "/S", env=self.env).or_fail("uninstaller")
        wait_until("the uninstaller has removed the program", 30, lambda: not uninstaller.exists())

    def refuse_to_uninstall(self, code: int) -> None:
        """Run the uninstaller where it lies: as a copy of itself, its exit code is lost."""
        line = f'"{CHOSEN}\\uninstall.exe" /S _?={CHOSEN}'
        expect("uninstaller", self.wine.run_raw(line, env=self.env), code)

    @contextmanager
    def holding(self, path: Path, share: int) -> Iterator[None]:
        """Another program has ``path`` open while inside; ``share`` as ``hold.c`` says. RuntimeError if it cannot."""
        tool = windows_path(self.wine.folder / "hold.exe")
        process = self.wine.start(tool, windows_path(path), str(share), env=self.env)
        try:
            if not any(line.startswith(b"ready") for line in process.stdout or ()):
                raise RuntimeError(f"{path.name} cannot be held open")
            yield
        finally:
            process.communicate(timeout=30)

    def read_heads(self) -> None:
        """Raise RuntimeError unless Windows reads in both programs' heads what the project wants them to tell."""
        for name, system in ((WINDOW_EXE, "windows"), (CONSOLE_EXE, "console")):
            program = frozen_folder() / name
            if (pe.machine(program), pe.subsystem(program)) != ("x64", system):
                raise RuntimeError(f"{name} is for {pe.machine(program)}, {pe.subsystem(program)}")
            if pe.version_strings(program)["ProductVersion"] != project.version():
                raise RuntimeError(f"{name} tells another version")
            for word in ("longPathAware", "PerMonitorV2", "UTF-8"):
                if word not in pe.manifest(program):
                    raise RuntimeError(f"the manifest of {name} lacks {word}")

    def form_text(self, data: Path) -> str:
        """Everything that form 1 of a data file holds, as the installed program exports it."""
        package = self.wine.drive / f"abgleich{FORM_SUFFIX}"
        self.run("export", "--data", data, "1", package, codes=(0,))
        return package.read_text(encoding="utf-8").replace(",", "")

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """The windowed program while inside."""
        process = self.wine.start(f"{CHOSEN}\\{WINDOW_EXE}", *arguments, env=self.env)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=30)


def expect(what: str, done: Done, code: int) -> None:
    """Raise RuntimeError unless a program ended with ``code``."""
    if done.code != code:
        raise RuntimeError(f"{what} ended with exit code {done.code} instead of {code}:\n{done.output}")


def frozen_folder() -> Path:
    """The frozen folder that the setup was made from."""
    return WORK / "windows" / "dist" / APP_NAME


def same_files(installed: Path, frozen: Path, more: set[str]) -> None:
    """Raise RuntimeError unless ``installed`` holds the files of ``frozen``, those named in ``more``, and no other."""
    found = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    wanted = {str(name) for name in relative_files(frozen)} | more
    if found != wanted:
        raise RuntimeError(f"missing: {sorted(wanted - found)}, too many: {sorted(found - wanted)}")
    for name in sorted(wanted - more):
        if (installed / name).read_bytes() != (frozen / name).read_bytes():
            raise RuntimeError(f"{name} is not as it was frozen")


def make_previous(setup: Path) -> None:
    """Pack the frozen folder under a lower number and with one file more: what a user has before an upgrade."""
    folder = setup.parent / APP_NAME
    shutil.rmtree(setup.parent, ignore_errors=True)
    shutil.copytree(frozen_folder(), folder, copy_function=os.link)
    (folder / OLD_FILE).write_text("旧版才有", encoding="utf-8")
    compile_setup(folder, setup, PREVIOUS, compressor="zlib")


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Size in bytes and time of writing in nanoseconds of every file under ``folder``: equal when none was touched."""
    files = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in files.items()}
