"""Tries what ``make installer`` built as its users would, and says with its exit status whether all of it works.

Windows' part runs under Wine in a fresh prefix with a screen of its own: install, self-test, the same results as the
source for a form of every kind, a real window with real keys, upgrade, refusals, held files, portable folder, removal.
The Debian package has ``check_deb``. Screenshots and logs stay in ``.artefacts/installer``. What this leaves out: a
real Windows (fonts, input methods, SmartScreen, antivirus), which ``installer/README.md`` tells how to try by hand.

Exit codes: 0 everything works, 1 something does not (the sentence says what).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

from installer import comparison, licences, project, sbom
from installer.build import say, wine_template
from installer.hashes import SUMS, verify_sums
from installer.project import APP_ID, APP_NAME, DIST, ROOT, WINDOW_EXE, WORK
from installer.screen import screen, wait_until
from installer.windows_trial import CHOSEN, OLD_FILE, PREVIOUS, Trial, frozen_folder, make_previous, same_files, stamps
from installer.wine import Wine, windows_path

ARTEFACTS = ROOT / ".artefacts" / "installer"
OWN_FILE = "我自己的说明.txt"
SAMPLE = ROOT / "resources" / "samples" / "region-managed-2022.json"
FIGURE = "12345.67"
"""Typed into the window; the sample has it nowhere."""
RUNS, TOO_OLD, NEWER, NO_BACKUP = 4, 3, 5, 7
"""Exit codes of the setup, as ``setup.nsi`` lists them."""
INCOMPLETE = 17
"""Exit code of the self-test of a program with a file missing."""


# --- steps ------------------------------------------------------------------------------------------------------------


def products(trial: Trial) -> None:
    """Hashes, sizes, and what Windows reads in the programs' heads."""
    verify_sums(DIST / SUMS)
    for product, limit in ((trial.setup, project.LARGEST_SETUP_MB), (frozen_folder(), project.LARGEST_INSTALLED_MB)):
        if project.size_mb(product) > limit:
            raise RuntimeError(f"{product.name} has {project.size_mb(product):.1f} MB, more than {limit}")
    trial.read_heads()
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
    missing = trial.folder / "_internal" / "PySide6" / "plugins" / "platforms" / "qwindows.dll"
    missing.rename(missing.with_suffix(".away"))
    trial.run("self-test", codes=(INCOMPLETE,))
    missing.with_suffix(".away").rename(missing)


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
    with trial.running("--open", "1") as process:
        shown = trial.screen.window(process, "示例市")
        trial.screen.type_into(shown, FIGURE)
        wait_until("the figure is in the data file", 20, lambda: FIGURE in trial.form_text(data))
        trial.screen.picture(ARTEFACTS / "window.png")
        trial.install(trial.setup, RUNS)
        trial.screen.close(process, shown, "alt+F4")
    if FIGURE not in trial.form_text(data):
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


def message(trial: Trial) -> None:
    """Started without any console, as Explorer does, the program says in a window what it cannot open."""
    missing = rf"C:\没有\这个{project.DATA_SUFFIX}"
    detached = windows_path(trial.wine.folder / "detached.exe")
    process = trial.wine.start(detached, f"{CHOSEN}\\{WINDOW_EXE}", missing, env=trial.env)
    shown = trial.screen.window(process, f"^{APP_NAME}$")
    trial.screen.settle()
    trial.screen.picture(ARTEFACTS / "message.png")
    trial.screen.key(shown, "Return")
    if (code := process.wait(timeout=30)) != 2:  # its code for a file that cannot be opened
        raise RuntimeError(f"after the message about a missing file the exit code is {code} instead of 2")


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
    kept = trial.form_text(data)
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
    if trial.form_text(data) != kept or trial.form_text(backup) != kept:
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


def held(trial: Trial) -> None:
    """A file that another program holds stops upgrade and removal before they touch the program; backups stay whole."""
    trial.install(trial.previous, chosen=CHOSEN)
    data = trial.data / f"自评数据{project.DATA_SUFFIX}"
    trial.run("import", SAMPLE, "--data", data, codes=(0,))
    before, kept = stamps(trial.folder), stamps(trial.data)
    with trial.holding(data, share=0):
        trial.install(trial.setup, NO_BACKUP)
    if stamps(trial.data) != kept:
        raise RuntimeError(f"a backup that failed left {sorted(stamps(trial.data).keys() ^ kept.keys())}")
    # The old file is one that only the old uninstaller knows, so the data are backed up before it refuses.
    for name, share in ((f"{licences.FOLDER}/{licences.GUIDE}", 1), (OLD_FILE, 1), (OLD_FILE, 3)):
        with trial.holding(trial.folder / name, share):
            trial.install(trial.setup, RUNS)
            trial.refuse_to_uninstall(RUNS)
        if stamps(trial.folder) != before:
            raise RuntimeError(f"with {name} held, the program lost {sorted(before.keys() - stamps(trial.folder))}")
    if len(new := sorted(stamps(trial.data).keys() - kept.keys())) != 1:
        raise RuntimeError(f"equal data were not backed up once: {new}")
    trial.uninstall()


def pages(trial: Trial) -> None:
    """The setup's pages lead a user without any choice of his own to the running program. They are to be looked at."""
    process = trial.wine.start(windows_path(trial.setup), env=trial.env)
    shown = trial.screen.window(process, APP_NAME)
    trial.install(trial.setup, RUNS)  # one setup at a time
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
    trial.screen.close(process, shown, "alt+F4")
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
    ("message without a console", message),
    ("removal", uninstall),
    ("upgrade", upgrade),
    ("refusals", refusals),
    ("held files", held),
    ("the setup's pages", pages),
    ("portable folder", portable),
)


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
