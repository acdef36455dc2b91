"""Tries what ``make installer`` built as its users would, and says with its exit status whether all of it works.

Windows' part runs under Wine in a fresh prefix with a screen of its own: install, self-test, the same results as the
source for a form of every kind, a real window with real keys, upgrade, refusals, portable folder, removal. The Debian
package has ``check_deb``. Screenshots and logs stay in ``.artefacts/installer``. What this leaves out: a real Windows
(fonts, input methods, SmartScreen, antivirus), which ``installer/README.md`` tells how to try by hand.

Exit codes: 0 everything works, 1 something does not (the sentence says what).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from installer import comparison, licences, pe, project, sbom
from installer.build import say, wine_template
from installer.hashes import SUMS, verify_sums
from installer.nsis import compile_setup, relative_files
from installer.project import APP_ID, APP_NAME, CONSOLE_EXE, DIST, ROOT, WINDOW_EXE, WORK
from installer.screen import Screen, screen, wait_until
from installer.wine import Done, Wine, windows_path

ARTEFACTS = ROOT / ".artefacts" / "installer"
CHOSEN = r"C:\用户 程序\自评通 绩效"
"""Where the setup is told to install: Chinese and spaces, as users have them."""
PREVIOUS = "0.0.9"
"""Version of the setup that is upgraded: this program packed under a lower number, with a file that has to vanish."""
OLD_FILE = "_internal/旧版才有的文件.txt"
OWN_FILE = "我自己的说明.txt"
SAMPLE = ROOT / "resources" / "samples" / "region-managed-2022.json"
FIGURE = "12345.67"
"""Typed into the window; the sample has it nowhere."""
RUNS, TOO_OLD, NEWER = 4, 3, 5
"""Exit codes of the setup, as ``setup.nsi`` lists them."""


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


def expect(what: str, done: Done, code: int) -> None:
    """Raise RuntimeError unless a program ended with ``code``."""
    if done.code != code:
        raise RuntimeError(f"{what} ended with exit code {done.code} instead of {code}:\n{done.output}")


# --- steps ------------------------------------------------------------------------------------------------------------


def products(trial: Trial) -> None:
    """Hashes, sizes, and what Windows reads in the programs' heads."""
    verify_sums(DIST / SUMS)
    for product, limit in ((trial.setup, project.LARGEST_SETUP_MB), (frozen_folder(), project.LARGEST_INSTALLED_MB)):
        if project.size_mb(product) > limit:
            raise RuntimeError(f"{product.name} has {project.size_mb(product):.1f} MB, more than {limit}")
    for name, system in ((WINDOW_EXE, "windows"), (CONSOLE_EXE, "console")):
        program = frozen_folder() / name
        if (pe.machine(program), pe.subsystem(program)) != ("x64", system):
            raise RuntimeError(f"{name} is for {pe.machine(program)}, {pe.subsystem(program)}")
        if pe.version_strings(program)["ProductVersion"] != project.version():
            raise RuntimeError(f"{name} tells another version")
        for word in ("longPathAware", "PerMonitorV2", "UTF-8"):
            if word not in pe.manifest(program):
                raise RuntimeError(f"the manifest of {name} lacks {word}")
    for name in (licences.GUIDE, sbom.SBOM, "自评通.txt"):
        if not (frozen_folder() / licences.FOLDER / name).is_file():
            raise RuntimeError(f"{licences.FOLDER} lacks {name}")


def fresh_install(trial: Trial) -> None:
    """Silent installation into a folder with Chinese and spaces lays down exactly the frozen folder."""
    trial.install(trial.setup, chosen=CHOSEN)
    same_files(trial.folder, frozen_folder(), more={"uninstall.exe"})
    for name in ("Desktop", "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"):
        if not (trial.wine.user() / name / f"{APP_NAME}.lnk").exists():
            raise RuntimeError(f"no shortcut in {name}")
    if trial.run("--version") != f"{APP_ID} {project.version()}":
        raise RuntimeError("the installed program tells another version")


