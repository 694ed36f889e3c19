"""The journal on the disk: one thread that writes what the ring tells, and keeps the budgets' books.

Everything that touches the file is a job for that thread. Jobs are done in order, as many as there are in one
transaction. What somebody waits for is done at once; an entry that nobody waits for waits a little for
company, so that a request costs the event loop no more than an append. Never raises into a request: what
cannot be written is kept and tried again, and `problem` says why. Metadata only; see `journal.rows`.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from proxy_core.clock import Clock
from proxy_core.config import Config
from proxy_core.errors import ProxyError
from proxy_core.faults import describe
from proxy_core.journal import audit, changes
from proxy_core.journal.database import Database, JournalError, Run
from proxy_core.journal.entry import Entry, Outcome
from proxy_core.journal.rows import day_of, write_exchange
from proxy_core.policy import budget
from proxy_core.policy.budget import Alert, Limit
from proxy_core.policy.cycle import Cycle, cycle_of

log = logging.getLogger("scrubroom.journal")
T = TypeVar("T")

#: How long an entry may wait for others, in seconds.
LINGER_S = 0.5
#: How long after a failure the same is tried again, in seconds.
RETRY_S = 5.0
#: How often what is too old is deleted, in seconds.
RETENTION_S = 6 * 3600.0
#: How many jobs are kept while nothing can be written; the oldest entries are lost first.
MOST_WAITING = 20_000
#: How long the sums of a budget outlive their day: longer than any cycle.
SPENT_DAYS = 400


@dataclass(slots=True)
class _Job:
    """future: whoever waits for it; None for what is to be kept until it is written.

    entry: whether it may be lost if too much waits.
    """

    work: Callable[[Run], Any]
    future: Future[Any] | None = None
    entry: bool = False


class Journal:
    """One file, open from `start` to `close`.

    owner: names this program among those that share the file. alive: whether the program of another owner
    still runs. problem: why nothing is written, for a person; empty while all is well.
    """

    def __init__(
        self,
        path: Path,
        config: Config,
        clock: Clock,
        *,
        owner: str = "",
        alive: Callable[[str], bool] = lambda owner: False,
        digest: changes.Digest = changes.no_digest,
    ) -> None:
        self.path = path
        self.problem = ""
        self._config = config
        self._clock = clock
        self._owner = owner
        self._alive = alive
        self._digest = digest
        self._database: Database | None = None
        self._changed = threading.Condition()
        self._jobs: list[_Job] = []
        self._urgent = False
        self._closing = False
        self._pause = 0.0
        self._reserved: set[str] = set()
        self._alerts: list[Alert] = []
        self._sealed: list[audit.Sealed] = []
        self._forgot = False
        self._listeners: list[Callable[[Alert], None]] = []
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self) -> None:
        """Open the file, in the thread; what keeps it from opening is in `problem`."""
        self._thread.start()
        self._add(_Job(self._begin), urgent=True)

    def close(self, patience_s: float = 10.0) -> None:
        """Write what is there and close the file. Blocks, but not for longer than that."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(patience_s)
        if self._thread.is_alive():
            log.warning("The journal did not close in time; the last entries may be missing.")

    def configure(self, config: Config) -> None:
        """Take a changed configuration; what changed of the policy goes into the audit trail."""
        self._config = config
        self._add(_Job(self._note_changes))

    def subscribe_alerts(self, listener: Callable[[Alert], None]) -> Callable[[], None]:
        """Calls the listener, on the journal's thread, when a budget passes a threshold.

        Returns what ends that.
        """
        self._listeners.append(listener)

        def leave() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def note(self, entry: Entry) -> None:
        """An observer of the ring: an exchange that is over will be written."""
        if entry.outcome is Outcome.RUNNING:
            return
        reserved = entry.request_id in self._reserved
        self._reserved.discard(entry.request_id)
        self._add(_Job(partial(self._write, entry), entry=True), urgent=reserved)

    def reserve(self, request_id: str, key: str, cost: int, limits: Sequence[Limit]) -> Future[None]:
        """Set aside what a request may cost, until its entry is noted. In billionths of a dollar.

        The future fails with `ProxyError` AI_CREDITS_EXHAUSTED or `JournalError`.
        """
        self._reserved.add(request_id)
        kind = self._config["policy.budget_cycle"]
        cycle = cycle_of(kind, self._clock.now())
        return self.ask(lambda run: budget.reserve(run, request_id, self._owner, key, cost, cycle, limits))

    def ask(self, work: Callable[[Run], T]) -> Future[T]:
        """Have something done in the journal's next transaction. The future may fail with `JournalError`."""
        future: Future[T] = Future()
        self._add(_Job(work, future), urgent=True)
        return future

    def record(self, kind: str, subject: str, details: Mapping[str, Any]) -> None:
        """A row of the audit trail. details: never PHI."""
        at = self._clock.now()
        self._add(_Job(lambda run: self._seal(run, at, kind, subject, details)), urgent=True)

    # from here on: the thread

    def _add(self, job: _Job, *, urgent: bool = False) -> None:
        with self._changed:
            if self._closing and job.future is not None:
                job.future.set_exception(JournalError("The journal is closed."))
                return
            if len(self._jobs) >= MOST_WAITING:
                self._drop_oldest()
            self._jobs.append(job)
            self._urgent |= urgent
            if urgent or len(self._jobs) == 1:
                self._changed.notify()

    def _drop_oldest(self) -> None:
        for number, job in enumerate(self._jobs):
            if job.entry:
                del self._jobs[number]
                return

    def _run(self) -> None:
        while True:
            jobs = self._take()
            try:
                if jobs:
                    self._attempt(jobs)
            except Exception as error:  # whoever waits must not wait for ever
                log.error("the journal failed: %s", describe(error))
                self._release(jobs)
            if self._closing and (not self._jobs or self._pause):
                break
        if self._jobs:
            log.warning("%d entries of the journal could not be written.", len(self._jobs))
        self._fail_waiting()
        if self._database is not None:
            self._database.close()

    def _take(self) -> list[_Job]:
        """What is to be done, once it is worth doing; maintenance if nothing else comes for long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._jobs or self._closing, RETENTION_S):
                return [_Job(self._retain)]
            self._changed.wait_for(lambda: self._urgent or self._closing, self._pause or LINGER_S)
            jobs, self._jobs, self._urgent = self._jobs, [], False
        return [job for job in jobs if job.future is None or job.future.set_running_or_notify_cancel()]

    def _attempt(self, jobs: list[_Job]) -> None:
        self._alerts, self._sealed, self._forgot = [], [], False
        try:
            with self._opened().transaction() as run:
                done = [(job, *_result(job, run)) for job in jobs]
        except JournalError as error:
            self._failed(jobs, error)
        except Exception as error:
            if len(jobs) > 1:
                for job in jobs:
                    self._attempt([job])
                return
            log.error("a job of the journal failed: %s", describe(error))
            if jobs[0].future is not None:
                jobs[0].future.set_exception(error)
        else:
            self._succeeded(done)

    def _opened(self) -> Database:
        if self._database is None:
            self._database = Database(self.path)
        return self._database

    def _failed(self, jobs: list[_Job], error: JournalError) -> None:
        if str(error) != self.problem:
            log.warning("%s What happens is kept in memory until then.", error)
        self.problem, self._pause = str(error), RETRY_S
        with self._changed:
            self._jobs = [job for job in jobs if job.future is None] + self._jobs
        for job in jobs:
            if job.future is not None:
                job.future.set_exception(error)

    def _succeeded(self, done: list[tuple[_Job, Any, ProxyError | None]]) -> None:
        if self.problem:
            log.info("The journal can be written again.")
        self.problem, self._pause = "", 0.0
        self._tell()
        for job, value, refusal in done:
            if job.future is not None and refusal is not None:
                job.future.set_exception(refusal)
            elif job.future is not None:
                job.future.set_result(value)
        if self._forgot and self._database is not None:
            with contextlib.suppress(JournalError):  # another program reads: the next time will do
                self._database.vacuum()

    def _tell(self) -> None:
        if self._sealed:  # a witness outside of the file
            log.info(
                "The audit trail ends with row %d, %s.", self._sealed[-1].number, self._sealed[-1].hash[:16]
            )
        for alert in self._alerts:
            log.warning("%s", alert.text())
            for listener in tuple(self._listeners):
                try:
                    listener(alert)
                except Exception as error:
                    log.error("a listener of the budgets failed: %s", describe(error))

    def _fail_waiting(self) -> None:
        with self._changed:
            jobs, self._jobs = self._jobs, []
        self._release(jobs)

    def _release(self, jobs: list[_Job]) -> None:
        for job in jobs:
            if job.future is not None and not job.future.done():
                job.future.set_exception(JournalError(self.problem or "The journal is closed."))

    # jobs

    def _begin(self, run: Run) -> None:
        budget.release_of_the_dead(run, lambda owner: owner != self._owner and self._alive(owner))
        self._note_changes(run)
        self._retain(run)

    def _write(self, entry: Entry, run: Run) -> None:
        config = self._config
        write_exchange(run, entry, config)
        budget.settle(run, entry.request_id, day_of(entry), entry.key, entry.cost)
        if entry.outcome is Outcome.BLOCKED:
            self._seal(run, entry.at, "request.blocked", entry.request_id, _why(entry))
        if entry.cost and (limits := budget.limits_of(config, entry.key)):
            self._alerts += budget.alerts(run, limits, self._cycle())

    def _note_changes(self, run: Run) -> None:
        self._sealed += changes.record(run, self._config, self._clock.now(), self._digest)

    def _seal(self, run: Run, at: datetime, kind: str, subject: str, details: Mapping[str, Any]) -> None:
        self._sealed.append(audit.append(run, at, kind, subject, details))

    def _cycle(self) -> Cycle:
        return cycle_of(self._config["policy.budget_cycle"], self._clock.now())

    def _retain(self, run: Run) -> None:
        """Forget what is too old. The audit trail stays."""
        today = self._clock.now().astimezone().date()
        keep = today - timedelta(days=self._config["log.keep_days"])
        self._forgot = run.execute("DELETE FROM exchanges WHERE day < ?", (keep.isoformat(),)).rowcount > 0
        old = (today - timedelta(days=SPENT_DAYS)).isoformat()
        run.execute("DELETE FROM spent WHERE day < ?", (old,))


def _result(job: _Job, run: Run) -> tuple[Any, ProxyError | None]:
    """What a job gives, or its refusal. A job refuses before it has changed anything."""
    try:
        return job.work(run), None
    except ProxyError as error:
        return None, error


def _why(entry: Entry) -> Mapping[str, Any]:
    return {"code": entry.code, "key": entry.key, "provider": entry.provider, "phi": dict(entry.phi)}
