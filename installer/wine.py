"""Runs Windows programs on Debian: a Wine prefix of its own with three small stand-ins for libraries Wine 8 lacks.

The stand-ins (``installer/wine/*.c``) lie in the prefix alone and never reach the product. Wine's habits this works
around: it dies when standard output is a plain file, so everything is piped; it writes menu entries and folders into
the home directory, so it gets a home of its own; it drops variables that begin with ``QT_``; it quotes every argument
with a space, which NSIS's ``/D=`` cannot bear (``run_raw``).
"""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

STUBS = Path(__file__).resolve().parent / "wine"
TOOLS = STUBS / "tools"
COMPILER = "x86_64-w64-mingw32-gcc-win32"
CLASS_KEY = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"
FONTS_KEY = r"HKCU\Software\Wine\Fonts\Replacements"
# Fonts of Windows that setup and program ask for and Debian does not have; without a stand-in Chinese is boxes.
FONTS = (
    "MS Shell Dlg",
    "MS Shell Dlg 2",
    "Microsoft YaHei",
    "Microsoft YaHei UI",
    "SimSun",
    "Tahoma",
    "宋体",
    "微软雅黑",
)
# Remarks of Debian's wrapper that say nothing about the program that runs.
NOISE = ("wine32", "multiarch", "dpkg --add", "apt-get", "syswow64")


@dataclass(frozen=True)
class Done:
    """How a program ended: its exit code and all it wrote, standard error included."""

    code: int
    output: str

    def or_fail(self, what: str) -> str:
        """The output. Raises RuntimeError when the exit code is not 0."""
        if self.code:
            raise RuntimeError(f"{what} ended with exit code {self.code}:\n{self.output}")
        return self.output


