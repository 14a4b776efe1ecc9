"""One identity per page: `canonical` folds what differs between links to the same page, and nothing else.

Kept apart on purpose: `www.` and the bare host, a trailing slash and none. Both usually lead to one page, but a link
shown to a person has to open, and only the site itself (redirect, `rel=canonical`) knows which of the two does.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from watchdesk.errors import BadAddress

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 8192
_DEFAULT_PORT = {"http": 80, "https": 443}


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Parameters that say where a click came from, never which page is meant. All vocabularies here are in lower case.
_TRACKING = _words(
    "fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh epik srsltid",
    "mkt_tok _ga _gl _gac hsctatracking hss_channel oly_enc_id oly_anon_id vero_id vero_conv wickedid rb_clickid",
    "s_kwcid ef_id gad_source gad_campaignid cmpid cmp ocid ncid smid smtyp smprod icid icmp intcmp int_cmp itm_source",
    "itm_medium itm_campaign ito itid xtor xtref wt_mc wt.mc_id wtmc s_cid s_campaign sc_cid ftag ftcamp",
    "twitter_impression __twitter_impression guccounter guce_referrer guce_referrer_sig soc_src soc_trk sharetype",
    "share_source sharebuttontype action_object_map mbid nl_campaign newsletter_id nlid emailid email_hash campaign_id",
    "campaignid campaign_name traffic_source taid sr_share socialflow linkid spm scm trk trkcampaign trackingid",
    "tracking_id ref_src ref_url refsrc referrer referer rss_id partner cn-track unlocked_article_code accesstoken",
    "phpsessid jsessionid aspsessionid cfid cftoken __tn__ dicbo ns_source ns_mchannel ns_campaign ns_linkname ns_fee",
    "leadsource echobox _branch_match_id _branch_referrer mod_rss ckattempt reflink smclient instance_id user_id_hash",
    "regi_id ceid emci emdi zephr_sso_ott",
)
_TRACKING_STARTS = ("utm_", "utm-", "__cft__", "fb_", "mc_", "_hs", "__hs")
# `at_` and the like are also the start of honest names (`at_id`?): such a start counts only with one of these endings.
_CAMPAIGN_STARTS = ("at_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "stm_", "sc_", "dm_", "trk_", "ga_")
_CAMPAIGN_ENDINGS = _words(
    "source medium campaign content term name keyword kwd cpn creative format custom1 custom2 custom3 custom4 bbc_team",
    "link_id link_type link_origin ptr_name format_id channel cid group acc cam grp ad src tgt kw mt net ver social",
    "reader brand referrer source_platform creative_format marketing_tactic campaign_type campaign_id mailing viz_id",
)
# Words that make `ref=`, `source=` … a note about the click; any other value of them may choose the page.
_CLICK_NAMES = _words("ref source src from via medium campaign cid origin feature output_source mod share s")
_CLICK_VALUES = re.compile(
    r"(?:rss|feed|home(?:page)?|hp|front|nav|menu|top|side(?:bar)?|footer|header|email|mail|newsletter|nl|social|share|"
    r"twitter|tw|fb|facebook|whatsapp|linkedin|reddit|telegram|google|bing|amp|related|trending|mostread|"
    r"most[_-]popular|search|app|mobile|web|push|alert|syndication|oembed|youtu\.be|yahoo|flipboard|applenews|upstract|"
    r"hackernews|20|21|09|03|cl_t|copy_?link|readnext|recirc)(?:[-_.].*)?|[a-z0-9.-]+\.(?:com|org|net|io|co|news)",
    re.IGNORECASE,
)
_ALWAYS_VARIANT = _words("amp print printable printer printview printerfriendly mobile")
_SOMETIMES_VARIANT = _words("outputtype output view mode tmpl")
_SWITCHED_ON = _words("1 true yes") | {""}
_VARIANT_VALUES = _words("amp print printable printer print_view printpage mobile component amphtml")
_MOBILE_LABELS = _words("m mobile amp touch wap mobil print")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_UNRESERVED_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_BARE_ADDRESS = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}(?::\d+)?(?:[/?#].*)?", re.DOTALL)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)


def is_http(url: str) -> bool:
    """Whether this is an absolute http or https URL with a host."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme.lower() in _DEFAULT_PORT and bool(parts.hostname)
    except ValueError:
        return False


def host(url: str) -> str:
    """The host of an absolute URL: lower case, ASCII (IDN encoded), without port; BadAddress where there is none."""
    return _host(_split(url, None))


def site(url: str) -> str:
    """The registered domain (`bbc.co.uk`; on shared hosts the tenant, `name.blogspot.com`); else the host itself."""
    return _registered(host(url))


def same_site(one: str, other: str) -> bool:
    """Whether two absolute URLs belong to one registered domain; False where either is no address."""
    try:
        return site(one) == site(other)
    except BadAddress:
        return False


