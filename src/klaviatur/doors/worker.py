"""The worker: carries ordered work on beside the pages, or in a process of its own."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Thread
from uuid import uuid4

from klaviatur.adapters.stores.database import open_database
from klaviatur.adapters.work import Living, ManyByName, OneByFile, Runner
from klaviatur.doors.failures import Failure, attempt
from klaviatur.records import OutputCopy
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.work import Works

LOOK_S = 10.0  # how often a worker looks for what dead ones left behind
SEND_S = 1.0  # how often it looks for deliveries; one that is planned for sooner leaves at its moment
AGAIN_S = 0.1  # how soon it looks again while something is due
AT_ONCE = 1_000  # deliveries in one round
COPIES = 4  # copies of outputs that are put at a time
Copied = tuple[str, str]  # output and outlet


class Worker:
    """One process's share of the work at a desk."""

    def __init__(self, desk: Desk, *, look_s: float = LOOK_S, deliveries: Deliveries | None = None) -> None:
        self._look_s = look_s
        self.deliveries = deliveries or open_deliveries(desk=desk)
        self.works = Works(desk, hand_over=self._hand_over)
        many = desk.settings.database_url
        name = uuid4().hex if many else "here"
        self._living: Living = ManyByName(open_database(many), name) if many else OneByFile(desk.folder)
        self._runner = Runner(many or desk.folder / "klaviatur.db", self._advance, executor=name)
        self._ready, self._ended, self._news = Event(), Event(), Event()
        self._threads = (
            Thread(target=self._work, name="klaviatur-worker", daemon=True),
            Thread(target=self._send, name="klaviatur-deliveries", daemon=True),
            Thread(target=self._copy, name="klaviatur-copies", daemon=True),
        )

    def start(self) -> bool:
        """Begin to work beside what else this process does; False where another process works here already."""
        if not self._living.claim():
            return False
        for thread in self._threads:
            thread.start()
        return True

    def stop(self) -> None:
        """Stop after the item that is being done; the next start carries on."""
        self._ended.set()
        self._news.set()
        self.deliveries.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=5)  # or it opens again what is closed here
        self.deliveries.close()
        if self._ready.is_set():
            self._runner.stop(wait_s=5)
        self._living.leave()

    def wait_ready(self, timeout_s: float) -> bool:
        """Return whether the worker is at work, waiting for it at most so long."""
        return self._ready.wait(timeout_s)

    def done(self) -> bool:
        """Return whether nothing that was ordered is unfinished, and nothing is due that may leave, copies too."""
        due = attempt(self.deliveries.next_due)
        if self.works.unfinished() or (isinstance(due, datetime) and due <= datetime.now(UTC)):
            return False
        copies = attempt(self.deliveries.copies.due)
        return isinstance(copies, Failure) or not copies

    def pause(self, seconds: float = 0.5) -> None:
        """Wait a moment, or until it is told to stop."""
        self._ended.wait(seconds)

    def _hand_over(self, work: str) -> None:
        if self._ready.is_set():
            self._runner.add(work)

    def _work(self) -> None:
        """Start, take up what was ordered and never handed over, then look for what others left behind, imports too."""
        self._runner.start()
        self._ready.set()
        while True:
            for look in (
                self._add_unfinished,
                self._settle,
                self.works.renew_outputs,
                self._adopt,
            ):
                attempt(look)  # a database that was away is there again the next time
            if self._ended.wait(self._until_look()):
                return

    def _until_look(self) -> float:
        """Return how long there is nothing to look for: until a sale begins or ends, which outputs say at once."""
        due = self.works.next_due
        soon = (due - datetime.now(UTC)).total_seconds() if due else self._look_s
        return min(self._look_s, soon if soon > 0 else SEND_S)  # it could not be looked for in time: not at once again

    def _settle(self) -> None:
        """Take up imports that others left behind; the products are opened here, and their database may be away."""
        self.works.desk.products.store.settle()

    def _add_unfinished(self) -> None:
        for work in self.works.unfinished():
            self._runner.add(work)

    def _adopt(self) -> None:
        """Take over what dead workers left behind; not while others could take this one for dead."""
        if self._living.claim():
            self._runner.adopt(self._living.dead(self._runner.left_behind()))

    def _send(self) -> None:
        """Send what is due until it is told to stop; a round that breaks (a busy database) is tried again."""
        while not self._ended.is_set():
            attempt(lambda: self.deliveries.send_due(limit=AT_ONCE))
            self._ended.wait(self._until_next())

    def _until_next(self) -> float:
        """Return how long there is nothing to send, at most a second."""
        due = attempt(self.deliveries.next_due)
        if due is None or isinstance(due, Failure):
            return SEND_S
        soon = (due - datetime.now(UTC)).total_seconds()
        return min(SEND_S, soon) if soon > 0 else AGAIN_S

    def _copy(self) -> None:
        """Put what runs have changed to where it is kept up to date, also runs of other processes.

        Several at a time: an outlet that does not answer holds up no other.
        """
        pool, flying = ThreadPoolExecutor(COPIES, thread_name_prefix="klaviatur-copy"), dict[Copied, Future[None]]()
        while not self._ended.is_set():
            due = attempt(self.deliveries.copies.due)
            flying = {name: one for name, one in flying.items() if not one.done()}
            for copy in () if isinstance(due, Failure) else due:
                if (copy.output, copy.outlet) not in flying:
                    flying[copy.output, copy.outlet] = pool.submit(self._renew, copy)
            self._news.wait(self._look_s)
            self._news.clear()
        pool.shutdown(wait=False, cancel_futures=True)

    def _renew(self, copy: OutputCopy) -> None:
        """Put one copy; a fault of ours is kept with it, and it is tried again later."""
        done = attempt(lambda: self.deliveries.copies.renew(copy))
        if isinstance(done, Failure) and not self._ended.is_set():
            attempt(lambda: self.deliveries.copies.put_off(copy, done.message))

    def _advance(self, work: str) -> bool:
        """Do one item; a fault of ours ends this piece of work with its reason, not the worker."""
        done = attempt(lambda: self.works.advance(work))
        if isinstance(done, Failure):
            self.works.fail(work, done.message)
            return False
        if not done:
            self._news.set()
        return done
