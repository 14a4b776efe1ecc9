"""`run`: schedule is the ticker, each job a subprocess of this command line, due times kept in storage.

What is due is a pure decision on the clock and on what storage says was done, so a restart neither repeats nor skips
a job, and a shift of daylight saving neither fires twice nor pauses: periods are named, (job, period) is unique.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import schedule

from watchdesk.config import Config
from watchdesk.errors import StorageError

log = logging.getLogger("watchdesk.clock")
TICK_SECONDS = 5
STOP_SECONDS = 20.0
RETRY_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Job:
    """One job for one period: the verbs of the command line it runs, in order, and its time limit in seconds."""

    name: str
    period: str
    verbs: tuple[tuple[str, ...], ...]
    limit_seconds: float


def crawl_period(now: datetime, every_minutes: int) -> str:
    """The name of the crawl slot that `now` (aware) lies in: its start in UTC, slots counted from midnight UTC."""
    moment = now.astimezone(UTC)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    slot = int((moment - midnight).total_seconds() // (every_minutes * 60))
    return (midnight + timedelta(minutes=slot * every_minutes)).strftime("%Y-%m-%dT%H:%MZ")


def digest_period(now: datetime, at: str, zone: ZoneInfo) -> str | None:
    """The local day whose digest is due at `now`, None before its hour. `at` is HH:MM local time.

    A time that the clocks skip counts as the moment they jump to; one that comes twice counts the first time.
    """
    local = now.astimezone(zone)
    hour, minute = (int(part) for part in at.split(":"))
    due = datetime.combine(local.date(), time(hour, minute), tzinfo=zone)
    return local.date().isoformat() if now.astimezone(UTC) >= due.astimezone(UTC) else None


def jobs_at(now: datetime, config: Config) -> list[Job]:
    """All jobs whose period has begun at `now`, whether or not they were done already."""
    limit = config.crawl.cycle_minutes * 60
    verbs = (("crawl", "--due"), ("annotate",), ("send",))
    crawl = Job("crawl", crawl_period(now, config.schedule.crawl_every_minutes), verbs, limit)
    day = digest_period(now, config.schedule.digest_at, config.zone)
    return [crawl] if day is None else [crawl, Job("digest", day, (("digest", "--queue"), ("send",)), limit)]


class Clock:
    """Runs due jobs one after the other; `stop` ends the one that runs and then the clock."""

    def __init__(
        self, config: Config, config_file: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.config, self.config_file, self.now = config, config_file, now
        self.stopped = Event()
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Tick until stopped."""
        ticker = schedule.Scheduler()
        ticker.every(TICK_SECONDS).seconds.do(self.tick)
        self.tick()
        while not self.stopped.wait(1.0):
            ticker.run_pending()

    def tick(self) -> None:
        """Run what is due. A fault of storage is logged and tried again at the next tick: it stops no later job."""
        for job in jobs_at(self.now(), self.config):
            if self.stopped.is_set():
                return
            try:
                if self._is_due(job):
                    self._note(job, self._perform(job))
            except (StorageError, OSError) as fault:
                log.error("%s %s: %s", job.name, job.period, fault)

    def stop(self) -> None:
        """End the running verb politely, then the clock."""
        self.stopped.set()
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()

    def _is_due(self, job: Job) -> bool:
        from storage.archive import Archive

        self.config.archive_path.parent.mkdir(parents=True, exist_ok=True)
        with Archive.open(self.config.archive_path) as archive:
            failed = archive.last_job(job.name, ok=False)
            resting = failed is not None and self.now() - failed.finished_at < RETRY_AFTER
            return archive.job_due(job.name, job.period) and not resting

    def _note(self, job: Job, faults: Sequence[str]) -> None:
        from storage.archive import Archive

        if self.stopped.is_set():
            return  # ended half-way: the period stays due
        with Archive.open(self.config.archive_path) as archive:
            archive.job_done(job.name, job.period, self.now(), ok=not faults, detail="; ".join(faults))

    def _perform(self, job: Job) -> list[str]:
        """Run the verbs of a job; a failed one does not keep the later ones from running. Returns the faults."""
        log.info("%s %s begins", job.name, job.period)
        faults = []
        for verb in job.verbs:
            code = self._call(verb, job.limit_seconds)
            if code:
                faults.append(f"{verb[0]} ended with {code}")
                log.error("%s %s: %s", job.name, job.period, faults[-1])
        return faults

    def _call(self, verb: tuple[str, ...], limit_seconds: float) -> int:
        if self.stopped.is_set():
            return 0
        words = [sys.executable, "-m", "watchdesk", "--config", self.config_file, *verb]
        self.child = subprocess.Popen(words)
        try:
            return self.child.wait(limit_seconds)
        except subprocess.TimeoutExpired:
            log.error("%s: ended after %.0f seconds; the next run goes on where it stopped", verb[0], limit_seconds)
            self.child.terminate()
        try:
            return self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            return self.child.wait()