def canonical(url: str, *, page_url: str | None = None) -> str:
    """One address for all links to a page; relative links are resolved against `page_url`.

    https, lower-case host without default port and credentials, no fragment, no tracking parameters, sorted query,
    AMP, print and mobile variants folded, link wrappers opened. IP addresses, single-label hosts and hosts with a port
    of their own keep their scheme. BadAddress: no http(s) URL, no usable host, or longer than 8,192 characters.
    """
    parts = _split(url, page_url)
    for _ in range(3):  # a wrapper may hold a wrapper; three deep is more than any seen
        inner = _unwrapped(parts)
        if inner is None:
            break
        parts = _split(inner, None)
    name = _host(parts)
    port = _port(parts)
    path, path_variant = _path(parts.path)
    query = _query(parts.query)
    name = _folded_host(name)
    if path_variant and path in ("", "/") and parts.path not in ("", "/"):
        path = _path_escapes(parts.path)  # `/amp` alone is a page of that name
    netloc = f"[{name}]" if ":" in name else name
    if port is not None:
        netloc = f"{netloc}:{port}"
    scheme = parts.scheme.lower() if port is not None or _keeps_scheme(name) else "https"
    return urlunsplit((scheme, netloc, path or "/", query, ""))


def _split(url: str, page_url: str | None) -> SplitResult:
    if len(url) > MAX_LENGTH:
        raise BadAddress(f"{url[:60]}…: an address of {len(url)} characters (at most {MAX_LENGTH})")
    text = _CONTROL.sub("", url.strip()).strip().replace("\\", "/")
    try:
        if page_url is not None:
            text = urljoin(_CONTROL.sub("", page_url.strip()), text)
        elif text.startswith("//"):
            text = f"https:{text}"
        elif not _HAS_SCHEME.match(text) and _BARE_ADDRESS.fullmatch(text):
            text = f"https://{text}"
        parts = urlsplit(text)
    except ValueError as error:
        raise BadAddress(f"{url[:200]!r} is no web address: {error}") from error
    if parts.scheme.lower() not in _DEFAULT_PORT or not parts.netloc:
        raise BadAddress(f"{url[:200]!r} is no web address; it has to start with http:// or https:// and a host")
    return parts


def _host(parts: SplitResult) -> str:
    try:
        name = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise BadAddress(f"{parts.netloc[:200]!r} is no host: {error}") from error
    if ":" in name or name.replace(".", "").isdigit():
        return _address(name)
    return _ascii_host(unquote(name))


def _address(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError as error:
        raise BadAddress(f"{name[:200]!r} is no host: {error}") from error


@lru_cache(maxsize=4096)
def _ascii_host(name: str) -> str:
    lowered = name.lower()
    if not lowered.isascii():
        try:
            lowered = lowered.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise BadAddress(f"{name[:200]!r} is no host: {error}") from error
    labels = lowered.split(".")
    if len(lowered) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(f"{name[:200]!r} is no host name")
    return lowered


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"{parts.netloc[:200]!r}: {error}") from error
    return None if port in (None, 0, 80, 443) and port in (None, _DEFAULT_PORT[parts.scheme.lower()]) else port


def _keeps_scheme(name: str) -> bool:
    """No certificate can be expected on an IP address or a single-label host such as `localhost`."""
    return ":" in name or "." not in name or name.replace(".", "").isdigit() or name.endswith(".localhost")


@lru_cache(maxsize=4096)
def _registered(name: str) -> str:
    return _suffixes()(name).top_domain_under_public_suffix or name


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """tldextract with the list of public suffixes it ships: no request is ever made, nothing is cached on disk."""
    import tldextract  # 60 ms, and only `site` needs it

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _folded_host(name: str) -> str:
    """`m.`, `mobile.`, `amp.` … of a site are its main host; `en.m.wikipedia.org` is `en.wikipedia.org`."""
    labels = name.split(".")
    if len(labels) < 3 or _keeps_scheme(name):
        return name
    if labels[0] in _MOBILE_LABELS:
        rest = ".".join(labels[1:])
        registered = _registered(name)
        if registered == name:
            return name
        return f"www.{rest}" if rest == registered else rest
    if labels[1] in ("m", "amp") and len(labels) > 3 and labels[0] != "www":
        return ".".join([labels[0], *labels[2:]])
    if labels[0] == "www" and labels[1] in _MOBILE_LABELS and len(labels) > 3:
        return ".".join(["www", *labels[2:]])
    return name


def _path_escapes(path: str) -> str:
    """Escapes in one form: unreserved characters plain, hex digits in capitals, everything unsafe escaped as UTF-8."""

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    return _UNRESERVED_ESCAPE.sub(plain, quote(path, safe="/%:@!$&'()*+,;=-._~|[]", errors="replace"))


def _path(path: str) -> tuple[str, bool]:
    """The path without session ids, dot segments and variant marks; whether a variant mark was there."""
    clean = _without_dots(_SESSION.sub("", _path_escapes(path)))
    folded = _without_variant(clean)
    return ("/" if folded == "/index.html" else folded), folded != clean


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept) or "/"


