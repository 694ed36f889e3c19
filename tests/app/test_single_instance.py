"""Of two Scrubrooms, each a process of its own, the second shows the first one's window and leaves."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from app.single_instance import NotAnswering, SingleInstance, _socket_name

BOUND = 60

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.single_instance import SingleInstance

app = QCoreApplication([])
mine = SingleInstance(Path(sys.argv[1]))
mine.open_requested.connect(lambda: print("window", flush=True))
print(mine.claim(), flush=True)
if "deaf" in sys.argv:
    import time
    time.sleep(600)
app.exec()
"""

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.single_instance import SingleInstance

app = QCoreApplication([])
sys.exit(1 if SingleInstance(Path(sys.argv[1])).claim() else 0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def first(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with begin(folder) as child:
        yield child
        child.kill()


def begin(folder: Path, *how: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", FIRST, str(folder), *how], stdout=subprocess.PIPE, text=True
    )
    assert line(child) == "True"
    return child


def line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().rstrip("\n")


def second(folder: Path) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-c", SECOND, str(folder)], capture_output=True, text=True, timeout=BOUND
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_each_later_instance_opens_the_first_ones_window_and_leaves(
    folder: Path, first: subprocess.Popen[str]
) -> None:
    assert second(folder) == (0, "")
    assert line(first) == "window"
    assert second(folder) == (0, "")
    assert line(first) == "window"
    assert first.poll() is None


def test_after_a_crash_the_next_one_is_the_first_again(folder: Path, first: subprocess.Popen[str]) -> None:
    first.send_signal(signal.SIGKILL)
    first.wait(BOUND)
    assert Path(_socket_name(folder)).exists(), "the crash has left its socket"
    with begin(folder) as heir:
        assert second(folder) == (0, "")
        assert line(heir) == "window"
        heir.kill()


def test_another_folder_is_another_program(
    folder: Path, first: subprocess.Popen[str], qapp: QApplication, tmp_path: Path
) -> None:
    other = SingleInstance(tmp_path / "other")
    assert other.claim() is True
    other.close()


def test_an_instance_that_hangs_is_reported(folder: Path, qapp: QApplication) -> None:
    with begin(folder, "deaf") as child:
        with pytest.raises(NotAnswering, match="already running, but it does not answer"):
            SingleInstance(folder).claim(patience_ms=1)
        child.kill()


def test_close_makes_room(folder: Path, qapp: QApplication) -> None:
    one, two = SingleInstance(folder), SingleInstance(folder)
    assert one.claim() is True
    one.close()
    one.close()
    assert two.claim() is True
    two.close()


async def test_only_the_one_wish_is_granted(folder: Path, qapp: QApplication) -> None:
    mine = SingleInstance(folder)
    asked: list[str] = []
    mine.open_requested.connect(lambda: asked.append("open"))
    assert mine.claim() is True
    for message in (b"close\n", b"opened\n", b"x" * 5000, b"\n"):
        assert await send(folder, message) == b""
    assert asked == []
    assert await send(folder, b"open\n") == b"ok\n"
    assert asked == ["open"]
    mine.close()


async def send(folder: Path, message: bytes) -> bytes:
    gone = asyncio.Event()
    socket = QLocalSocket()
    socket.disconnected.connect(gone.set)
    socket.connectToServer(_socket_name(folder))
    socket.write(message)
    await asyncio.wait_for(gone.wait(), BOUND)
    return bytes(socket.readAll().data())


def test_folder_and_socket_belong_to_this_user_alone(folder: Path, qapp: QApplication) -> None:
    mine = SingleInstance(folder)
    assert mine.claim() is True
    assert folder.stat().st_mode & 0o777 == 0o700
    assert Path(_socket_name(folder)).stat().st_mode & 0o077 == 0
    mine.close()


def test_a_path_too_long_for_a_socket_gets_a_short_name_of_its_own(tmp_path: Path) -> None:
    deep, deeper = tmp_path / ("d" * 100), tmp_path / ("e" * 100)
    assert len(_socket_name(deep)) < 50
    assert _socket_name(deep) == _socket_name(deep)
    assert _socket_name(deep) != _socket_name(deeper)


def test_two_instances_agree_in_a_folder_with_a_long_path(tmp_path: Path, qapp: QApplication) -> None:
    folder = tmp_path / ("d" * 100)
    with begin(folder) as child:
        assert second(folder) == (0, "")
        assert line(child) == "window"
        child.kill()


@pytest.mark.allow_logs("Cannot lock")
def test_a_folder_that_cannot_be_locked_does_not_keep_the_program_from_running(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    mine = SingleInstance(Path("/proc/self"))  # where nobody, not even root, can make a file
    assert mine.claim() is True
    assert "a second Scrubroom would not be noticed" in caplog.text
    mine.close()