def self_test(trial: Trial) -> None:
    """The installed program proves itself, started by either name."""
    said = trial.run("self-test", codes=(0,))
    (ARTEFACTS / "self-test.txt").write_text(said, encoding="utf-8")
    log = trial.wine.drive / "self-test.log"
    trial.run("self-test", "--log", log, codes=(0,), program=WINDOW_EXE)
    if not log.read_text(encoding="utf-8").strip():
        raise RuntimeError(f"{WINDOW_EXE} self-test wrote no log")


def same_results(trial: Trial) -> None:
    """The installed program makes the same of a reference form of every kind as the source."""
    for form in comparison.references(trial.run("kinds", "--json")):
        folders = [trial.wine.drive / "资料 目录" / f"{form.stem}-{who}" for who in ("installed", "source")]
        for folder in folders:
            folder.mkdir(parents=True)
        ours = comparison.results(trial.run, form, folders[0])
        theirs = comparison.results(comparison.source, form, folders[1])
        # The console's line ends are Windows' own and were taken out on the way; so were spaces at the end.
        tidy = [
            {key: one.strip() if isinstance(one, str) else one for key, one in all_.items()} for all_ in (ours, theirs)
        ]
        if found := comparison.differing(*tidy):
            raise RuntimeError(f"{form.name}: the installed program and the source differ in {', '.join(found)}")
        say(f"  {form.name}: {len(ours)} results equal to the source's")


def figures(trial: Trial) -> None:
    """How long the installed program takes to start, median of five; printed, not judged: Wine is not Windows."""
    taken = [json.loads(trial.run("measure", "--json")) for _ in range(5)]
    middle = {key: sorted(one[key] for one in taken)[2] for key in taken[0]}
    say(f"  start under Wine: {middle}")
    (ARTEFACTS / "start.json").write_text(json.dumps(taken), encoding="utf-8")


def window(trial: Trial) -> None:
    """The window opens, takes keys, keeps setups off meanwhile, closes, and what was typed is in the data file."""
    data = trial.data / f"自评数据{project.DATA_SUFFIX}"
    trial.run("import", SAMPLE, "--data", data, codes=(0,))
    with running(trial, "--open", "1") as process:
        shown = trial.screen.window(process, "示例市")
        trial.screen.type_into(shown, FIGURE)
        wait_until("the figure is in the data file", 20, lambda: FIGURE in form_text(trial, data))
        trial.screen.picture(ARTEFACTS / "window.png")
        trial.install(trial.setup, RUNS)
        trial.screen.key(shown, "alt+F4")
        if process.wait(timeout=30):
            raise RuntimeError(f"the window closed with exit code {process.returncode}")
    if FIGURE not in form_text(trial, data):
        raise RuntimeError("what was typed is not in the data file after closing")
    trial.run("verify", "--data", data, codes=(0,))


def double_click(trial: Trial) -> None:
    """Files of both kinds start the program by what the registry says, as a double click in Explorer does.

    The registry is followed here: Wine 8 itself looks only at what is registered for the whole machine.
    """
    package = trial.wine.path("C:\\收到的\\交换包" + project.FORM_SUFFIX)
    other = trial.wine.path("C:\\收到的\\别处的数据" + project.DATA_SUFFIX)
    package.parent.mkdir()
    data = trial.data / f"自评数据{project.DATA_SUFFIX}"
    trial.run("export", "--data", data, "1", package, codes=(0,))
    trial.run("import", SAMPLE, "--data", other, codes=(0,))
    for file, picture in ((other, "opened-data.png"), (package, "opened-package.png")):
        kind = trial.wine.registry_value(rf"HKCU\Software\Classes\{file.suffix}", trial.env)
        command = trial.wine.registry_value(rf"HKCU\Software\Classes\{kind}\shell\open\command", trial.env)
        process = trial.wine.start_raw(command.replace("%1", windows_path(file)), trial.env)
        shown = trial.screen.window(process, APP_NAME)
        trial.screen.settle()
        trial.screen.picture(ARTEFACTS / picture)
        trial.screen.key(shown, "Escape")  # answers the question that a package raises with no
        trial.screen.key(trial.screen.window(process, APP_NAME), "alt+F4")
        process.wait(timeout=30)


