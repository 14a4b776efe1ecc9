"""A digest as HTML that mail programs show well, and as plain text. Both say the same things in the same order."""

from __future__ import annotations

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from notify.edition import (
    ChangeLine,
    Digest,
    StoryLine,
    Unread,
    counted,
    moment,
    outlets_in_words,
    span,
    subject_line,
    summary,
)

# Gmail cuts a mail at 102 kB. Beyond this many stories the sentences go, the stories stay: each is still one line.
IN_FULL = 40
LONG = 150
SENTENCE_LENGTH = 280
CHANGES = {
    "correction": "a correction was added",
    "headline": "the headline was changed",
    "substantive": "the text was changed",
    "restored": "it is back online",
    "typo": "a small slip was mended",
    "metadata": "its dates or authors were changed",
}


def html(digest: Digest) -> str:
    """The digest as one HTML document with inline styles, light and dark, for narrow and wide screens."""
    return _environment().get_template("digest.html").render(_context(digest))


def text(digest: Digest) -> str:
    """The digest as plain text."""
    return _environment().get_template("digest.txt").render(_context(digest)) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("notify", "templates"),
        autoescape=lambda name: bool(name) and str(name).endswith(".html"),
        undefined=StrictUndefined,
    )


def _context(digest: Digest) -> dict[str, object]:
    return {
        "digest": digest,
        "subject": subject_line(digest),
        "summary": summary(digest),
        "preheader": digest.stories[0].headline if digest.stories else digest.pulse.sentence,
        "day": f"{digest.until.astimezone(digest.zone):%A, %-d %B %Y}",
        "covered": _covered(digest),
        "warnings": _warnings(digest),
        "notes": _notes(digest),
        "in_full": IN_FULL,
        "counted": counted,
        "outlets": _outlets,
        "dated": _dated,
        "reasons": _reasons,
        "short": _short,
        "changed": lambda line: _changed(line, digest),
        "moment": lambda at: moment(at, digest.zone),
        "last_read": lambda source: _last_read(source, digest),
    }


def _covered(digest: Digest) -> str:
    if digest.kind == "alert":
        labels = dict.fromkeys(why.label for line in digest.stories for why in line.whys)
        return f"Alert of {moment(digest.until, digest.zone)} for {'; '.join(labels)}."
    if digest.since is None:
        return "This is your first digest: it covers everything in the archive so far."
    return f"Covers everything since the last digest, {moment(digest.since, digest.zone)}."


def _warnings(digest: Digest) -> list[str]:
    warnings = [] if digest.pulse.alive or digest.kind == "alert" else [digest.pulse.sentence]
    warnings += [f"The watch “{label}” could not be matched: {fault}" for label, fault in digest.watch_faults]
    if len(digest.stories) > LONG:
        warnings.append("This digest is long: some mail programs cut it and offer the whole message by a link.")
    return [*warnings, digest.doubt] if digest.doubt else warnings


def _notes(digest: Digest) -> list[str]:
    notes = []
    if digest.copies:
        verb = "is" if digest.copies == 1 else "are"
        notes.append(f"{counted(digest.copies, 'copy', 'copies')} of stories you have had {verb} not repeated here.")
    notes += [
        f"{counted(count, 'more story', 'more stories')} of the watch “{label}”: too many for a mail, see the desk."
        for label, count in digest.unlisted
    ]
    if digest.small_edits:
        notes.append(f"{counted(digest.small_edits, 'small edit')} (typos, dates, bylines) not listed.")
    if digest.old:
        notes.append(f"{counted(digest.old, 'older article')} found too; the desk shows them, an alert is for news.")
    return notes


def _outlets(line: StoryLine) -> str:
    return outlets_in_words(outlet.name for outlet in line.outlets)


def _dated(line: StoryLine) -> str:
    """The day the page states, or as much of it as it states; never the day of the crawl, never a time without zone."""
    if line.published is None:
        return "no date stated"
    try:
        return f"{date.fromisoformat(line.published[:10]):%-d %b %Y}"
    except ValueError:
        return line.published


def _reasons(line: StoryLine) -> str:
    """Each watch that wants this story, with what matched."""
    parts = [f"{why.label} ({why.reason})" if why.reason else why.label for why in line.whys]
    return f"Here because of {'; '.join(parts)}" if parts else ""


def _short(sentence: str) -> str:
    if len(sentence) <= SENTENCE_LENGTH:
        return sentence
    return sentence[:SENTENCE_LENGTH].rsplit(" ", 1)[0] + " …"


def _changed(line: ChangeLine, digest: Digest) -> str:
    what = CHANGES.get(line.change, f"{line.change} change")
    before = f" It was “{line.before}”." if line.before and line.before != line.headline else ""
    return f"{line.outlet} · {what}, {moment(line.at, digest.zone)}.{before}"


def _last_read(source: Unread, digest: Digest) -> str:
    if source.last_read_at is None:
        return "never read yet"
    return f"last read {span(digest.until - source.last_read_at)} ago"
