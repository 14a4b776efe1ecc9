"""The outbox: letters wait in the archive until a channel took them. Nothing goes twice, nothing is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from notify import render
from notify.alerts import compose_alert
from notify.digest import EVERYONE, compose
from notify.edition import Digest, Memory, Told, subject_line
from notify.letter import Channel, Delivery, Letter
from storage.archive import Archive
from storage.rows import Message
from watchdesk.config import Config
from watchdesk.errors import BadInput

DIGEST, ALERT = "digest", "alert"
HANDED_OVER = "unsure: the letter was being handed over and its fate is unknown; it is not sent again"
REPLACED = "replaced by a later digest, which covers it"
WAITING = 10_000  # letters to one reader that may wait at once
RETRY_MINUTES = (5, 15, 60, 240, 480)


@dataclass(frozen=True, slots=True)
class Posted:
    """How one letter of the outbox went."""

    recipient: str
    period: str
    subject: str
    delivery: Delivery


def queue_digests(
    archive: Archive, config: Config, now: datetime, *, channel: str = "smtp", period: str | None = None
) -> list[Digest]:
    """Compose and queue the digest of each subscriber (of the newsroom, into files, where there is none).

    A reader whose digest of that period (none given: the local day) is in the outbox already gets no second one.
    Returns those queued now.
    """
    readers = _readers(config, channel)
    queued = (queue_digest(archive, config, now, *reader, period=period) for reader in readers)
    return [digest for digest in queued if digest is not None]


def _readers(config: Config, channel: str) -> list[tuple[str, Sequence[str], str]]:
    subscribers: list[tuple[str, Sequence[str], str]] = [
        (reader.email, tuple(reader.watches), channel) for reader in config.subscribers
    ]
    return subscribers or [(EVERYONE, (), "file")]


def queue_digest(
    archive: Archive,
    config: Config,
    now: datetime,
    recipient: str,
    watch_ids: Sequence[str],
    channel: str,
    *,
    period: str | None = None,
) -> Digest | None:
    """Compose one reader's digest and put it in the outbox; None where that period's is there already."""
    period = period or now.astimezone(config.zone).date().isoformat()
    if archive.queued_period(DIGEST, recipient, period):
        return None
    digest = replace(_next(archive, config, now, recipient, watch_ids), period=period)
    with archive.batch():
        for letter in archive.outbox("queued", WAITING, kind=DIGEST, recipient=recipient):
            archive.mark_unsent(letter.id, REPLACED, now, retry_at=None)
        put = archive.enqueue(
            DIGEST, recipient, digest.period, channel=channel, subject=subject_line(digest), body=pack(digest), now=now
        )
    return digest if put else None


def preview_digest(archive: Archive, config: Config, now: datetime, recipient: str | None = None) -> Digest:
    """What a subscriber's (none named: the first one's) next digest would say; nothing is queued or counts as told.

    Raises BadInput for somebody who is no subscriber.
    """
    readers = {email: watch_ids for email, watch_ids, _ in _readers(config, "file")}
    reader = recipient or next(iter(readers))
    if reader not in readers:
        raise BadInput(f"{reader} is no subscriber; the configuration names {', '.join(readers)}")
    return _next(archive, config, now, reader, readers[reader])


def _next(archive: Archive, config: Config, now: datetime, recipient: str, watch_ids: Sequence[str]) -> Digest:
    last = _last(archive, recipient, DIGEST, _reached)
    memory = _memory(last) if last else None
    return compose(
        archive, config, now=now, recipient=recipient, watch_ids=watch_ids, memory=memory, doubt=_doubt(last)
    )


def queue_alerts(archive: Archive, config: Config, now: datetime, *, channel: str = "smtp") -> list[Digest]:
    """Queue for each subscriber what watches with `alert` just found; call it after `match_watches`. Returns those.

    What was told in an alert is told in the digest too: the digest is the record of the day.
    """
    queued = []
    for recipient, watch_ids, by in _readers(config, channel):
        last = _last(archive, recipient, ALERT, lambda letter: letter.state == "queued" or _reached(letter))
        memory = _memory(last) if last else None
        alert = compose_alert(archive, config, now=now, recipient=recipient, watch_ids=watch_ids, memory=memory)
        if alert is not None and archive.enqueue(
            ALERT, recipient, alert.period, channel=by, subject=subject_line(alert), body=pack(alert), now=now
        ):
            queued.append(alert)
    return queued


def send_due(archive: Archive, channels: Mapping[str, Channel], now: datetime) -> list[Posted]:
    """Hand every due letter to its channel. A letter is claimed before, so that a crash in between sends nothing twice.

    A letter whose channel is not among `channels` stays queued, and that is told.
    """
    return [_post(archive, message, channels.get(message.channel), now) for message in archive.outbox(now=now)]


def pack(digest: Digest) -> bytes:
    """A digest as the outbox keeps it: both forms, and the reader's memory after it."""
    memory = digest.memory or Memory(digest.until)
    told = {str(id_): [entry.on.isoformat(), entry.versions] for id_, entry in memory.articles.items()}
    stories = {key: on.isoformat() for key, on in memory.stories.items()}
    kept = {"until": memory.until.isoformat(), "articles": told, "stories": stories}
    body = {"html": render.html(digest), "text": render.text(digest), "memory": kept}
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def unpack(message: Message) -> Letter:
    """The letter of an outbox row."""
    body = json.loads(message.body)
    return Letter(message.kind, message.recipient, message.period, message.subject, body["html"], body["text"])


