from warcio.statusandheaders import StatusAndHeaders

class ArcWarcRecord:
    rec_headers: StatusAndHeaders
