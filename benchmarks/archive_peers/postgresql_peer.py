"""PostgreSQL full text: a generated tsvector with a GIN index; CPU of this process and of its server process."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from measuring import PAGE, articles, report

folder, binaries = Path(sys.argv[1]), Path(sys.argv[2])
PLAIN = "websearch_to_tsquery('simple', %(text)s)"
BARE = (
    "SELECT id, title, ts_headline('simple', text, query, 'MaxFragments=1') FROM (SELECT *, " + PLAIN + " AS query"
    f" FROM article WHERE words @@ {PLAIN} ORDER BY published DESC LIMIT {PAGE}) page"
)
COUNT = f"SELECT count(*) FROM article WHERE words @@ {PLAIN}"
FACET = f"SELECT {{}}, count(*) FROM article WHERE words @@ {PLAIN} GROUP BY 1 ORDER BY 2 DESC LIMIT 10"


def server_seconds(process: int) -> float:
    """CPU seconds of the server's process, in nanoseconds' precision where the kernel tells them."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


with tempfile.TemporaryDirectory(dir="/tmp") as place:
    as_user = []
    if os.getuid() == 0:  # the server refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        subprocess.run(["chown", "postgres", place], check=True)
    data, log = f"{place}/data", f"{place}/log"

    def control(program: str, *words: str) -> None:
        command = [*as_user, str(binaries / program), "-D", data, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    control("initdb", "-A", "trust", "-U", "bench")
    options = f"-k {place} -c listen_addresses= -c shared_buffers=512MB -c jit=off -c max_parallel_workers_per_gather=0"
    control("pg_ctl", "-l", log, "-w", "-o", options, "start")
    try:
        connection = psycopg.connect(f"host={place} user=bench dbname=postgres", autocommit=True)
        connection.execute(
            "CREATE TABLE article (id int PRIMARY KEY, title text, text text, source text, kind text, month text,"
            " published bigint, entities text[], words tsvector GENERATED ALWAYS AS"
            " (to_tsvector('simple', title || ' ' || text)) STORED)"
        )
        names = "id, title, text, source, kind, month, published, entities"
        with connection.cursor().copy(f"COPY article ({names}) FROM STDIN") as copy:
            for row in articles(folder):
                copy.write_row([row[name] for name in names.split(", ")])
        connection.execute("CREATE INDEX ON article USING gin (words)")
        connection.execute("CREATE INDEX ON article (published)")
        connection.execute("VACUUM ANALYZE article")
        backend = connection.info.backend_pid

        def bare(text: str) -> None:
            connection.execute(BARE, {"text": text}).fetchall()
            connection.execute(COUNT, {"text": text}).fetchall()

        def faceted(text: str) -> None:
            bare(text)
            for facet in ("source", "kind", "month", "unnest(entities)"):
                connection.execute(FACET.format(facet), {"text": text}).fetchall()

        report(folder, bare, faceted, lambda: time.process_time() + server_seconds(backend))
    finally:
        control("pg_ctl", "-m", "immediate", "stop")
