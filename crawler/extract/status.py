"""What kind of page this is, so that half a text is never taken for a whole one: the first status that applies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.blocks import HEADINGS, Block
from crawler.extract.html import address_parts
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.records import PageStatus

_SHORT, _THIN, _NOTHING = 1500, 250, 25
_GONE = re.compile(
    r"\b404\b|page (?:can ?not|can['’]t|could not) be found|page not found|no longer (?:available|exists)|not "
    r"found\W*$|"
    r"seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada|página não encontrada|pagina non trovata",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"access (?:to this page has been )?denied|attention required|just a moment|verif(?:y|ying) (?:that )?you "
    r"are (?:a )?human|"
    r"are you (?:a )?(?:robot|human)|unusual (?:traffic|activity)|request unsuccessful|pardon our interruption|"
    r"captcha|"
    r"checking your browser|security check|you have been blocked|don['’]t have permission to access|too many "
    r"requests|"
    r"not available in your (?:country|region)|unavailable for legal reasons|\b403 forbidden|^forbidden$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:we|partners?|partenaires?|partner)\b.{0,80}\b(?:store|use|access|process|speichern|verwenden|"
    r"utilis\w+|stock\w+|almacen\w+)"
    r".{0,120}cookies|we value your privacy|before you continue|mit werbung (?:weiter|lesen)|weiter mit werbung|"
    r"(?:accept|reject|agree to) (?:all|our) (?:cookies|use of)|nous respectons votre vie privée|continuer "
    r"sans accepter|"
    r"valoramos (?:tu|su) privacidad|la tua privacy|einwilligen|alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen)|"
    r"consent to (?:our|the) (?:processing|use)",
    re.IGNORECASE | re.DOTALL,
)
_CONSENT_ADDRESS = re.compile(
    r"(?:^|[./-])(?:consent|cookie-?wall|privacy-?(?:gate|wall)|gdpr)(?:[./-]|"
    r"$)",
    re.IGNORECASE,
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|without|aktivieren sie|activer|activez|habilit\w+|"
    r"attiva\w*).{0,40}java ?script|"
    r"java ?script.{0,60}(?:enabled?|disabled|required|aktivier|activ|habilit|needed)|you need to enable",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?(?:to|for) (?:continue|keep|read|unlimited|full)|(?:continue|keep) reading (?:with|by|for)|"
    r"(?:already|are you) (?:a )?(?:subscriber|member)|(?:for|to) (?:subscribers|members) only|exclusive to "
    r"(?:subscribers|members)|"
    r"(?:free|complimentary) (?:articles?|stories|story) (?:this month|remaining|left)|limit of (?:\d+ )?free|"
    r"log ?in to (?:continue|read)|"
    r"sign in to (?:continue|read)|(?:subscriber|member)[- ](?:only|exclusive)|this (?:article|story|content|"
    r"post) is (?:only )?for (?:paid |paying )?"
    r"(?:subscribers|members)|to continue reading|unlock (?:this|the full)|read the rest of this|"
    r"(?:jetzt )?weiterlesen mit|abonnent(?:en|in)?\W|nur für abonnent|mit .{0,20}(?:plus|\+|abo) "
    r"(?:weiter)?lesen|jetzt abo|"
    r"réservée? aux abonnés|il vous reste|abonnez-vous pour (?:lire|continuer|accéder|débloquer)|déjà abonné|"
    r"suscr[ií]bete para|solo para suscriptores|"
    r"contenido exclusivo|ya eres suscriptor|assine para|exclusivo para assinantes|já é assinante|per gli "
    r"abbonati|sei già abbonato|"
    r"dit artikel is alleen|al abonnee|logga in för att|för prenumeranter|"
    r"会員限定|有料会員|この記事は.{0,10}会員|구독자 전용",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:continue reading|read (?:the )?(?:full|rest|more|entire)|full (?:story|article)|weiterlesen|zum "
    r"(?:vollständigen )?artikel|"
    r"lire la suite|seguir leyendo|leer (?:la )?(?:nota|noticia) completa|continua a leggere|continue lendo|"
    r"lees verder)",
    re.IGNORECASE,
)
_PAGES = re.compile(r"\b(?:page|seite|página|pagina) (\d{1,2}) (?:of|von|sur|de|di|/) (\d{1,2})\b", re.IGNORECASE)
_LIVE = re.compile(r"live-?(?:blog|ticker|updates?|feed|coverage)|(?<![a-z])ticker(?:-|$|\b)", re.IGNORECASE)
_LIVE_TITLE = re.compile(
    r"\blive(?:-?(?:blog|ticker|updates))?\s*(?:[:–—|-]|$)|[-–—:|]\s*live\b|live updates|as it happened|"
    r"(?:live|news)-?ticker|en direct\b|"
    r"en vivo\b|ao vivo\b|minute by minute|minuto a minuto",
    re.IGNORECASE,
)
_GALLERY_ADDRESS = re.compile(
    r"/(?:gallery|galleries|pictures?|photos?|photo-?gallery|in-pictures|slideshow|fotostrecken?|"
    r"bilder(?:galerie|strecke)?|"
    r"diaporama|portfolio|fotos|fotogaleria|galeria|fotogalleria)(?:[/.-]|$)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^\W*(?:(?:[A-Z][\w.]* )*)?\d{1,2}[:.h]\d\d\s*(?:uhr|[ap]\.?m\.?|[A-Z]{2,4}|"
    r"h)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """All that a status is judged by."""

    http_status: int
    url: str
    root: HtmlElement
    meta: Meta
    linked: Linked
    title: str
    text: str
    found: tuple[Block, ...]
    kept: tuple[Block, ...]
    captions: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The beginning of all that the page shows, title first."""
        return "\n".join([self.title, *(block.text for block in self.found[:120])])[:8000]

    @property
    def size(self) -> int:
        """Characters of the text; those of scripts that need fewer count double."""
        dense = sum(1 for character in self.text[:400] if character > "\u2e80")
        return len(self.text) * (2 if dense * 2 > min(400, len(self.text)) else 1)


