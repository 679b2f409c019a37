"""A newcomer types ./run or ./check on machines of every kind; nothing happens unsaid.

The scripts run with a PATH of stand-ins for the system's commands, which write down their calls,
in a copy of the project: no system is touched and nothing is fetched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ["run", "check", ".ci/run", ".ci/setup.sh"]
BORROWED = "bash cat cksum cp date dirname env grep mkdir mkfifo mktemp readlink rm sleep tail"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for bash")

RECORDER = '#!/usr/bin/env bash\necho "${0##*/} $*" >> "$CALLS"\n'
PYTHON = (
    RECORDER
    + """
case "$*" in
  -V) echo "Python ${VERSION:-3.11.2}" ;;
  *version_info*) exit "${TOO_OLD:-0}" ;;
  *ensurepip*) exit "${NO_VENV:-0}" ;;
  "-m venv "*)
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    for tool in earmark ruff mypy pytest; do cp "$TOOL" "$3/bin/$tool"; done ;;
  "-m pip install "*) echo "${PIP_SAYS-}"; exit "${PIP_STATUS:-0}" ;;
esac
"""
)
TOOL = (
    RECORDER
    + """
for argument in "$@"; do echo "got: $argument"; done
case "$0" in */pytest) echo "home: $HOME"; echo "display: ${DISPLAY-}"; echo "1 passed" ;; esac
case " ${FAILING-} " in *" ${0##*/} "*) exit 1 ;; esac
"""
)
SERVER = RECORDER + 'echo $$ > "$CALLS.server"\necho 42 >&7\nexec sleep 60\n'


class Machine:
    """A computer that was never set up for Earmark, and the calls of its commands."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "earmark"
        self.system = folder / "system"
        self.bin = folder / "bin"
        self._calls = folder / "calls"
        for name in [*SCRIPTS, ".ci/constraints.txt", "pyproject.toml"]:
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.project / name)
        self.bin.mkdir()
        for name in BORROWED.split():
            real = shutil.which(name)
            assert real, f"there is no {name} here"
            (self.bin / name).symlink_to(real)
        (folder / "tool").write_text(TOOL)
        (folder / "tool").chmod(0o755)
        self.command("python3", PYTHON)
        self.environment = {
            "PATH": str(self.bin),
            "HOME": str(folder),
            "CALLS": str(self._calls),
            "TOOL": str(folder / "tool"),
            "EARMARK_SYSTEM_ROOT": str(self.system),
            "DISPLAY": ":0",
        }
        self.user("root")
        self.kernel("Linux")
        self.libraries("")

    def command(self, name: str, text: str = RECORDER) -> None:
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def user(self, name: str) -> None:
        self.command("id", f"#!/usr/bin/env bash\necho {0 if name == 'root' else 1000}\n")

    def kernel(self, name: str) -> None:
        self.command("uname", f"#!/usr/bin/env bash\necho {name}\n")

    def libraries(self, lines: str) -> None:
        self.command("ldconfig", f"#!/usr/bin/env bash\nprintf '%s' '{lines}'\n")

    def file(self, path: str, text: str = "") -> None:
        (self.system / path).parent.mkdir(parents=True, exist_ok=True)
        (self.system / path).write_text(text)

    def distribution(self, *lines: str) -> None:
        self.file("etc/os-release", "\n".join(lines) + "\n")

    def complete(self) -> None:
        """Everything of the system's that ./run needs is here."""
        needs = (ROOT / ".ci/setup.sh").read_text()
        names = re.findall(r"^lib (\S+)", needs, re.M)
        self.libraries("".join(f"\t{name} (libc6) => /x/{name}\n" for name in names))
        for path in re.findall(r"^file /(\S+)", needs, re.M):
            self.file(path.replace("*", "any"))

    def run(
        self, *arguments: str, script: str = "run", **more: str
    ) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **more}
        return subprocess.run(
            [self.project / script, *arguments],
            env={name: value for name, value in environment.items() if value},
            cwd=self.project.parent,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """What was called since this was last asked."""
        lines = self._calls.read_text().splitlines() if self._calls.exists() else []
        self._calls.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def debian(machine: Machine) -> Machine:
    machine.distribution("ID=debian", 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"')
    machine.command("apt-get")
    return machine


@pytest.fixture
def ready(debian: Machine) -> Machine:
    """A Debian machine that ./run was called on before."""
    debian.complete()
    assert debian.run().returncode == 0
    debian.calls()
    return debian


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_bash(name: str) -> None:
    subprocess.run(["bash", "-n", ROOT / name], check=True)
    assert name.endswith(".sh") or os.access(ROOT / name, os.X_OK)


def test_without_a_display_one_line_says_so_and_nothing_is_touched(debian: Machine) -> None:
    done = debian.run("talk.mp3", DISPLAY="")

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no display" in done.stderr
    assert "./run --tour DIR" in done.stderr
    assert done.stdout == ""
    assert debian.calls() == []
    assert not (debian.project / ".venv").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--tour", "x"], ["--tour=x"], ["--version"], ["-h"], ["info", "a.mp3"], ["doctor"]],
)
def test_what_opens_no_window_needs_no_display(ready: Machine, arguments: list[str]) -> None:
    done = ready.run(*arguments, DISPLAY="")

    assert done.returncode == 0
    assert done.stdout == "".join(f"got: {argument}\n" for argument in arguments)


@pytest.mark.parametrize("variable", ["WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_wayland_and_qts_own_choice_are_displays_too(ready: Machine, variable: str) -> None:
    assert ready.run(DISPLAY="", **{variable: "x"}).returncode == 0


def test_a_file_named_like_an_option_needs_a_display(ready: Machine) -> None:
    assert ready.run("--", "--version", DISPLAY="").returncode == 2


def test_the_first_run_says_what_it_installs_and_why_and_opens_the_player(debian: Machine) -> None:
    done = debian.run("my talk.mp3", "a*b")

    assert done.returncode == 0
    assert done.stdout == "got: my talk.mp3\ngot: a*b\n"
    calls = debian.calls()
    update, install = (call for call in calls if call.startswith("apt-get"))
    assert update == "apt-get -qq update"
    assert install.startswith("apt-get install -y --no-install-recommends libvlc5 vlc-plugin-base")
    assert "libVLC plays the sound:" in done.stderr
    assert "Qt draws the window:" in done.stderr
    for package in re.findall(r"[a-z][a-z0-9.-]+\d\b", install):
        assert package in done.stderr
    assert any(call.startswith("python -m pip install") for call in calls)
    assert calls[-1] == "earmark my talk.mp3 a*b"


def test_lists_of_packages_that_are_here_are_not_fetched_again(debian: Machine) -> None:
    debian.file("var/lib/apt/lists/deb_Packages.lz4")

    debian.run()

    assert [call.split()[1] for call in debian.calls() if call.startswith("apt")] == ["install"]


def test_only_what_is_missing_is_installed(debian: Machine) -> None:
    debian.complete()
    (debian.system / "usr/lib/any/vlc/plugins/demux/libavformat_plugin.so").unlink()
    debian.file("var/lib/apt/lists/deb_Packages")

    debian.run()

    (install,) = (call for call in debian.calls() if call.startswith("apt-get"))
    assert install.startswith("apt-get install -y --no-install-recommends vlc-plugin-base -qq")


def test_a_python_that_makes_no_virtual_environments_gets_the_package(debian: Machine) -> None:
    debian.complete()

    debian.run(NO_VENV="1")

    assert any(
        call.startswith("apt-get install") and "python3-venv" in call for call in debian.calls()
    )


def test_the_second_run_installs_nothing(ready: Machine) -> None:
    done = ready.run("talk.mp3")

    assert done.stderr == ""
    assert done.stdout == "got: talk.mp3\n"
    assert ready.calls() == ["python -V", "earmark talk.mp3"]


def test_a_link_to_run_works_from_anywhere(ready: Machine) -> None:
    (ready.bin / "earmark-run").symlink_to(ready.project / "run")

    done = subprocess.run(
        ["earmark-run", "x"], env=ready.environment, cwd="/", capture_output=True, check=True
    )

    assert done.stdout == b"got: x\n"


def test_libvlc_removed_in_between_is_installed_again(ready: Machine) -> None:
    ready.libraries("")

    ready.run()

    calls = ready.calls()
    assert any(call.startswith("apt-get install") for call in calls)
    assert not any("pip" in call for call in calls)


def test_not_root_uses_sudo_and_says_so(debian: Machine) -> None:
    debian.user("listener")
    debian.command("sudo")

    done = debian.run()

    assert "Installing them with: sudo apt-get install" in done.stderr
    assert any(
        call.startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get install")
        for call in debian.calls()
    )


def test_neither_root_nor_sudo_gets_the_command_to_type(debian: Machine) -> None:
    debian.user("listener")

    done = debian.run()

    assert done.returncode == 2
    assert "apt-get update && apt-get install -y --no-install-recommends libvlc5" in done.stderr
    assert not any(call.startswith("apt") for call in debian.calls())


def test_packages_that_cannot_be_installed_are_told_calmly(debian: Machine) -> None:
    debian.command("apt-get", RECORDER + "exit 100\n")

    done = debian.run()

    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "Check the network connection" in done.stderr
    assert not (debian.project / ".venv").exists()


@pytest.mark.parametrize(
    ("lines", "kernel", "told"),
    [
        (["ID=fedora"], "Linux", ["sudo dnf install python3 vlc"]),
        (["ID=nobara", 'ID_LIKE="fedora"'], "Linux", ["sudo dnf install python3 vlc"]),
        (["ID=arch"], "Linux", ["sudo pacman -S --needed python vlc vlc-plugins-all"]),
        (["ID=manjaro", "ID_LIKE=arch"], "Linux", ["sudo pacman -S"]),
        (["ID=void"], "Linux", ["Python 3.11 or newer", "VLC with its plugins"]),
        ([], "Darwin", ["brew install python@3.13", "brew install --cask vlc"]),
        ([], "MINGW64_NT-10.0", ["winget install Python.Python.3.13", "VideoLAN.VLC"]),
    ],
)
@pytest.mark.parametrize("script", ["run", "check"])
def test_other_systems_get_the_commands_to_type(
    machine: Machine, lines: list[str], kernel: str, told: list[str], script: str
) -> None:
    machine.kernel(kernel)
    if lines:
        machine.distribution(*lines)

    done = machine.run(script=script)

    assert done.returncode == 2
    for words in told:
        assert words in done.stderr
    assert not (machine.project / ".venv").exists()


def test_other_systems_that_have_what_is_needed_go_on(machine: Machine) -> None:
    machine.distribution("ID=fedora")
    machine.libraries("\tlibvlc.so.5 (libc6,x86-64) => /lib64/libvlc.so.5\n")

    done = machine.run("talk.mp3")

    assert done.returncode == 0
    assert done.stdout == "got: talk.mp3\n"


def test_a_mac_with_vlc_goes_on_without_display_variables(machine: Machine) -> None:
    machine.kernel("Darwin")
    machine.file("Applications/VLC.app")

    assert machine.run(DISPLAY="").returncode == 0


def test_too_old_a_python_is_told_with_what_to_do(debian: Machine) -> None:
    debian.complete()

    done = debian.run(TOO_OLD="1")

    assert done.returncode == 2
    assert "Python 3.11 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(debian: Machine) -> None:
    debian.complete()
    debian.command("python3.12", PYTHON)
    debian.command("python3", PYTHON.replace("${TOO_OLD:-0}", "1"))

    assert debian.run().returncode == 0
    assert any(call.startswith("python3.12 -m venv") for call in debian.calls())


def test_no_network_is_told_calmly_and_the_next_run_starts_anew(debian: Machine) -> None:
    debian.complete()

    done = debian.run(PIP_STATUS="1", PIP_SAYS="Temporary failure in name resolution")

    assert done.returncode == 1
    assert "Check the network connection" in done.stderr
    assert "resolution" not in done.stderr
    assert not any(call.startswith("earmark") for call in debian.calls())

    assert debian.run().returncode == 0
    assert any("-m venv" in call for call in debian.calls())


def test_another_failure_of_pip_is_not_blamed_on_the_network(debian: Machine) -> None:
    debian.complete()

    done = debian.run(PIP_STATUS="1", PIP_SAYS="No space left on device")

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "network" not in done.stderr


def test_a_set_up_that_was_interrupted_starts_anew(ready: Machine) -> None:
    (ready.project / ".venv/.unfinished").touch()
    (ready.project / ".venv/half-made").touch()

    assert ready.run().returncode == 0

    assert not (ready.project / ".venv/half-made").exists()
    assert not (ready.project / ".venv/.unfinished").exists()


def test_an_environment_without_its_python_is_made_anew(ready: Machine) -> None:
    (ready.project / ".venv/bin/python").unlink()

    assert ready.run().returncode == 0
    assert any("-m venv" in call for call in ready.calls())


@pytest.mark.parametrize("name", ["pyproject.toml", ".ci/constraints.txt"])
def test_other_versions_are_fetched_into_the_same_environment(ready: Machine, name: str) -> None:
    with (ready.project / name).open("a") as file:
        file.write("\n# changed\n")

    ready.run()

    calls = ready.calls()
    assert any("-m pip install" in call for call in calls)
    assert not any("-m venv" in call for call in calls)


def test_another_python_or_place_gets_a_new_environment(ready: Machine) -> None:
    ready.run(VERSION="3.13.1")
    assert any("-m venv" in call for call in ready.calls())

    ready.project = ready.project.rename(ready.project.with_name("moved"))
    ready.run()
    assert any("-m venv" in call for call in ready.calls())


def check_tools(machine: Machine) -> None:
    for name in ("xdotool", "xprop", "dbus-run-session", "pulseaudio", "parec", "espeak-ng"):
        machine.command(name)
    machine.command("ffmpeg")
    machine.command("Xvfb", SERVER)


def server_is_gone(machine: Machine) -> bool:
    number = int(Path(f"{machine.environment['CALLS']}.server").read_text())
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("script", ["check", ".ci/run"])
def test_check_does_everything_and_ends_with_the_words_of_pytest(
    debian: Machine, script: str
) -> None:
    debian.complete()
    check_tools(debian)

    done = debian.run("-k", "one thing", script=script)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "1 passed"
    assert re.search(r"^ruff check +ok +\d+ ms$", done.stdout, re.M)
    assert re.search(r"^ruff format --check +ok", done.stdout, re.M)
    assert re.search(r"^mypy +ok", done.stdout, re.M)
    assert "got: one thing" in done.stdout
    assert "display: :42" in done.stdout
    home = re.search(r"^home: (.+)$", done.stdout, re.M)
    assert home is not None
    assert home[1] != debian.environment["HOME"]
    assert not Path(home[1]).exists()
    assert server_is_gone(debian)


@pytest.mark.parametrize("tool", ["ruff", "mypy", "pytest"])
def test_whatever_fails_fails_the_check_and_the_tests_run_all_the_same(
    debian: Machine, tool: str
) -> None:
    debian.complete()
    check_tools(debian)

    done = debian.run(script="check", FAILING=tool)

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "1 passed"
    assert server_is_gone(debian)


def test_a_quick_check_leaves_out_what_needs_the_real_program(debian: Machine) -> None:
    debian.complete()
    check_tools(debian)

    done = debian.run("--quick", "tests/domain", script="check")

    assert "got: -m\ngot: not journey and not sound\ngot: tests/domain\n" in done.stdout


def test_a_check_is_enough_set_up_for_a_run(debian: Machine) -> None:
    debian.complete()
    check_tools(debian)
    debian.run(script="check")
    debian.calls()

    debian.run()

    assert debian.calls() == ["python -V", "earmark "]


def test_the_tools_of_the_tests_are_installed_for_the_tests_only(debian: Machine) -> None:
    debian.complete()
    debian.file("var/lib/apt/lists/deb_Packages")
    debian.command("apt-get", RECORDER + "exit 100\n")

    done = debian.run(script="check")

    assert done.returncode == 1
    assert "a screen, a keyboard and a mouse for the tests" in done.stderr
    assert "xvfb" in done.stderr
    assert "pulseaudio" in done.stderr
    assert debian.run().returncode == 0


def test_every_package_has_its_exact_version() -> None:
    lines = (ROOT / ".ci/constraints.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["check"]]

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    names = {plain(name) for name in pinned}
    wanted = {plain(re.split(r"[<>=~! ]", requirement)[0]) for requirement in asked}
    assert wanted <= names
    assert all(re.fullmatch(r"[\w.]+", version) for version in pinned.values())
