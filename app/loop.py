"""asyncio on Qt's event loop: one thread in which the window and the proxy take turns.

Owns when callbacks are served. Must not know the window or the proxy.

qasync carries the run itself and, on Windows, the completion port. Its scheduling is replaced, since it makes
a QTimer of each callback, and a cancelled one stays alive until it is due:

- callbacks wait in one deque; one posted event serves them for `TURN` seconds at most, then Qt has its turn
- timers wait in one heap; none runs early, cancelled ones are swept out (`app.qt_timers`)
- a ready socket's own callback runs at once (`app.qt_sockets`), what it sets going waits in the deque
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from asyncio.tasks import _enter_task, _leave_task
from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, Signal

from app.executor import DaemonExecutor
from app.qt_sockets import Watches
from app.qt_timers import TimerHeap
from proxy_core.faults import describe

_foreign = os.environ.pop("QT_API", None)  # meant for other programs, but qasync would obey it
import qasync  # noqa: E402

if _foreign is not None:
    os.environ["QT_API"] = _foreign

_log = logging.getLogger("scrubroom.loop")
_Base = asyncio.BaseEventLoop
_Callback = Callable[..., object]
_IN_CALLBACK: Final = "Exception in callback"

#: Seconds of callbacks before Qt has its turn: a quarter of a frame at 60 Hz.
TURN: Final = 0.004
#: Seconds that the end of a run waits for jobs in worker threads.
JOB_GRACE: Final = 2.0


class _Bell(QObject):
    """Any thread may ring it: a queued signal is a posted event."""

    rung = Signal()


class TrayLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """An asyncio event loop inside `app.exec()`, for a QApplication as well as for a QCoreApplication.

    A Qt loop nested in a callback (`dialog.exec()`) does not stop the others, but the task that nests waits
    for it: use `dialog.open()`.
    """

    # asyncio's own do more than qasync's, such as keeping the context and finishing a run cleanly.
    run_until_complete = _Base.run_until_complete
    run_in_executor = _Base.run_in_executor
    set_default_executor = _Base.set_default_executor
    set_exception_handler = _Base.set_exception_handler
    call_exception_handler = _Base.call_exception_handler

    def __init__(self, app: QCoreApplication | None = None) -> None:
        found = app or QCoreApplication.instance()
        if found is None:
            raise RuntimeError("Make a QApplication first: the event loop runs inside it.")
        self._app: Any = found
        self._stopping: bool
        self._active = False  # between the start and the end of run_forever
        self._inside = False  # a callback runs
        self._due = False  # somebody is going to look at the deque
        self._last = 0  # callbacks to run after stop(): those that were waiting then
        self._fatal: BaseException | None = None
        self._timers = TimerHeap(self._on_alarm)
        self._readers = Watches(QSocketNotifier.Type.Read, self._on_ready)
        self._writers = Watches(QSocketNotifier.Type.Write, self._on_ready)
        self._bell = _Bell()
        self._bell.rung.connect(self._on_bell, Qt.ConnectionType.QueuedConnection)
        super().__init__(found)
        self._default_executor: Any = DaemonExecutor()

    # ------------------------------------------------------------ callbacks

    def call_soon(self, callback: _Callback, *args: Any, context: Context | None = None) -> asyncio.Handle:
        if self._debug:
            self._check_thread()
        return self.call_soon_threadsafe(callback, *args, context=context)

    def call_soon_threadsafe(
        self, callback: _Callback, *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        if self._closed:
            self._check_closed()
        if self._debug:
            self._check_callback(callback, "call_soon")
        handle = asyncio.Handle(callback, args, self, context)
        self._add_callback(handle)
        return handle

    def _add_callback(self, handle: asyncio.Handle) -> None:
        # First the deque, then the flag; `_serve` does it in the other order, so no thread's call is lost.
        self._ready.append(handle)
        if not self._due:
            self._ring()

    def _ring(self) -> None:
        self._due = True
        self._bell.rung.emit()

    def _on_bell(self) -> None:
        self._due = False
        if self._active:
            if not self._inside:
                self._readers.bury()
                self._writers.bury()
            self._guarded(self._serve)

    def _on_ready(self, handle: asyncio.Handle) -> None:
        # What it sets going waits for the bell: many sockets served at one step, then all at the next, cost
        # a quarter less than one after the other to the end.
        if self._active:
            self._guarded(self._run, handle)

    def _guarded(self, call: _Callback, *args: object) -> None:
        """Call from a Qt slot, which must not raise, perhaps one in a loop nested in another callback."""
        task = asyncio.current_task(self) if self._inside else None  # it waits for the nested loop
        if task is not None:
            _leave_task(self, task)
        due, inside = self._due, self._inside
        self._due = self._inside = True
        try:
            call(*args)
        except BaseException as error:  # SystemExit and KeyboardInterrupt leave through run_forever
            self._fatal = error
            self.stop()
        self._due, self._inside = due, inside
        if task is not None:
            _enter_task(self, task)
        if not due and (self._ready or self._readers.has_retired() or self._writers.has_retired()):
            self._ring()

    def _serve(self) -> None:
        """Run what waits and what that adds, as long as the turn lasts."""
        ready, now = self._ready, time.monotonic
        run: Any = self._run_watched if self._debug else asyncio.Handle._run
        end = now() + TURN
        while ready and (self._take_last() if self._stopping else now() < end):
            handle = ready.popleft()
            if not handle._cancelled:
                run(handle)

    def _take_last(self) -> bool:
        self._last -= 1
        return self._last >= 0

    def _run(self, handle: Any) -> None:
        if self._debug:
            self._run_watched(handle)
        else:
            handle._run()

    def _run_watched(self, handle: Any) -> None:
        callback, start = handle._callback, time.monotonic()
        handle._run()
        took = time.monotonic() - start
        if took >= self.slow_callback_duration:
            task = getattr(callback, "__self__", None)
            what = task.get_coro() if isinstance(task, asyncio.Task) else callback
            name = getattr(what, "__qualname__", type(what).__name__)
            _log.warning("%s held up the window and the proxy for %.3f s.", name, took)

    def _on_sleep(self) -> None:
        # Qt is about to sleep. Within a callback, that is a nested loop, and nobody will look at the deque.
        if self._inside:
            self._due = False
            if self._ready:
                self._ring()

    # ------------------------------------------------------------ timers

    def call_later(
        self, delay: float, callback: _Callback, *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        if delay is None:
            raise TypeError("delay must not be None")
        return self.call_at(time.monotonic() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: _Callback, *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_at")
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        self._timers.push(when, timer)
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timers.cancelled(handle)

    def _on_alarm(self) -> None:
        if self._active:  # else run_forever arms the timers again
            self._ready.extend(self._timers.take_due())
            if self._ready and not self._due:
                self._ring()

    # ------------------------------------------------------------ readers and writers

    def _add_reader(self, fd: Any, callback: _Callback, *args: Any) -> asyncio.Handle:
        return self._watch(self._readers, fd, callback, args)

    def _remove_reader(self, fd: Any) -> bool:
        return self._unwatch(self._readers, fd)

    def _add_writer(self, fd: Any, callback: _Callback, *args: Any) -> asyncio.Handle:
        return self._watch(self._writers, fd, callback, args)

    def _remove_writer(self, fd: Any) -> bool:
        return self._unwatch(self._writers, fd)

    def _watch(self, watches: Watches, fd: Any, callback: _Callback, args: tuple[Any, ...]) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, None)
        watches.add(fd, handle)
        return handle

    def _unwatch(self, watches: Watches, fd: Any) -> bool:
        if self._closed or not watches.remove(fd):
            return False
        if not self._due:
            self._ring()  # to bury the notifier
        return True

    # ------------------------------------------------------------ start, stop, end

    def run_forever(self) -> None:
        self._check_closed()
        self._check_running()
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        self._set_coroutine_origin_tracking(self._debug)
        self._thread_id: int | None = threading.get_ident()
        self._fatal, self._active = None, True
        if self._stopping:  # stop() came before the start: one round, as in asyncio
            self._stopping = False
            self.call_soon(self.stop)
        dispatcher = self._app.eventDispatcher()
        dispatcher.aboutToBlock.connect(self._on_sleep)
        self._timers.arm()
        self._ring()
        deafen = self._hear_signals()
        try:
            super().run_forever()
        finally:
            deafen()
            dispatcher.aboutToBlock.disconnect(self._on_sleep)
            self._stopping = False
            self._active = self._due = False
            self._thread_id = None
            self._set_coroutine_origin_tracking(False)
            sys.set_asyncgen_hooks(*hooks)
        if self._fatal is not None:
            raise self._fatal

    def stop(self) -> None:
        """End the run after the callbacks that are waiting now."""
        self._stopping = True
        self._last = len(self._ready)
        if self._active:
            self._app.exit()

    def close(self) -> None:
        """Free everything; does not wait for jobs in worker threads."""
        if not self.is_closed() and not self.is_running() and self._default_executor is not None:
            self._default_executor.shutdown(wait=False, cancel_futures=True)
        super().close()
        self._timers.close()
        self._readers.close()
        self._writers.close()

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Drop the jobs that have not begun; give the others `timeout` seconds, `JOB_GRACE` at most."""
        self._executor_shutdown_called = True
        executor = self._default_executor
        if executor is None:
            return
        executor.shutdown(wait=False, cancel_futures=True)
        jobs = executor.running() if isinstance(executor, DaemonExecutor) else ()
        if jobs:
            grace = JOB_GRACE if timeout is None else min(timeout, JOB_GRACE)
            waits = [asyncio.wrap_future(job, loop=self) for job in jobs]
            _, pending = await asyncio.wait(waits, timeout=grace)
            if pending:
                _log.warning("%d job(s) in worker threads did not end within %g s.", len(pending), grace)

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """Logs what failed and where. What asyncio's own adds, such as arguments, may quote a patient."""
        message = context.get("message") or "An error in the event loop"
        if message.startswith(_IN_CALLBACK):  # asyncio adds its arguments
            message = _IN_CALLBACK
        error = context.get("exception")
        said = describe(error) if isinstance(error, BaseException) else "no exception"
        _log.error("%s: %s", message, said)

    # ------------------------------------------------------------ signals

    def remove_signal_handler(self, sig: int) -> bool:
        removed: bool = super().remove_signal_handler(sig)
        if self._active and not self._signal_handlers:
            signal.set_wakeup_fd(self._csock.fileno(), warn_on_full_buffer=False)
        return removed

    def _hear_signals(self) -> _Callback:
        """Let a signal wake Qt, which sleeps outside of Python. Returns what undoes it."""
        if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
            return lambda: None  # on Windows, the completion port's loop does it
        before = signal.set_wakeup_fd(self._csock.fileno(), warn_on_full_buffer=False)
        # Python's own handler would raise into a Qt slot, which swallows it.
        default = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if default:
            signal.signal(signal.SIGINT, self._interrupt)

        def undo() -> None:
            if default and signal.getsignal(signal.SIGINT) == self._interrupt:
                signal.signal(signal.SIGINT, signal.default_int_handler)
            if not self._signal_handlers:
                signal.set_wakeup_fd(before)

        return undo

    def _interrupt(self, number: int, frame: object) -> None:
        self._fatal = KeyboardInterrupt()
        self.stop()
