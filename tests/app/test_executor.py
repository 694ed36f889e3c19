"""Jobs run in order on as many threads as they need, and none keeps the process alive."""

from __future__ import annotations

import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait

import pytest

from app.executor import DaemonExecutor

WAIT = 30


@pytest.fixture
def executor() -> Iterator[DaemonExecutor]:
    made = DaemonExecutor(threads=2)
    yield made
    made.shutdown()


def test_results_and_exceptions_come_back(executor: DaemonExecutor) -> None:
    assert executor.submit(divmod, 7, 2).result(WAIT) == (3, 1)
    assert executor.submit(int, "11", base=2).result(WAIT) == 3
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 // 0).result(WAIT)
    assert list(executor.map(abs, [-1, -2, -3])) == [1, 2, 3]


def test_an_exit_in_a_job_does_not_cost_a_thread(executor: DaemonExecutor) -> None:
    for _ in range(5):
        with pytest.raises(SystemExit):
            executor.submit(sys.exit, 1).result(WAIT)
    assert executor.submit(str, 1).result(WAIT) == "1"


def test_no_more_threads_run_than_were_allowed_and_no_more_than_needed(executor: DaemonExecutor) -> None:
    gate, names = threading.Event(), set()

    def job() -> None:
        names.add(threading.current_thread().name)
        gate.wait(WAIT)

    jobs = [executor.submit(job) for _ in range(6)]
    while len(executor.running()) < 2:
        wait(jobs, 0.001)
    assert len(executor.running()) == 2
    gate.set()
    assert not wait(jobs, WAIT).not_done
    assert len(names) == 2

    lone = DaemonExecutor(threads=8)
    for number in range(50):
        assert lone.submit(abs, -number).result(WAIT) == number
    assert len(lone._threads) <= 2  # a second one if the first was not yet back for more
    lone.shutdown()


def test_two_jobs_that_need_each_other_run_at_once(executor: DaemonExecutor) -> None:
    meeting = threading.Barrier(2, timeout=WAIT)
    jobs = [executor.submit(meeting.wait) for _ in range(2)]
    assert {job.result(WAIT) for job in jobs} == {0, 1}


def test_a_finished_jobs_result_is_not_kept(executor: DaemonExecutor) -> None:
    class Secret:
        pass

    job = executor.submit(Secret)
    wait([job], WAIT)
    trace = weakref.ref(job.result())
    executor.submit(str).result(WAIT)
    del job
    assert executor.submit(trace).result(WAIT) is None


def test_after_shutdown_nothing_is_taken_and_what_waits_is_dropped_on_request() -> None:
    executor = DaemonExecutor(threads=1)
    gate = threading.Event()
    runs, waits = executor.submit(gate.wait, WAIT), executor.submit(str)
    while not executor.running():
        wait([runs], 0.001)
    executor.shutdown(wait=False, cancel_futures=True)
    with pytest.raises(CancelledError):
        waits.result(WAIT)
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(str)
    gate.set()
    assert runs.result(WAIT) is True


def test_shutdown_finishes_what_was_accepted() -> None:
    executor = DaemonExecutor(threads=1)
    jobs = [executor.submit(str, number) for number in range(20)]
    executor.shutdown()
    assert [job.result(0) for job in jobs] == [str(number) for number in range(20)]


def test_a_job_that_hangs_does_not_keep_the_process_alive() -> None:
    program = (
        "import threading\n"
        "from app.executor import DaemonExecutor\n"
        "DaemonExecutor().submit(threading.Event().wait)\n"
        "print('done')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=WAIT)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "done\n", "")