def uninstall(trial: Trial) -> None:
    """Nothing is left but the data."""
    before = sorted(path.name for path in trial.data.iterdir())
    trial.uninstall()
    left = [str(path) for path in trial.wine.user().rglob(f"{APP_NAME}*") if trial.data not in path.parents]
    left += [str(trial.folder)] if trial.folder.exists() else []
    after = sorted(path.name for path in trial.data.iterdir())
    if left:
        raise RuntimeError(f"left behind: {', '.join(left)}")
    if before != after:
        raise RuntimeError(f"the data were touched: {before} before, {after} after")


def upgrade(trial: Trial) -> None:
    """The setup replaces an older version: its files go, data and the user's own files stay, the data are backed up."""
    trial.install(trial.previous, chosen=CHOSEN)
    data = trial.data / f"自评数据{project.DATA_SUFFIX}"
    data.unlink()
    trial.run("import", SAMPLE, "--data", data, codes=(0,))
    kept = form_text(trial, data)
    own = [trial.folder / OWN_FILE, trial.data / "forms" / "region" / OWN_FILE]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("用户的文件", encoding="utf-8")
    (trial.wine.user() / "Desktop" / f"{APP_NAME}.lnk").unlink()
    trial.install(trial.setup)
    same_files(trial.folder, frozen_folder(), more={"uninstall.exe", OWN_FILE})
    if (trial.wine.user() / "Desktop" / f"{APP_NAME}.lnk").exists():
        raise RuntimeError("the shortcut that the user had removed came back")
    backup = trial.data / "备份" / f"升级前-{PREVIOUS}" / data.name
    if form_text(trial, data) != kept or form_text(trial, backup) != kept:
        raise RuntimeError("the upgrade changed the data, or its backup is not like them")
    if not all(path.read_text(encoding="utf-8") == "用户的文件" for path in own):
        raise RuntimeError("the upgrade touched files of the user's own")
    own[0].unlink()


def refusals(trial: Trial) -> None:
    """Older setups and older systems are refused, and nothing is installed then."""
    trial.install(trial.previous, NEWER)
    same_files(trial.folder, frozen_folder(), more={"uninstall.exe"})
    trial.uninstall()
    trial.wine.run("winecfg", "-v", "win81", env=trial.env).or_fail("winecfg")
    trial.install(trial.setup, TOO_OLD, chosen=CHOSEN)
    if trial.folder.exists():
        raise RuntimeError("the setup refused the old Windows and installed all the same")
    trial.wine.run("winecfg", "-v", "win10", env=trial.env).or_fail("winecfg")


def pages(trial: Trial) -> None:
    """The setup's pages lead a user without any choice of his own to the running program. They are to be looked at."""
    process = trial.wine.start(windows_path(trial.setup), env=trial.env)
    shown = trial.screen.window(process, APP_NAME)
    usual = trial.wine.local_data() / "Programs" / APP_ID
    for number, (name, key) in enumerate((("welcome", "alt+n"), ("folder", "alt+n"), ("components", "alt+i")), 1):
        trial.screen.settle()
        trial.screen.picture(ARTEFACTS / f"setup-{number}-{name}.png")
        trial.screen.key(shown, key)
    wait_until("the files are laid down", 60, lambda: (usual / licences.FOLDER / "自评通.txt").exists())
    trial.screen.settle()
    trial.screen.picture(ARTEFACTS / "setup-4-finish.png")
    trial.screen.key(shown, "alt+f")
    if process.wait(timeout=30):
        raise RuntimeError(f"the setup ended with exit code {process.returncode}")
    data = trial.data / f"自评数据{project.DATA_SUFFIX}"
    wait_until("the program runs and has opened its data", 30, (data.parent / f"{data.name}-wal").exists)
    trial.screen.settle()
    trial.screen.picture(ARTEFACTS / "setup-5-running.png")
    trial.screen.key(trial.screen.visible(APP_NAME), "alt+F4")
    wait_until("the program has closed its data", 30, lambda: not (data.parent / f"{data.name}-wal").exists())
    trial.uninstall(usual)