def status_of(signs: Signs) -> PageStatus:
    """The first status that applies, in the order of the table."""
    return next((status for status, applies in _TABLE if applies(signs)), "full")


def of_answer(http_status: int) -> PageStatus | None:
    """What the HTTP status alone says."""
    if http_status in (404, 410):
        return "gone"
    return "blocked" if http_status in (401, 403, 407, 429, 451) or http_status >= 500 else None


def _is_gone(signs: Signs) -> bool:
    headings = " | ".join(block.text for block in signs.found if block.tag == "h1")
    return of_answer(signs.http_status) == "gone" or (
        signs.size < _SHORT and bool(_GONE.search(f"{_head_title(signs)}\n{headings}"))
    )


def _head_title(signs: Signs) -> str:
    return signs.root.findtext(".//title") or ""


def _is_blocked(signs: Signs) -> bool:
    if of_answer(signs.http_status) == "blocked":
        return True
    everything = sum(len(block.text) for block in signs.found)
    headings = "\n".join([_head_title(signs), *(block.text for block in signs.found if block.tag in ("h1", "h2"))])
    return everything < _SHORT and bool(
        _BLOCKED.search(headings if everything > 3 * _THIN else f"{headings}\n{signs.shown}")
    )


def _is_consent(signs: Signs) -> bool:
    parts = address_parts(signs.url)
    if _CONSENT_ADDRESS.search(parts.netloc) and signs.size < 2 * _SHORT:
        return True
    story = sum(len(block.text) for block in signs.kept if not _CONSENT.search(block.text))
    if story >= 2 * _THIN or (story >= 100 and _says_article(signs)):
        return False
    return len(signs.text) < _SHORT and bool(_CONSENT.search(signs.shown))


def _is_javascript(signs: Signs) -> bool:
    if signs.size >= _THIN:
        return False
    unseen = " ".join(" ".join(element.itertext()) for element in signs.root.iter("noscript"))
    asks = bool(_NEEDS_SCRIPT.search(f"{unseen} {signs.shown}"))
    everything = sum(len(block.text) for block in signs.found)
    return (asks and everything < _SHORT) or (everything < _THIN and _is_shell(signs.root))


def _is_shell(root: HtmlElement) -> bool:
    """A page of nothing but an element for a script to fill."""
    roots = root.xpath(
        "//*[@id='root' or @id='app' or @id='__next' or @id='__nuxt' or @id='___gatsby' or @ng-app or @data-reactroot]"
    )
    own = [element for element in root.iter() if isinstance(element.tag, str) and element.tag.endswith("-root")]
    scripts = sum(1 for script in root.iter("script") if script.get("src"))
    return bool(roots or own) and scripts > 0


def _is_listing(signs: Signs) -> bool:
    if _says_article(signs):
        return False
    heads = _linked_heads(signs)
    own = [block for block in signs.kept if block.link_share < 0.3 and len(block.text) > 140]
    kinds = {kind for item in signs.linked.items for kind in jsonld.types_of(item)}
    is_front = address_parts(signs.url).path in ("", "/") or (signs.meta.first("og:type") or "").lower() == "website"
    if heads >= 6 and ("collectionpage" in kinds or is_front) and len(own) < 6:
        return True
    return (heads >= 6 and (len(own) < 3 or all(map(_is_teaser, own)))) or _is_link_table(signs)


def _says_article(signs: Signs) -> bool:
    """Whether the page states that it is one article."""
    og_type = (signs.meta.first("og:type") or "").lower()
    return signs.linked.article is not None or og_type == "article" or "article:published_time" in signs.meta.values


def _linked_heads(signs: Signs) -> int:
    """Headings that are links: titles of other pages, those of menus, related boxes and footers left out."""
    return sum(
        1
        for block in signs.found
        if block.link_share > 0.8 and len(block.text) > 12 and block.tag in HEADINGS - {"h1"} and not _is_framed(block)
    )


def _is_framed(block: Block) -> bool:
    return (
        any(node.tag in ("nav", "aside", "footer", "header") for node in block.node.ancestors())
        or block.node.cut == "related"
    )


