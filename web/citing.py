"""An article as a reference: one line to paste, RIS and BibTeX for reference managers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage.citations import Row, bibtex, ris
from storage.rows import ArticlePage
from storage.search import article_page
from web.view import desk_of
from web.words import stated_date

FORMS = {"ris": (ris, "application/x-research-info-systems"), "bib": (bibtex, "application/x-bibtex")}


def cite(request: Request) -> Response:
    """One article as RIS (`cite.ris`) or BibTeX (`cite.bib`)."""
    form = FORMS.get(request.path_params["form"])
    if form is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "A reference comes as cite.ris or cite.bib.")
    article_id = request.path_params["article_id"]
    with desk_of(request).archive() as archive:
        page = article_page(archive, article_id)
    if page is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no article of that number in the archive.")
    write, media = form
    name = f"watchdesk-{article_id}.{request.path_params['form']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(reference(page)), media_type=f"{media}; charset=utf-8", headers=headers)


def reference(page: ArticlePage) -> Row:
    """What a reference manager needs of an article; the hash is that of the version that is current."""
    hit = page.hit
    return {
        "article_id": hit.article_id, "title": hit.title, "authors": "; ".join(page.authors), "source": hit.source_name,
        "source_id": hit.source_id, "published": hit.published, "language": hit.language, "url": hit.url,
        "fetched_at": hit.fetched_at.isoformat(),
        "content_sha256": page.versions[-1].content_sha256 if page.versions else None,
    }  # fmt: skip


def in_a_line(page: ArticlePage) -> str:
    """A reference to paste: who, what, where, when by the page itself, when we fetched it."""
    hit = page.hit
    parts = (
        ", ".join(page.authors), f"“{hit.title}”" if hit.title else "", hit.source_name, stated_date(hit.published),
        hit.url, f"fetched {hit.fetched_at:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip
    return ". ".join(part for part in parts if part) + "."
