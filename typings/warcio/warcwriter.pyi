from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

class WARCWriter:
    def __init__(self, filebuf: BinaryIO, gzip: bool = ..., *, warc_version: str | None = ...) -> None: ...
    def write_record(self, record: ArcWarcRecord) -> None: ...
    def write_request_response_pair(self, req: ArcWarcRecord, resp: ArcWarcRecord) -> None: ...
    def create_warc_record(
        self,
        uri: str | None,
        record_type: str,
        payload: BinaryIO | None = ...,
        length: int | None = ...,
        warc_content_type: str = ...,
        warc_headers_dict: dict[str, str] | None = ...,
        http_headers: StatusAndHeaders | None = ...,
    ) -> ArcWarcRecord: ...
    def create_warcinfo_record(self, filename: str, info: dict[str, str]) -> ArcWarcRecord: ...
