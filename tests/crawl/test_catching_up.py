"""More documents than one cycle reads of a source: the next cycles go on with those that were never read."""

from __future__ import annotations

from cycle_process import configuration, run
from hostile_server import HostileServer, answer

from watchdesk.records import Source

MAPS = 110
XML = "Content-Type: application/xml"


def index() -> bytes:
    maps = "".join(f"<sitemap><loc>http://paper.test/map-{n}.xml</loc></sitemap>" for n in range(MAPS))
    return f"<sitemapindex>{maps}</sitemapindex>".encode()


async def paper(writer, path):
    if path == "/robots.txt":
        writer.write(answer("200 OK", b"User-agent: *\nDisallow: /a/\n"))
    elif path == "/index.xml":
        writer.write(answer("200 OK", index(), XML))
    else:
        body = f"<urlset><url><loc>http://paper.test/a/{path[1:-4]}</loc></url></urlset>"
        writer.write(answer("200 OK", body.encode(), XML))


def test_what_one_cycle_leaves_the_next_ones_read_and_then_only_the_index_is_asked(tmp_path):
    source = Source("p", "P", "local", sitemap="http://paper.test/index.xml", rules={"newest_maps": 500})
    told = []
    with HostileServer({"paper.test": paper}) as server:
        for _ in range(4):
            before = len(server.asked)
            report = run(configuration(tmp_path), [source], server.hosts)
            asked = [path for _, path, _ in server.asked[before:] if path != "/robots.txt"]
            told.append((report["discovered"], len(asked), [note["what"] for note in report["notes"]]))
    assert [discovered for discovered, _, _ in told] == [50, 50, 10, 0]
    assert [asked for _, asked, _ in told] == [51, 51, 36, 1], "half of the room for what was read before"
    assert [notes for _, _, notes in told] == [["truncated"], ["truncated"], ["truncated"], []]