def _is_teaser(block: Block) -> bool:
    """A paragraph that shares its element with a linked heading."""
    parent = block.node.parent
    return parent is not None and any(
        child.tag in HEADINGS and child.links > 0.8 * child.text for child in parent.children
    )


def _is_link_table(signs: Signs) -> bool:
    """Rows or items of which nearly each holds a link, and no sentence beside them."""
    if any(len(block.text) > 120 and block.link_share < 0.3 and not block.node.cut for block in signs.found):
        return False
    linked = sum(
        1
        for block in signs.found
        if block.tag in ("td", "li", "dd") and block.link_share > 0.7 and not _is_framed(block)
    )
    return linked >= 15


def _is_live_blog(signs: Signs) -> bool:
    kinds = {kind for item in signs.linked.items for kind in jsonld.types_of(item)}
    if "liveblogposting" in kinds:
        return True
    named = any(
        _LIVE.search(block.node.label) or any(_LIVE.search(n.label) for n in block.node.ancestors())
        for block in signs.kept
    )
    return len(posts(signs.found)) >= 3 and (named or bool(_LIVE_TITLE.search(signs.title)))


def posts(found: tuple[Block, ...]) -> list[str]:
    """The lines that open posts of a live blog: short and beginning with a clock time."""
    return [block.text for block in found if len(block.text) < 60 and _CLOCK.match(block.text)]


def _is_gallery(signs: Signs) -> bool:
    kinds = {kind for item in signs.linked.items for kind in jsonld.types_of(item)}
    if kinds & {"imagegallery", "mediagallery"} and len(signs.text) < 3000:
        return True
    pictures = len(signs.captions) + sum(
        1 for block in signs.kept if re.match(r"(?:bild|foto|photo|image|picture) \d+\b", block.text, re.I)
    )
    prose = [block for block in signs.kept if len(block.text) > 150]
    if _GALLERY_ADDRESS.search(address_parts(signs.url).path) and pictures >= 3:
        return True
    return pictures >= 5 and len(prose) <= 2


def _is_paywalled(signs: Signs) -> bool:
    locked = signs.linked.article is not None and _is_locked(signs.linked.article)
    whole = _whole_size(signs)
    if whole is not None and signs.size >= 0.75 * whole:
        return False
    if locked:
        return whole is not None or signs.size < 2 * _SHORT or _asks(signs)
    return signs.size < _SHORT and _asks(signs)


def _asks(signs: Signs) -> bool:
    """Whether a short line of the page itself calls on the reader to subscribe in order to read on."""
    return any(_PAYWALL.search(block.text) for block in signs.found if len(block.text) < 400 and not _is_framed(block))


def _is_locked(item: Any) -> bool:
    """`isAccessibleForFree: false` of an article or of a part of it, as boolean or as word."""
    parts = item.get("hasPart")
    stated = [item.get("isAccessibleForFree")]
    stated += [
        part.get("isAccessibleForFree")
        for part in (parts if isinstance(parts, list) else [parts])
        if isinstance(part, dict)
    ]
    return any(
        value is False or str(value).lower() in ("false", "http://schema.org/false")
        for value in stated
        if value is not None
    )


def _whole_size(signs: Signs) -> int | None:
    """How long the whole text is by the page's own word: characters of articleBody, or of as many words."""
    item = signs.linked.article
    if item is None:
        return None
    body = max((len(text) for text in jsonld.texts(item.get("articleBody"))), default=0)
    count = item.get("wordCount")
    words = int(count) if isinstance(count, int) or (isinstance(count, str) and count.isdigit()) else 0
    return max(body, words * 5) or None


def _is_partial(signs: Signs) -> bool:
    if signs.size < _NOTHING:
        return False
    whole = _whole_size(signs)
    if whole is not None and whole > 600 and signs.size < 0.5 * whole:
        return True
    pages = next(
        (found for block in signs.found if (found := _PAGES.search(block.text)) and len(block.text) < 80), None
    )
    if pages is not None and int(pages[2]) > 1:
        return True
    is_cut = signs.text.rstrip().endswith(("…", "...", "[…]", "[...]"))
    more = any(_GOES_ON.search(block.text) for block in _after(signs) if block.link_share > 0.6)
    return signs.size < _SHORT and (is_cut or more)


def _after(signs: Signs) -> Iterator[Block]:
    """The lines after the last one of the text, up to a dozen."""
    if not signs.kept:
        return
    last = next((n for n, block in enumerate(signs.found) if block is signs.kept[-1]), None)
    if last is not None:
        yield from signs.found[last + 1 : last + 8]


def _is_empty(signs: Signs) -> bool:
    return len(signs.text) < _NOTHING


_TABLE: tuple[tuple[PageStatus, Callable[[Signs], bool]], ...] = (
    ("gone", _is_gone),
    ("blocked", _is_blocked),
    ("consent", _is_consent),
    ("javascript", _is_javascript),
    ("listing", _is_listing),
    ("live_blog", _is_live_blog),
    ("gallery", _is_gallery),
    ("paywall", _is_paywalled),
    ("partial", _is_partial),
    ("empty", _is_empty),
)
