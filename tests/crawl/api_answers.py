"""Answers of search APIs, written by hand with the documented field names; every value is made up."""

from __future__ import annotations

import json

# name → (address in the catalog, answer, (url, title, published) of what it announces)
ANSWERS: dict[str, tuple[str, bytes, list[tuple[str, str | None, str | None]]]] = {
    "federal_register": (
        "https://www.federalregister.gov/api/v1/documents.json",
        json.dumps({
            "count": 2, "total_pages": 1, "next_page_url": None,
            "results": [
                {"document_number": "2026-00001", "type": "Notice", "title": "Privacy Act notice on facial comparison",
                 "abstract": "x", "publication_date": "2026-11-20", "html_url": "https://www.federalregister.gov/d/1",
                 "pdf_url": "https://www.govinfo.gov/content/pkg/FR-2026-11-20/pdf/2026-00001.pdf", "agencies": []},
                {"document_number": "2026-00002", "title": "No copy yet", "publication_date": None, "pdf_url": None},
            ],
        }).encode(),
        [("https://www.govinfo.gov/content/pkg/FR-2026-11-20/pdf/2026-00001.pdf",
          "Privacy Act notice on facial comparison", "2026-11-20")],
    ),
    "govinfo": (
        "https://api.govinfo.gov/search",
        json.dumps({"count": 1, "offsetMark": "A", "results": [
            {"title": "Hearing on Facial Recognition", "packageId": "CHRG-116hhrg1", "dateIssued": "2019-05-22"}],
        }).encode(),
        [("https://www.govinfo.gov/content/pkg/CHRG-116hhrg1/pdf/CHRG-116hhrg1.pdf",
          "Hearing on Facial Recognition", "2019-05-22")],
    ),
    "congress": (
        "https://api.congress.gov/v3/bill",
        json.dumps({"bills": [
            {"congress": 118, "type": "S", "number": "681", "title": "A Facial Recognition Act",
             "updateDate": "2024-01-02", "originChamber": "Senate", "latestAction": {"text": "Read twice"}, "url": "https://x.test"},
            {"congress": 118, "type": "HR", "number": "1", "title": "A bill on roads"}]}).encode(),
        [("https://www.congress.gov/bill/118th-congress/senate-bill/681", "A Facial Recognition Act", None)],
    ),
    "courtlistener": (
        "https://www.courtlistener.com/api/rest/v4/search/",
        json.dumps({"count": 2, "next": None, "previous": None, "results": [
            {"caseName": "Doe v. Sample", "absolute_url": "/opinion/1/doe-v-sample/", "dateFiled": "2025-06-01",
             "opinions": [{"snippet": "…", "download_url": "https://court.example/1.pdf"}]},
            {"caseName": "Roe v. Sample", "absolute_url": "/opinion/2/roe/", "dateFiled": "2025-05-01"}],
        }).encode(),
        [("https://court.example/1.pdf", "Doe v. Sample", "2025-06-01"),
         ("https://www.courtlistener.com/opinion/2/roe/", "Roe v. Sample", "2025-05-01")],
    ),
    "legistar": (
        "https://webapi.legistar.com/v1/samplebury/matters",
        json.dumps([
            {"MatterId": 7, "MatterGuid": "AB-1", "MatterTitle": "AN ORDINANCE on facial recognition",
             "MatterIntroDate": "2021-06-01T00:00:00", "MatterLastModifiedUtc": "2021-06-03T10:00:00.1"},
            {"MatterId": 8, "MatterTitle": "no guid"}]).encode(),
        [("https://samplebury.legistar.com/LegislationDetail.aspx?ID=7&GUID=AB-1",
          "AN ORDINANCE on facial recognition", "2021-06-01")],
    ),
    "gdelt": (
        "https://api.gdeltproject.org/api/v2/doc/doc",
        b'{"articles": [{"url": "https://news.example/a", "url_mobile": "", "title": "Faces \x01 again",'
        b' "seendate": "20261118T031500Z", "domain": "news.example", "language": "English", "sourcecountry": "x"},'
        b' {"url": "javascript:x", "title": "no"}]}',
        [("https://news.example/a", "Faces \x01 again", None)],
    ),
    "mediacloud": (
        "https://search.mediacloud.org/api/",
        json.dumps({"stories": [{"id": "1", "title": "On faces", "url": "https://news.example/b", "language": "en",
                                 "media_name": "n", "publish_date": "2026-11-22", "indexed_date": "2026-11-23"}],
                    "pagination_token": None}).encode(),
        [("https://news.example/b", "On faces", "2026-11-22")],
    ),
    "wayback": (
        "https://web.archive.org/cdx/search/cdx",
        json.dumps([["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
                    ["x", "20200101000000", "https://news.example/a", "text/html", "200", "D", "1"]]).encode(),
        [("https://web.archive.org/web/20200101000000id_/https://news.example/a", None, None)],
    ),
    "hackernews": (
        "https://hn.algolia.com/api/v1/search_by_date?tags=story",
        json.dumps({"hits": [{"url": "https://news.example/c", "title": "Faces", "created_at": "2026-11-22T01:00:00Z"},
                             {"url": None, "title": "Ask"}]}).encode(),
        [("https://news.example/c", "Faces", None)],
    ),
}  # fmt: skip
