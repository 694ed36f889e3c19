"""One Scrubroom for each user: a second one asks the first to show its window, then leaves.

Owns the lock that decides and the local socket that carries the wish. Must not know the window.

The lock alone decides: a socket's file can outlive a crash, QLockFile's is given up with its process.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.paths import private_dir

_log = logging.getLogger("scrubroom.single_instance")

_WISH: Final = b"open\n"
_ANSWER: Final = b"ok\n"
#: A Unix socket's path may have 104 bytes on macOS, 108 on Linux, with the ending that Qt adds for a moment.
_LONGEST_PATH: Final = 90
_PAUSE_MS: Final = 50


class NotAnswering(Exception):
    """Another Scrubroom runs and does not answer. The text is for a person."""


class SingleInstance(QObject):
    """`claim` once at the start, `close` at the end. Needs a QCoreApplication."""

    #: A second instance asks for the window.
    open_requested = Signal()

    def __init__(self, folder: Path) -> None:
        """folder: of this user alone, the same for each instance (`app.paths.runtime_dir`)."""
        super().__init__()
        self._folder = folder
        self._lock = QLockFile(str(folder / "instance.lock"))
        self._lock.setStaleLockTime(0)  # it has no age limit; whether its process lives, Qt checks anyway
        self._server: QLocalServer | None = None

    def claim(self, patience_ms: int = 3000) -> bool:
        """True: this is the only instance. False: the first one has been told to show its window.

        Blocks for about `patience_ms` at most, in which an instance that is ending may end and one that is
        starting may begin to listen. Raises `NotAnswering`, and OSError if the folder cannot be made.
        """
        private_dir(self._folder)
        deadline = time.monotonic() + patience_ms / 1000
        while not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                _log.warning("Cannot lock %s; a second Scrubroom would not be noticed.", self._folder)
                return True
            if self._ask(_PAUSE_MS):
                return False
            if time.monotonic() >= deadline:
                raise NotAnswering(
                    "Scrubroom is already running, but it does not answer. Wait a moment and try again, "
                    "or end it in the system's task list."
                )
        self._listen()
        return True

    def close(self) -> None:
        """Let another instance be the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _listen(self) -> None:
        name = _socket_name(self._folder)
        QLocalServer.removeServer(name)  # what a crash has left
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        if not server.listen(name):
            _log.warning("Cannot listen for a second instance: %s.", server.serverError().name)
        self._server = server

    def _on_connection(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._on_wish)
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():  # it was quicker than the connection of the slot
                self._hear(socket)

    def _on_wish(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine() and socket.bytesAvailable() < len(_WISH):
            return
        wish = bytes(socket.readLine(len(_WISH) + 1).data())
        if wish == _WISH:
            socket.write(_ANSWER)
            socket.flush()
            self.open_requested.emit()
        socket.disconnectFromServer()

    def _ask(self, wait_ms: int) -> bool:
        """Whether the first instance has taken the wish; it gets a second for its answer."""
        _allow_its_window_to_the_front()
        socket = QLocalSocket()
        socket.connectToServer(_socket_name(self._folder))
        if not socket.waitForConnected(wait_ms):
            time.sleep(wait_ms / 1000)  # a refusal comes at once
            return False
        socket.write(_WISH)
        socket.flush()
        while not socket.canReadLine():
            if not socket.waitForReadyRead(1000):
                return False
        return bytes(socket.readLine().data()) == _ANSWER


def _socket_name(folder: Path) -> str:
    """A path in the folder, or on Windows and where that is too long, a name that only this folder gives."""
    path = str(folder / "open.sock")
    if sys.platform != "win32" and len(path.encode()) <= _LONGEST_PATH:
        return path
    return f"scrubroom-{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:24]}"


def _allow_its_window_to_the_front() -> None:
    """Windows lets a program raise its window only if the one in front, which is us, agrees."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1  # ASFW_ANY
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