def _post(archive: Archive, message: Message, channel: Channel | None, now: datetime) -> Posted:
    if channel is None:
        delivery = Delivery("deferred", f"no channel {message.channel!r} is set up; see `mail` in the configuration")
    else:
        archive.mark_unsent(message.id, HANDED_OVER, now, retry_at=None)
        delivery = channel.deliver(unpack(message))
        _note(archive, message, delivery, now)
    return Posted(message.recipient, message.period, message.subject, delivery)


def _note(archive: Archive, message: Message, delivery: Delivery, now: datetime) -> None:
    if delivery.state == "sent":
        archive.mark_sent(message.id, now)
    elif delivery.state == "unsure":
        archive.mark_unsent(message.id, f"unsure: {delivery.detail}", now, retry_at=None)
    else:
        again = delivery.state == "deferred"
        pause = timedelta(minutes=RETRY_MINUTES[min(message.attempts // 2, len(RETRY_MINUTES) - 1)])
        archive.mark_unsent(message.id, delivery.detail, now, retry_at=now + pause if again else None)


def _last(archive: Archive, recipient: str, kind: str, counts: Callable[[Message], bool]) -> Message | None:
    """The latest letter of a kind to a reader that counts; refused ones may stand after it, so it looks on."""
    at_once = 4
    while True:
        letters = archive.outbox(None, at_once, kind=kind, recipient=recipient, newest_first=True)
        found = next((letter for letter in letters if counts(letter)), None)
        if found is not None or len(letters) < at_once:
            return found
        at_once *= 4


def _reached(letter: Message) -> bool:
    """Whether a letter counts as told: sent, or perhaps sent. What was refused or replaced comes again in the next."""
    return letter.state == "sent" or (letter.state == "failed" and _unsure(letter))


def _unsure(letter: Message) -> bool:
    return (letter.error or "").startswith("unsure:")


def _doubt(last: Message | None) -> str:
    if last is None or not _unsure(last):
        return ""
    return f"Your digest of {last.period} may not have reached you; it is kept on the desk and not sent twice."


def _memory(letter: Message) -> Memory:
    kept = json.loads(letter.body)["memory"]
    articles = {
        int(id_): Told(date.fromisoformat(on), None if ids is None else tuple(ids))
        for id_, (on, ids) in kept["articles"].items()
    }
    stories = {key: date.fromisoformat(on) for key, on in kept["stories"].items()}
    return Memory(datetime.fromisoformat(kept["until"]), articles, stories)
