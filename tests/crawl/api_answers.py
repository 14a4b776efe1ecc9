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
    "legistar_events": (
        "https://webapi.legistar.com/v1/samplebury/events",
        json.dumps([
            {"EventId": 3, "EventGuid": "EV-3", "EventBodyName": "Public Safety Committee",
             "EventDate": "2026-11-20T00:00:00", "EventTime": "9:30 AM", "EventMinutesFile": None,
             "EventAgendaFile": "https://samplebury.legistar1.test/agenda-3.pdf",
             "EventInSiteURL": "https://samplebury.legistar.com/MeetingDetail.aspx?ID=3&GUID=EV-3"},
            {"EventId": 4, "EventDate": "2026-12-01T00:00:00", "EventAgendaFile": None}]).encode(),
        [("https://samplebury.legistar1.test/agenda-3.pdf", "Agenda: Public Safety Committee, 2026-11-20", None)],
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

# Answers of Legistar that the ones above lead to: path below /v1/samplebury/ → answer.
LEGISTAR = {
    "matters/7/attachments": [
        {"MatterAttachmentId": 1, "MatterAttachmentName": "Staff report", "MatterAttachmentLastModifiedUtc":
         "2021-06-02T08:00:00", "MatterAttachmentHyperlink": "https://samplebury.legistar1.test/report.pdf"},
        {"MatterAttachmentId": 2, "MatterAttachmentName": "No file", "MatterAttachmentHyperlink": None}],
    "matters/7/histories": [
        {"MatterHistoryId": 70, "MatterHistoryGuid": "H-70", "MatterHistoryEventId": 3, "MatterHistoryActionName":
         "Passed", "MatterHistoryPassedFlag": 1, "MatterHistoryPassedFlagName": "Pass", "MatterHistoryTally": "8:1",
         "MatterHistoryRollCallFlag": 1},
        {"MatterHistoryId": 69, "MatterHistoryGuid": "H-69", "MatterHistoryActionName": "Referred",
         "MatterHistoryPassedFlag": None}],
    "events/3/eventitems": [
        {"EventItemId": 70, "EventItemGuid": "H-70", "EventItemTitle": "CB 120171: facial recognition ordinance",
         "EventItemMatterId": 7, "EventItemMatterGuid": "AB-1", "EventItemMatterName": "Facial recognition",
         "EventItemPassedFlag": 1, "EventItemPassedFlagName": "Pass", "EventItemMatterAttachments": [
             {"MatterAttachmentName": "Staff report", "MatterAttachmentHyperlink":
              "https://samplebury.legistar1.test/report.pdf"}]},
        {"EventItemId": 71, "EventItemTitle": "Paving of Main Street", "EventItemMatterId": 8,
         "EventItemMatterGuid": "AB-2", "EventItemMatterAttachments": None}],
    "events/4/eventitems": [],
    "eventitems/70/votes": [
        {"VoteId": 2, "VoteGuid": "V-2", "VoteLastModifiedUtc": "2026-11-20T22:10:00.25", "VotePersonId": 12,
         "VotePersonName": "Birch, Bo", "VoteValueId": 15, "VoteValueName": "Opposed", "VoteSort": 2, "VoteResult": 2,
         "VoteEventItemId": 70},
        {"VoteId": 1, "VoteGuid": "V-1", "VoteLastModifiedUtc": "2026-11-20T22:09:00", "VotePersonId": 11,
         "VotePersonName": "Alder,  Ann", "VoteValueId": 14, "VoteValueName": "In Favor", "VoteSort": 1,
         "VoteResult": 1, "VoteEventItemId": 70},
        {"VoteId": 3, "VotePersonName": "Cedar, Cy", "VoteValueName": None, "VoteSort": 3},
        {"VoteId": 4, "VotePersonName": None, "VoteValueName": "Absent"}],
}  # fmt: skip
