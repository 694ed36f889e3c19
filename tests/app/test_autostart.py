"""Start at login can be switched on and off, and seen, in each system's own way."""

from __future__ import annotations

import plistlib
import sys
from pathlib import Path
from types import TracebackType

import pytest

from app.autostart import Autostart, WindowsRegistry, autostart, own_command

COMMAND = ["/opt/Scrub room/scrubroom", "--hidden"]
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


class FakeWinreg:
    """The standard library's module of Windows, on a dictionary: {(key, name): value}."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = 1, 2, 1

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str | bytes | int]] = {}

    class Opened:
        def __init__(self, values: dict[str, str | bytes | int]) -> None:
            self.values = values

        def __enter__(self) -> FakeWinreg.Opened:
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self.values = {}

    def OpenKey(self, root: int, key: str, reserved: int = 0, access: int = 0) -> Opened:
        if key not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.Opened(self.keys[key])

    def CreateKeyEx(self, root: int, key: str, reserved: int, access: int) -> Opened:
        return self.Opened(self.keys.setdefault(key, {}))

    def QueryValueEx(self, opened: Opened, name: str) -> tuple[str | bytes | int, int]:
        if name not in opened.values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return opened.values[name], self.REG_SZ

    def SetValueEx(self, opened: Opened, name: str, reserved: int, kind: int, value: str) -> None:
        opened.values[name] = value

    def DeleteValue(self, opened: Opened, name: str) -> None:
        if name not in opened.values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del opened.values[name]


@pytest.fixture
def winreg() -> FakeWinreg:
    return FakeWinreg()


@pytest.fixture(params=["linux", "freebsd14", "darwin", "win32"])
def entry(request: pytest.FixtureRequest, tmp_path: Path, winreg: FakeWinreg) -> Autostart:
    return autostart(COMMAND, request.param, {}, tmp_path, WindowsRegistry(winreg))


def test_it_is_off_until_it_is_switched_on_and_off_again_after(entry: Autostart) -> None:
    assert entry.enabled() is False
    entry.disable()
    entry.enable()
    entry.enable()
    assert entry.enabled() is True
    entry.disable()
    assert entry.enabled() is False


def linux(tmp_path: Path, *command: str) -> tuple[Autostart, Path]:
    made = autostart(command or COMMAND, "linux", {"XDG_CONFIG_HOME": str(tmp_path)}, tmp_path)
    return made, tmp_path / "autostart" / "scrubroom.desktop"


def test_linux_gets_a_desktop_entry_in_the_configured_folder(tmp_path: Path) -> None:
    entry, file = linux(tmp_path)
    entry.enable()
    lines = file.read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert {"Type=Application", "Name=Scrubroom", "Terminal=false"} <= set(lines)
    assert 'Exec="/opt/Scrub room/scrubroom" --hidden' in lines


@pytest.mark.parametrize("configured", ["", "relative/path"])
def test_linux_falls_back_to_the_folder_of_the_standard(tmp_path: Path, configured: str) -> None:
    autostart(COMMAND, "linux", {"XDG_CONFIG_HOME": configured}, tmp_path).enable()
    assert (tmp_path / ".config" / "autostart" / "scrubroom.desktop").is_file()


@pytest.mark.parametrize(
    ("argument", "stored"),
    [
        ("plain", "plain"),
        ("with space", '"with space"'),
        ("", '""'),
        ('a"quote', r'"a\\"quote"'),
        ("a$dollar", r'"a\\$dollar"'),
        ("tick`s", r'"tick\\`s"'),
        ("back\\slash", r'"back\\\\slash"'),  # four, as the specification says
    ],
)
def test_a_desktop_entry_quotes_each_argument_by_the_specification(
    tmp_path: Path, argument: str, stored: str
) -> None:
    entry, file = linux(tmp_path, "/bin/scrubroom", argument)
    entry.enable()
    assert f"Exec=/bin/scrubroom {stored}\n" in file.read_text()


def test_a_percent_sign_is_no_field_code(tmp_path: Path) -> None:
    entry, file = linux(tmp_path, "/opt/100%free/scrubroom")
    entry.enable()
    assert "Exec=/opt/100%%free/scrubroom\n" in file.read_text()


@pytest.mark.parametrize("switched_off", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_what_a_person_switched_off_in_the_desktops_settings_is_off(
    tmp_path: Path, switched_off: str
) -> None:
    entry, file = linux(tmp_path)
    entry.enable()
    file.write_text(file.read_text().replace("X-GNOME-Autostart-enabled=true", switched_off))
    assert entry.enabled() is False
    entry.enable()
    assert entry.enabled() is True


def test_macos_gets_a_launch_agent(tmp_path: Path) -> None:
    entry = autostart(COMMAND, "darwin", {}, tmp_path)
    entry.enable()
    (file,) = (tmp_path / "Library" / "LaunchAgents").iterdir()
    stored = plistlib.loads(file.read_bytes())
    assert stored["Label"] == file.stem
    assert stored["ProgramArguments"] == COMMAND
    assert stored["RunAtLoad"] is True
    assert "KeepAlive" not in stored, "quitting must last"


@pytest.mark.parametrize(
    "content", [b"", b"no property list", plistlib.dumps({"Disabled": True, "RunAtLoad": True})]
)
def test_a_launch_agent_that_would_not_start_is_off(tmp_path: Path, content: bytes) -> None:
    entry = autostart(COMMAND, "darwin", {}, tmp_path)
    entry.enable()
    (file,) = (tmp_path / "Library" / "LaunchAgents").iterdir()
    file.write_bytes(content)
    assert entry.enabled() is False


def test_windows_gets_a_value_in_the_run_key(tmp_path: Path, winreg: FakeWinreg) -> None:
    autostart(COMMAND, "win32", {}, tmp_path, WindowsRegistry(winreg)).enable()
    assert winreg.keys == {RUN: {"Scrubroom": '"/opt/Scrub room/scrubroom" --hidden'}}


@pytest.mark.parametrize(
    ("approved", "on"), [(b"\x02" + bytes(11), True), (b"\x03" + bytes(11), False), (7, True)]
)
def test_what_a_person_switched_off_in_the_task_manager_is_off(
    tmp_path: Path, winreg: FakeWinreg, approved: bytes, on: bool
) -> None:
    entry = autostart(COMMAND, "win32", {}, tmp_path, WindowsRegistry(winreg))
    entry.enable()
    winreg.keys[APPROVED] = {"Scrubroom": approved}
    assert entry.enabled() is on
    entry.enable()
    assert entry.enabled() is True


def test_an_entry_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / ".config").touch()
    with pytest.raises(FileExistsError):
        autostart(COMMAND, "linux", {}, tmp_path).enable()


# ---------------------------------------------------------------- the program's own command


def test_a_python_installation_starts_its_module() -> None:
    assert own_command("linux", {}) == [sys.executable, "-m", "app"]


def test_an_appimage_starts_itself_not_what_it_has_mounted() -> None:
    assert own_command("linux", {"APPIMAGE": "/home/u/Scrubroom.AppImage"}) == ["/home/u/Scrubroom.AppImage"]


def test_a_bundle_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("darwin", {}) == [sys.executable]


def test_windows_starts_without_a_console_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pythonw.exe").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    assert own_command("win32", {}) == [str(tmp_path / "pythonw.exe"), "-m", "app"]