def portable(trial: Trial) -> None:
    """The portable folder runs from where it was unpacked, with its data beside it and nothing in the user's folder."""
    stick = trial.wine.drive / "U 盘"
    with zipfile.ZipFile(DIST / f"{APP_ID}-{project.version()}-portable.zip") as archive:
        archive.extractall(stick)
    (top,) = stick.iterdir()
    same_files(top, frozen_folder(), more={"portable.txt", "使用说明.txt"})
    shutil.rmtree(trial.data)
    process = trial.wine.start(windows_path(top / WINDOW_EXE), env=trial.env)
    shown = trial.screen.window(process, APP_NAME)
    wait_until("the data lie beside the program", 30, (top / "数据" / f"自评数据{project.DATA_SUFFIX}").exists)
    trial.screen.key(shown, "alt+F4")
    if process.wait(timeout=30):
        raise RuntimeError(f"the window closed with exit code {process.returncode}")
    if trial.data.exists():
        raise RuntimeError("the portable program wrote into the user's folder")


STEPS: tuple[tuple[str, Callable[[Trial], None]], ...] = (
    ("hashes, sizes, programs' heads", products),
    ("silent installation into a folder with Chinese and spaces", fresh_install),
    ("self-test", self_test),
    ("same results as the source", same_results),
    ("start", figures),
    ("window with real keys", window),
    ("double click on files", double_click),
    ("removal", uninstall),
    ("upgrade", upgrade),
    ("refusals", refusals),
    ("the setup's pages", pages),
    ("portable folder", portable),
)


# --- what the steps share ---------------------------------------------------------------------------------------------


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


def form_text(trial: Trial, data: Path) -> str:
    """Everything that form 1 of a data file holds, as the installed program exports it."""
    package = trial.wine.drive / f"abgleich{project.FORM_SUFFIX}"
    trial.run("export", "--data", data, "1", package, codes=(0,))
    return package.read_text(encoding="utf-8").replace(",", "")


@contextmanager
def running(trial: Trial, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The windowed program while inside."""
    process = trial.wine.start(f"{CHOSEN}\\{WINDOW_EXE}", *arguments, env=trial.env)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=30)


def make_previous(setup: Path) -> None:
    """Pack the frozen folder under a lower number and with one file more: what a user has before an upgrade."""
    folder = setup.parent / APP_NAME
    shutil.rmtree(setup.parent, ignore_errors=True)
    shutil.copytree(frozen_folder(), folder, copy_function=os.link)
    (folder / OLD_FILE).write_text("旧版才有", encoding="utf-8")
    compile_setup(folder, setup, PREVIOUS, compressor="zlib")


def try_windows() -> None:
    """All steps, in order. Raises RuntimeError at the first that fails, after a picture of the screen."""
    setup = DIST / f"{APP_ID}-{project.version()}-setup.exe"
    wine = Wine(WORK / "wine-check")
    wine.copy_of(wine_template())
    with screen() as shown, wine.desktop(shown.env):
        trial = Trial(wine, setup, shown)
        make_previous(trial.previous)
        for name, step in STEPS:
            begun = time.monotonic()
            try:
                step(trial)
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                shown.picture(ARTEFACTS / "failed.png")
                raise RuntimeError(f"{name}: {error}") from error
            say(f"{name}: fine, {time.monotonic() - begun:.0f} s")
    if left := wine.registry_mentions(f"\\{APP_ID}", f"\\{APP_NAME}", project.DATA_SUFFIX, project.FORM_SUFFIX):
        raise RuntimeError(f"left in the registry: {left}")
    shutil.rmtree(wine.folder)


def main(arguments: list[str] | None = None) -> int:
    """Try what lies in ``dist``. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="installer.check", description="Try what the build made.")
    parser.add_argument("--only", choices=("windows", "deb"), help="try one of the two")
    options = parser.parse_args(arguments)
    shutil.rmtree(ARTEFACTS, ignore_errors=True)
    ARTEFACTS.mkdir(parents=True)
    try:
        if options.only != "deb":
            try_windows()
        if options.only != "windows":
            from installer.check_deb import check

            packages = sorted(DIST.glob("*.deb"))
            if len(packages) != 1:
                raise RuntimeError(f"dist holds {len(packages)} Debian packages instead of one: run `make installer`")
            check(packages[0], ARTEFACTS / "deb", say)
    except (RuntimeError, ValueError, OSError, subprocess.SubprocessError) as error:
        say(f"does not work: {error}")
        return 1
    say("everything works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
