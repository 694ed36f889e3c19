"""What nobody caught is logged by every hook, without its text."""

from __future__ import annotations

import subprocess
import sys

PATIENT = "Jane Roe, MRN 4711"


def test_every_hook_logs_and_none_quotes() -> None:
    """In a process of its own: the hooks belong to the whole interpreter."""
    program = f"""
import logging, sys, threading
from PySide6.QtCore import QCoreApplication, QObject, Signal
from app.failures import install_hooks

logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(name)s %(message)s")
install_hooks()

def in_slot(): raise ValueError({PATIENT!r})
def in_thread(): raise ValueError({PATIENT!r})
class Final:
    def __del__(self): raise ValueError({PATIENT!r})
class Sender(QObject):
    sent = Signal()

app = QCoreApplication([])
sender = Sender()
sender.sent.connect(in_slot)
sender.sent.emit()
thread = threading.Thread(target=in_thread, name="worker")
thread.start()
thread.join()
Final()
raise ValueError({PATIENT!r})
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    lines = ended.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "ERROR scrubroom.failures An error reached the top",
        "ERROR scrubroom.failures An error ended the thread worker",
        "ERROR scrubroom.failures An error in a finalizer was ignored",
        "ERROR scrubroom.failures An error reached the top",
    ]
    assert "in in_slot" in lines[0]
    assert "in in_thread" in lines[1]
    assert PATIENT not in ended.stdout + ended.stderr
    assert ended.returncode == 1
