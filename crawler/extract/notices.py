"""What pages say that are no article, or not the whole of one: expressions, one purpose each, in many languages."""

from __future__ import annotations

import re


def _any(*phrases: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE | flags)


# Said only by a page that is not there.
NOT_FOUND = _any(
    r"\b404\b.{0,20}\b(?:not found|error|nothing)|\b(?:error|fehler|erreur|errore)\W{0,3}404\b|http 404",
    r"page (?:can ?not|can['’]t|could not) be found|page not found|could ?n[o']t find (?:that|this|the) page",
    r"seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada|página não encontrada|pagina non trovata",
    r"pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)|siden (?:blev ikke|ikke) fundet",
    r"strona nie została znaleziona|страница не найдена|sayfa bulunamadı",
    r"ページが見つかりません|页面不存在|找不到(?:该|此)?[页頁]面",
)
# Said by such a page, and now and then by a headline.
MAYBE_GONE = _any(
    r"(?<![\w/-])404(?![\w/-])|no longer (?:available|exists)|not found\W*$",
    r"nothing (?:was )?found|has been (?:removed|deleted)",
    r"ya no está disponible|n['’]est plus disponible|nicht mehr verfügbar|não está mais disponível",
)
BLOCKED = _any(
    r"access (?:to this page has been )?denied|attention required|just a moment|verif(?:y|ying) (?:that )?you are",
    r"(?:are you|confirm (?:that )?you['’ ]?a?re|press & hold).{0,40}(?:robot|human|bot\b)",
    r"unusual (?:traffic|activity)|request unsuccessful|pardon our interruption|captcha|checking your browser",
    r"security check",
    r"you have been blocked|don['’]t have permission to access|too many requests|access cannot be granted",
    r"not available in your (?:country|region)|unavailable (?:for|due to) legal reasons|\b403 forbidden|^forbidden$",
    r"disable any ad ?blocker|review the security of your connection",
)
# Addresses and names that only the page of a bot wall has as all that it shows.
BOT_WALL = _any(r"captcha-delivery\.com|px-captcha|_Incapsula_Resource|cf-chl-|challenge-form|distil_")
CONSENT = _any(
    r"(?:we|partners?|partenaires?|partner)\b.{0,80}\b(?:store|use|access|process|speichern|verwenden|"
    r"utilis\w+|stock\w+|almacen\w+).{0,120}cookies",
    r"we value your privacy|before you continue|mit werbung (?:weiter|lesen)|weiter mit werbung",
    r"(?:accept|reject|agree to) (?:all|our) (?:cookies|use of)|nous respectons votre vie privée",
    r"continuer sans accepter|valoramos (?:tu|su) privacidad|la tua privacy|einwilligen",
    r"alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen)|consent to (?:our|the) (?:processing|use)",
    flags=re.DOTALL,
)
CONSENT_ADDRESS = _any(r"(?:^|[./-])(?:consent|cookie-?wall|privacy-?(?:gate|wall)|gdpr)(?:[./-]|$)")
NEEDS_SCRIPT = _any(
    r"(?:enable|activate|turn on|requires?|without|aktivieren sie|activer|activez|habilit\w+|attiva\w*)"
    r".{0,40}java ?script",
    r"java ?script.{0,60}(?:enabled?|disabled|required|aktivier|activ|habilit|needed)|you need to enable",
)
# A wall's own words: whoever shows them keeps the rest of this text back.
WALL = _any(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|(?:continue|keep) reading (?:with|by|for)",
    r"to (?:continue|keep) reading|unlock (?:this|the full)|read the rest of this|log ?in to (?:continue|read)",
    r"sign in to (?:continue|read)|sign up to (?:continue|keep) reading|register to (?:continue|read)",
    r"this (?:article|story|content|post) is (?:only |exclusively )?(?:for|available to) (?:paid |paying )?"
    r"(?:our )?(?:subscribers|members)",
    r"(?:reserved for|exclusive to) (?:our )?(?:subscribers|members)",
    r"(?:limit of|used all|reached your).{0,20} free|free (?:articles?|stories) (?:this month|remaining|left)",
    r"(?:jetzt )?weiterlesen mit|nur für abonnent|mit .{0,20}(?:plus|\+|abo) (?:weiter)?lesen",
    r"réservée? aux abonnés|il vous reste|abonnez-vous pour (?:lire|continuer|accéder|débloquer)",
    r"suscr[ií]bete para (?:seguir|leer|continuar)|solo para suscriptores|(?:contenido )?exclusivo para suscriptores",
    r"assine para (?:ler|continuar)|exclusivo para assinantes|per gli abbonati|abbonati per (?:leggere|continuare)",
    r"dit artikel is (?:alleen|exclusief)|lees verder met|logga in för att|för prenumeranter|läs vidare med",
    r"この記事は.{0,10}会員|残り\s?[\d,]+\s?文字|続きをお読み|구독자 전용|订阅后(?:继续)?阅读",
)
# Words that stand by a wall, and as often on a badge, in a menu or in a call for support.
OFFER = _any(
    r"(?:already|are you) (?:a )?(?:subscriber|member)|(?:for|to) (?:subscribers|members) only",
    r"(?:subscriber|member)[- ](?:only|exclusive)|subscribe (?:now )?for (?:unlimited|full)|complimentary stor",
    r"abonnent(?:en|in)?\W|jetzt abo|déjà abonné|contenido exclusivo|ya eres suscriptor|já é assinante",
    r"sei già abbonato|al abonnee|会員限定|有料会員",
)
# Elements that templates call a wall, and the words in one that is up.
WALL_NAME = _any(r"(?<![a-z])(?:pay|reg|register|login|subscri\w*)[-_]?wall(?![a-z])")
WALL_WORDS = _any(r"subscri|abonn|abo\b|suscri|assin|abbona|log ?in|sign in|register|anmelden|connecte|会員|구독")
GOES_ON = _any(
    r"continue reading|read (?:the )?(?:full|rest|more|entire)|full (?:story|article)|weiterlesen",
    r"zum (?:vollständigen )?artikel|lire la suite|seguir leyendo|leer (?:la )?(?:nota|noticia) completa",
    r"continua a leggere|continue lendo|lees verder",
)
PAGE_OF = re.compile(r"\b(?:page|seite|página|pagina) (\d{1,2}) (?:of|von|sur|de|di|/) (\d{1,2})\b", re.IGNORECASE)
LIVE = _any(r"live-?(?:blog|ticker|updates?|feed|coverage)|(?<![a-z])ticker(?:-|$|\b)")
LIVE_TITLE = _any(
    r"\blive(?:-?(?:blog|ticker|updates))?\s*(?:[:–—|-]|$)|[-–—:|]\s*live\b|live updates|as it happened",
    r"(?:live|news)-?ticker|en direct\b|en directo\b|en vivo\b|ao vivo\b|minute by minute|minuto a minuto",
)
GALLERY_ADDRESS = _any(
    r"/(?:gallery|galleries|pictures?|photos?|photo-?gallery|in-pictures|slideshow|fotostrecken?|"
    r"bilder(?:galerie|strecke)?|diaporama|portfolio|fotos|fotogaleria|galeria|fotogalleria)(?:[/.-]|$)"
)
CLOCK = re.compile(
    r"^\W*(?:(?:[A-Z][\w.]* )*)?\d{1,2}[:.h]\d\d\s*(?:uhr|[ap]\.?m\.?|[A-Z]{2,4}|h)?\b",
    re.IGNORECASE,
)