_AMP_FILE = re.compile(r"\.amp(?=\.html?$|$)|_amp(?=\.html?$)|-amp(?=\.html?$)|\.print(?=\.html?$)|,print(?=\.html?$)")
_ARTICLE_SEGMENT = re.compile(r"\d{3,}|[^/]-[^/]+-|\.html?$|\d{4}/\d\d?")


def _without_variant(path: str) -> str:
    """`/story-a-b/amp/` → `/story-a-b/`; `/amp/news/x-y-z` → `/news/x-y-z`; only where the rest names an article."""
    folded = _AMP_FILE.sub("", path)
    slash = "/" if folded.endswith("/") else ""
    segments = folded.strip("/").split("/")
    while len(segments) > 1 and segments[-1].lower() in ("amp", "print", "amp.html") and _names_article(segments[:-1]):
        segments = segments[:-1]
    if len(segments) > 1 and segments[0].lower() in ("amp", "amphtml", "mobile", "m") and _names_article(segments[1:]):
        segments = segments[1:]
    return "/" + "/".join(segments) + (slash if segments != [""] else "")


def _names_article(segments: list[str]) -> bool:
    return bool(_ARTICLE_SEGMENT.search("/".join(segments)))


def _query(query: str) -> str:
    """The parameters that choose the page, sorted by name, in one form of escaping."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)
    kept = [
        (key, value) for key, value in pairs if key and not _is_tracking(key, value) and not _is_variant(key, value)
    ]
    shown = [
        quote(key, safe="[]-._~:/!,;@$*") + (f"={_value(value)}" if value else _blank(query, key))
        for key, value in sorted(kept)
    ]
    return "&".join(shown)


def _value(value: str) -> str:
    return quote(value, safe="-._~:/!,;@$*()'")


def _blank(query: str, key: str) -> str:
    """`?42` and `?42=` differ on some servers, so the equals sign stays as it was."""
    return "=" if re.search(rf"(?:^|&){re.escape(quote(key, safe=''))}=", query) else ""


def _is_tracking(key: str, value: str) -> bool:
    name = key.lower()
    if name in _TRACKING or name.startswith(_TRACKING_STARTS):
        return True
    if name in _CLICK_NAMES:
        return bool(_CLICK_VALUES.fullmatch(value))
    start = next((start for start in _CAMPAIGN_STARTS if name.startswith(start)), None)
    return start is not None and name[len(start) :] in _CAMPAIGN_ENDINGS


def _is_variant(key: str, value: str) -> bool:
    name, chosen = key.lower(), value.lower()
    if name in _ALWAYS_VARIANT:
        return chosen in _VARIANT_VALUES | _SWITCHED_ON
    if name == "m":  # Blogger's mobile view; elsewhere `m` is a month or a module
        return chosen == "1"
    return name in _SOMETIMES_VARIANT and chosen in _VARIANT_VALUES


_AMP_CACHE = re.compile(r"/(?:c|v|a|i|wp|mp)/(?P<secure>s/)?(?P<rest>.+)", re.IGNORECASE)
_GOOGLE_AMP = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>.+)", re.IGNORECASE)
_WRAPPERS = {
    "google": ("/url", ("q", "url")),
    "facebook": ("/l.php", ("u",)),
    "instagram": ("/", ("u",)),
    "reddit": ("/", ("url",)),
    "bing": ("/news/apiclick.aspx", ("url",)),
    "youtube": ("/redirect", ("q",)),
    "umblr": ("/redirect", ("z",)),
    "getpocket": ("/redirect", ("url",)),
    "vk": ("/away.php", ("to",)),
    "slack-redir": ("/link", ("url",)),
    "safelinks": ("/", ("url",)),
}


def _unwrapped(parts: SplitResult) -> str | None:
    """The address inside an AMP cache or a link wrapper; None for an address of its own."""
    name = (parts.hostname or "").lower()
    if name.endswith(".ampproject.org"):
        return _inside(_AMP_CACHE.match(parts.path), parts.query)
    labels = name.split(".")
    if "google" in labels and parts.path.startswith("/amp/"):
        return _inside(_GOOGLE_AMP.match(parts.path), parts.query)
    if name.endswith(".safelinks.protection.outlook.com"):
        labels = ["safelinks"]
    owner = next((label for label in labels if label in _WRAPPERS), None)
    if owner is None or (owner in ("reddit", "instagram") and labels[0] not in ("out", "l")):
        return None
    path, names = _WRAPPERS[owner]
    if parts.path.rstrip("/") != path.rstrip("/"):
        return None
    given = dict(parse_qsl(parts.query))
    return next((given[key] for key in names if is_http(given.get(key, ""))), None)


def _inside(found: re.Match[str] | None, query: str) -> str | None:
    if found is None or "." not in found["rest"].split("/", 1)[0]:
        return None
    return f"http{'s' if found['secure'] else ''}://{found['rest']}{f'?{query}' if query else ''}"
