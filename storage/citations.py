"""Citations: RIS, BibTeX and CSL-JSON of an exported row. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

Row = Mapping[str, str | int | float | None]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _text(row: Row, column: str) -> str:
    value = row.get(column)
    return "" if value is None else " ".join(str(value).split())


def _authors(row: Row) -> list[str]:
    return [name for name in _text(row, "authors").split("; ") if name]


def _date(value: str) -> list[str]:
    match = _DATE.match(value)
    return [part for part in match.groups() if part] if match else []


def ris(row: Row) -> str:
    """One reference in RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), lines ended by CR LF as it wants."""
    date = _date(_text(row, "published"))
    fields = [
        ("TY", "NEWS"), ("TI", _text(row, "title")), *(("AU", name) for name in _authors(row)),
        ("T2", _text(row, "source")), ("PY", date[0] if date else ""),
        ("DA", "/".join([*date, "", ""][:3]) + "/" if date else ""), ("LA", _text(row, "language")),
        ("UR", _text(row, "url")), ("Y2", _text(row, "fetched_at")[:10].replace("-", "/")),
        ("N1", f"SHA-256 of the text: {_text(row, 'content_sha256')}"),
    ]  # fmt: skip
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def bibtex(row: Row) -> str:
    """One reference in BibTeX, its key unique by article."""
    date = _date(_text(row, "published"))
    key = re.sub(r"[^a-z0-9]", "", _text(row, "source_id").lower()) or "article"
    fields = [
        ("title", "{" + _escaped(_text(row, "title")) + "}"), ("author", " and ".join(map(_escaped, _authors(row)))),
        ("howpublished", _escaped(_text(row, "source"))), ("year", date[0] if date else ""),
        ("month", date[1] if len(date) > 1 else ""), ("day", date[2] if len(date) > 2 else ""),
        ("url", _text(row, "url").replace("%", r"\%").replace("#", r"\#")),
        ("urldate", _text(row, "fetched_at")[:10]), ("language", _text(row, "language")),
    ]  # fmt: skip
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value and value != "{}")
    return f"@misc{{{key}{date[0] if date else ''}-{row['article_id']},\n{body}}}\n"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in text)


def csl(row: Row) -> dict[str, object]:
    """One reference as CSL-JSON (https://docs.citationstyles.org, schema 1.0.2)."""
    item: dict[str, object] = {
        "id": f"watchdesk-{row['article_id']}",
        "type": "article-newspaper",
        "title": _text(row, "title"),
        "container-title": _text(row, "source"),
        "author": [{"literal": name} for name in _authors(row)],
        "issued": _parts(_text(row, "published")),
        "accessed": _parts(_text(row, "fetched_at")),
        "URL": _text(row, "url"),
        "language": _text(row, "language"),
    }
    return {name: value for name, value in item.items() if value}


def _parts(value: str) -> dict[str, object]:
    date = [int(part) for part in _date(value)]
    return {"date-parts": [date]} if date else {}
