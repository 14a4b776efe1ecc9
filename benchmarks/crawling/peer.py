"""A peer on the same pages, run by the Python of its own environment: fetches each page from loopback and extracts it.

`python peer.py NAME` with {"urls": […], "origins": {url: where it was published}, "port": N} on standard input;
standard library and the peer only. It ends by itself after `seconds`, and says of how many pages it speaks.
"""

import contextlib
import http.client
import json
import resource
import sys
import time
from urllib.parse import urlsplit


def fetched(url, port):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={"Host": parts.hostname or ""})
    body = connection.getresponse().read()
    connection.close()
    return body


def newspaper4k():
    import newspaper

    def extract(url, body):
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return extract


def news_please():
    from newsplease import NewsPlease

    def extract(url, body):
        article = NewsPlease.from_html(body.decode("utf-8", "replace"), url=url)
        return article.maintext if article else None

    return extract


def fundus():
    """Parsers written for each publisher by hand: a page of any other publisher is not its to find."""
    import datetime

    from fundus import PublisherCollection

    def bare(url):
        return (urlsplit(url).hostname or "").removeprefix("www.")

    parsers = {bare(publisher.domain): publisher.parser for publisher in PublisherCollection}
    origins = {}

    def extract(url, body):
        parser = parsers.get(bare(origins.get(url, url)))
        if parser is None:
            return None
        found = parser(datetime.date(2024, 1, 1)).parse(body.decode("utf-8", "replace"), "suppress")
        return str(found["body"]) if found.get("body") else None

    extract.origins = origins
    return extract


def main():
    order = json.load(sys.stdin)
    extract = {"newspaper4k": newspaper4k, "news_please": news_please, "fundus": fundus}[sys.argv[1]]()
    getattr(extract, "origins", {}).update(order.get("origins", {}))
    texts, pages, started = {}, 0, time.monotonic()
    for url in order["urls"]:
        if time.monotonic() - started > order["seconds"]:
            break
        pages += 1
        with contextlib.suppress(Exception):  # a peer's own errors count as nothing found
            if text := extract(url, fetched(url, order["port"])):
                texts[url] = text
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    told = {"pages": pages, "given": len(texts), "cpu_seconds": cpu, "rss_mb": usage.ru_maxrss / 1024, "texts": texts}
    print(json.dumps(told))


main()
