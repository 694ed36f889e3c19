"""A failure is told by its type and place; its text, which may quote a patient, is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.failures import describe

PATIENT = "Jane Roe, MRN 4711"


def caught(call: object) -> BaseException:
    assert callable(call)
    try:
        call()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def fails() -> None:
    raise ValueError(PATIENT)


def fails_because() -> None:
    try:
        fails()
    except ValueError as error:
        raise RuntimeError(PATIENT) from error


def fails_while() -> None:
    try:
        fails()
    except ValueError:
        raise KeyError(PATIENT) from None


def test_type_and_place_are_told_innermost_first() -> None:
    said = describe(caught(fails))
    assert said.startswith("ValueError at test_failures.py:")
    assert " in fails < test_failures.py:" in said
    assert PATIENT not in said


def test_causes_follow_and_hidden_ones_do_not() -> None:
    assert " because of ValueError at " in describe(caught(fails_because))
    assert "ValueError" not in describe(caught(fails_while))


def test_the_number_of_an_operating_system_error_is_told_its_file_is_not() -> None:
    said = describe(caught(Path(f"/nowhere/{PATIENT}").read_bytes))
    assert said.startswith("FileNotFoundError 2 at ")
    assert PATIENT not in said


def test_members_of_a_group_are_told() -> None:
    group = BaseExceptionGroup(PATIENT, [caught(fails), TypeError(PATIENT)])
    said = describe(group)
    assert said.startswith("ExceptionGroup (ValueError at test_failures.py:")
    assert said.endswith("; TypeError)")
    assert PATIENT not in said


def test_causes_in_a_circle_end() -> None:
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    assert describe(first) == "ValueError because of TypeError"


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