def windows_path(path: Path) -> str:
    r"""How Wine's programs spell a path of this machine: ``Z:\...``."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


class Wine:
    """A prefix (a Windows of its own) in a folder.

    Attributes:
        folder: holds ``prefix`` (the drives) and ``home``.
        drive: folder of drive C:.
    """

    def __init__(self, folder: Path) -> None:
        """Use the prefix in ``folder``; ``create`` or ``copy_of`` makes it."""
        self.folder = folder.absolute()
        self.drive = self.folder / "prefix" / "drive_c"

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Variables for a program in this prefix."""
        own = {
            "HOME": str(self.folder / "home"),
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=d",
            "LC_ALL": "C.UTF-8",
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("WINE", "LC_", "QT_"))}
        return kept | own | dict(extra or {})

    def create(self) -> Path:
        """Boot a new prefix as Windows 10 and put the stand-ins into it. Returns its folder.

        Raises RuntimeError when a step fails.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "home").mkdir(parents=True)
        self.run("wineboot", "-i", timeout=180).or_fail("wineboot")
        self.run("winecfg", "-v", "win10").or_fail("winecfg")
        system = self.drive / "windows" / "system32"
        for source in sorted(STUBS.glob("*.c")):
            options = ["-shared", "-nostdlib", "-Wno-builtin-declaration-mismatch", "-e", "DllMain", "-ladvapi32"]
            compile_windows(source, system / f"{source.stem}.dll", *options)
        for source in sorted(TOOLS.glob("*.c")):
            compile_windows(source, self.folder / f"{source.stem}.exe")
        value = ["/v", "DllPath", "/t", "REG_SZ", "/d", r"C:\windows\system32\windows.ui.dll", "/f"]
        self.run("reg", "add", CLASS_KEY, *value).or_fail("reg add")
        self.replace_fonts("Noto Sans CJK SC")
        self.wait()
        return self.folder

    def replace_fonts(self, present: str) -> None:
        """Let a font that this machine has stand in for those of Windows. Raises RuntimeError when that fails."""
        lines = ["Windows Registry Editor Version 5.00", "", f"[{FONTS_KEY.replace('HKCU', 'HKEY_CURRENT_USER')}]"]
        lines += [f'"{name}"="{present}"' for name in FONTS]
        file = self.folder / "fonts.reg"
        file.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le"))
        self.run("regedit", windows_path(file)).or_fail("regedit")

    def copy_of(self, other: Wine) -> None:
        """Become a copy of another prefix in which nothing runs: much quicker than booting a new one."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder, symlinks=True)

    def start(self, *command: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a program and return at once. Its input and output are pipes."""
        pipe = subprocess.PIPE
        arguments = ["wine", *command]
        return subprocess.Popen(arguments, env=self.environment(env), stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT)

    def run(
        self, *command: str, timeout: float = 120, env: Mapping[str, str] | None = None, given: bytes = b""
    ) -> Done:
        """Run a program to its end with ``given`` as its input.

        Raises RuntimeError when it takes longer than ``timeout`` seconds.
        """
        process = self.start(*command, env=env)
        try:
            output, _ = process.communicate(given, timeout=timeout)
        except subprocess.TimeoutExpired as error:
            process.kill()
            self.kill()
            output, _ = process.communicate()
            raise RuntimeError(f"{command[0]} did not end in {timeout:g} s:\n{_plain(output)}") from error
        return Done(process.returncode, _plain(output))

    def run_raw(self, line: str, timeout: float = 120, env: Mapping[str, str] | None = None) -> Done:
        """Run a Windows command line exactly as written, for programs that take their own view of quotes."""
        tool = windows_path(self.folder / "rawrun.exe")
        return self.run(tool, timeout=timeout, env=env, given=line.encode())

    def start_raw(self, line: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a Windows command line exactly as written and return at once."""
        process = self.start(windows_path(self.folder / "rawrun.exe"), env=env)
        if process.stdin is not None:
            process.stdin.write(line.encode())
            process.stdin.close()
        return process

    def registry_value(self, key: str, env: Mapping[str, str] | None = None) -> str:
        """The unnamed text value of a key. Raises RuntimeError when there is none."""
        file = self.folder / "value.reg"
        self.run("reg", "export", key, windows_path(file), "/y", env=env).or_fail(f"reg export {key}")
        found = re.search(r'^@="(.*)"$', file.read_bytes().decode("utf-16").replace("\r", ""), re.MULTILINE)
        if found is None:
            raise RuntimeError(f"{key} has no value")
        return re.sub(r"\\(.)", r"\1", found[1])

    @contextlib.contextmanager
    def desktop(self, env: Mapping[str, str]) -> Iterator[None]:
        """Keep Wine's desktop process alive meanwhile; without it, programs that start programs would never end."""
        process = self.start(windows_path(self.folder / "desktop.exe"), env=env)
        try:
            if not any(line.startswith(b"ready") for line in process.stdout or ()):
                raise RuntimeError("Wine's desktop did not start")
            yield
        finally:
            process.kill()
            process.wait(timeout=20)
            self.kill()

    def wait(self) -> None:
        """Wait until every program of the prefix has ended and its registry is on disk."""
        subprocess.run(["wineserver", "-w"], env=self.environment(), check=False, timeout=120)

    def kill(self) -> None:
        """End everything that runs in the prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False, timeout=60)

    def path(self, windows: str) -> Path:
        r"""Where ``C:\...`` lies on this machine. Raises ValueError for another drive."""
        if not windows.upper().startswith("C:\\"):
            raise ValueError(f"not on drive C: {windows}")
        return self.drive.joinpath(*windows[3:].split("\\"))

    def user(self) -> Path:
        """Folder of the user on drive C:."""
        return self.drive / "users" / getpass.getuser()

    def local_data(self) -> Path:
        """The user's folder for programs and their data on this machine, ``%LOCALAPPDATA%``."""
        return self.user() / "AppData" / "Local"

    def registry_mentions(self, *words: str) -> list[str]:
        """Keys of the user's registry whose name holds a word; programs of the prefix must have ended."""
        self.wait()
        text = (self.drive.parent / "user.reg").read_text(encoding="utf-8", errors="replace")
        # Letters outside ASCII are written as \xNNNN, backslashes twice.
        spelled = ["".join(c if c.isascii() else f"\\x{ord(c):04x}" for c in word) for word in words]
        keys = [line for line in text.splitlines() if line.startswith("[")]
        return [key for key in keys if any(word.lower() in key.lower() for word in spelled)]


def compile_windows(source: Path, target: Path, *options: str) -> None:
    """Compile a C file for Windows. Raises RuntimeError with the compiler's words."""
    command = [COMPILER, "-O2", "-s", "-o", str(target), str(source), *options]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{source.name} does not compile:\n{done.stderr}")


def _plain(output: bytes) -> str:
    """What a program said, without the wrapper's remarks and carriage returns."""
    lines = output.decode("utf-8", errors="replace").replace("\r", "").splitlines()
    return "\n".join(line for line in lines if not any(word in line for word in NOISE)).strip()
