"""The installed Linux program as its user has it before him: commands, menu entry, real keys, double click.

What this leaves out: how it came onto the system (``check_deb``).
"""

from __future__ import annotations

import configparser
import contextlib
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.paths import DATA_FILE_STEM
from installer import comparison
from installer.project import APP_ID, APP_NAME, DATA_SUFFIX, FORM_SUFFIX
from installer.screen import Screen, wait_until

SECONDS = 120
"""Longest that any one command of the program may take."""
SAMPLE = "_internal/resources/samples/region-managed-2022.json"
BUREAU = "示例市"
"""Begins the window's title once the sample is open."""
QUESTION = "收进自评表"
"""Title of the question that a package raises."""
TYPED = "1234.56"
"""What is typed into the first empty field of the sample; the sample has it nowhere."""


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

    def environment(self) -> dict[str, str]:
        """All the program is told of its surroundings; nothing of ours, so that no path of ours helps it."""
        return {"HOME": str(self.home), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(self.home)}

    def run(self, *arguments: object, codes: Sequence[int] = (0,)) -> str:
        """What the program prints. Raises RuntimeError when its exit status is none of ``codes``."""
        command = [*self.prefix, str(self.path(f"/usr/bin/{APP_ID}")), *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            timeout=SECONDS, check=False,
        )  # fmt: skip
        if done.returncode not in codes:
            raise RuntimeError(f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def answer(self, *arguments: object) -> str:
        """The ``Call`` that ``comparison`` asks for."""
        return self.run(*arguments, codes=(0, 1))

    def menu_entry(self) -> str:
        """The text of the menu entry."""
        return self.path(f"/usr/share/applications/{APP_ID}.desktop").read_text(encoding="utf-8")

    @contextlib.contextmanager
    def window(self, shown: Screen, log: Path, *arguments: str, file: str = "") -> Iterator[subprocess.Popen[bytes]]:
        """The program while inside, as the menu entry starts it on a screen, or on a file by a double click."""
        command = menu_command(self.menu_entry(), file)
        command[0] = str(self.path(command[0]))
        with log.open("a", encoding="utf-8") as said:
            process = subprocess.Popen(
                [*self.prefix, *command, *arguments], env=self.environment() | shown.env, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said,
            )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def same_as_source(program: Installed, form: Path) -> None:
    """The installed program and the source make the same of a form: findings, workbooks, data file, package."""
    given = Path(shutil.copy(form, program.home))
    given.chmod(0o644)
    outputs = []
    for who, call in (("installed", program.answer), ("source", comparison.source)):
        folder = program.home / f"{form.stem}-{who}"
        folder.mkdir()
        folder.chmod(0o777)
        outputs.append(comparison.results(call, given, folder))
    if found := comparison.differing(*outputs):
        raise RuntimeError(f"{form.name}: installed program and source differ in {', '.join(found)}")


# --- the window -------------------------------------------------------------------------------------------------------


def menu_command(entry: str, file: str = "") -> list[str]:
    """The command behind a menu entry's text, with ``file`` for the field code; "" leaves the code out."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(entry)
    words = [file if word in ("%f", "%F") else word for word in shlex.split(parser["Desktop Entry"]["Exec"])]
    return [word for word in words if word]


def data_file(home: Path) -> Path:
    """The data file that opens when none is named."""
    return home / ".local" / "share" / APP_ID / f"{DATA_FILE_STEM}{DATA_SUFFIX}"


def use_window(program: Installed, shown: Screen, workdir: Path) -> None:
    """Open a form from the menu entry, type a figure with real keys, close; the data file then holds it."""
    data = data_file(program.home)
    program.run("import", program.path(f"/usr/lib/{APP_ID}/{SAMPLE}"), "--data", data)
    with program.window(shown, workdir / "window.log", "--open", "1") as process:
        window = shown.window(process, BUREAU)
        wanted = re.search(r"^StartupWMClass=(.*)$", program.menu_entry(), re.M)
        if wanted is None or f'"{wanted[1]}"' not in shown.property(window, "WM_CLASS"):
            raise RuntimeError(f"the menu entry's StartupWMClass is not the window's: {wanted}")
        _check_libraries(process.pid)
        shown.type_into(window, TYPED)
        shown.settle()
        shown.picture(workdir / "window.png")
        shown.close(process, window, "ctrl+q")
    out = program.home / "after.xlsx"
    program.run("export", "--data", data, "1", out)
    if TYPED not in program.run("read", out, "--json").replace(",", ""):
        raise RuntimeError(f"{TYPED} was typed into the window, but is not in the data file")
    program.run("verify", "--data", data)


def double_click(program: Installed, shown: Screen, workdir: Path) -> None:
    """The menu entry's command opens a data file, and asks before it takes in a package."""
    other = program.home / f"别处的 数据{DATA_SUFFIX}"
    package = program.home / f"收到的 交换包{FORM_SUFFIX}"
    program.run("import", program.path(f"/usr/lib/{APP_ID}/{SAMPLE}"), "--data", other)
    program.run("export", "--data", other, "1", package)
    log = workdir / "window.log"
    with program.window(shown, log, file=str(other)) as process:
        window = shown.window(process, APP_NAME)
        wait_until("the data file is open", SECONDS, other.with_name(f"{other.name}-wal").exists)
        shown.settle()
        shown.picture(workdir / "opened-data.png")
        shown.close(process, window, "ctrl+q")
    with program.window(shown, log, file=str(package)) as process:
        window = shown.window(process, APP_NAME)
        asked = shown.window(process, QUESTION)
        shown.settle()
        shown.picture(workdir / "opened-package.png")
        shown.key(asked, "Escape")
        wait_until("Escape is taken for no", SECONDS, lambda: not shown.visible(QUESTION))
        shown.close(process, window, "ctrl+q")


def _check_libraries(process: int) -> None:
    """The running program has Qt, Python and SQLite from its own folder; the system's copies only do here."""
    loaded = set(re.findall(r"\s(/\S+\.so\S*)", Path(f"/proc/{process}/maps").read_text(encoding="utf-8")))
    for library in ("libpython3", "libsqlite3.so", "libQt6Core.so", "libqxcb.so"):
        places = [path for path in loaded if Path(path).name.startswith(library)]
        if len(places) != 1 or f"/usr/lib/{APP_ID}/_internal/" not in places[0]:
            raise RuntimeError(f"{library} was loaded from {places or 'nowhere'}, not from the program's folder")
