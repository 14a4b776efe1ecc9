"""Phrases of lines among a story that address the reader or state rights: calls, credits, accounts, legal notes.

Each entry is a piece of a regular expression in lower case, as in `phrases`.
"""

from __future__ import annotations

# A line with one of these calls on the reader, names who wrote, or says where the text comes from.
CALL = (
    "sign up",
    "subscribe",
    "subscribing",
    "newsletters?",
    "abonnieren",
    "inscrivez-vous",
    "suscríbete",
    "iscriviti",
    "free trial",
    r"follow (?:us|me|him|her|them)\b",
    r"follow \w+ (?:\w+ )?on",
    "download (?:the|our) app",
    "join our",
    "join the conversation",
    "push notifications?",
    "like us on",
    "find us on",
    "(?:whatsapp|telegram)[- ](?:kanal|channel)",
    "get (?:the|our) (?:latest|app|best|free)",
    "delivered (?:straight )?to your inbox",
    "in your inbox",
    "become a (?:member|subscriber|supporter|patron)",
    "support (?:our|independent) journalism",
    "make a donation",
    "donate (?:now|today|here)",
    "buy us a coffee",
    r"(?:email|e-mail|write to|contact|reach|reached)\b.{0,60}@",
    "send (?:tips|story ideas)",
    "got a (?:tip|story)",
    "get in touch",
    "letters? to the editor",
    "may (?:earn|receive) (?:a |an )?(?:affiliate )?commission",
    "affiliate (?:links?|commission)",
    "contributed (?:to this|reporting|writing)",
    "(?:additional )?reporting by",
    "editing by",
    "compiled by",
    "with (?:files|inputs?) from",
    # a biography begins with it; later in a paragraph the news tells who somebody is
    r"^(?:[\w.'’-]+ ){1,6}is (?:an?|the) (?:\w+ ){0,4}(?:writer|reporter|editor|journalist|correspondent|columnist|"
    r"author|contributor|freelancer|professor|fellow|director|producer|co-?founder|founder)\b",
    "originally (?:published|appeared)",
    "this (?:article|story|piece|post|content) (?:was|is|has been|first|originally) (?:originally |first )?"
    "(?:published|appeared|produced|republished|syndicated|written|part of|translated)",
    "republished (?:from|with|under)",
    "all rights reserved",
    "may not be (?:published|reproduced|broadcast)",
    "(?:spende|unterstütze?n? sie) (?:uns|bitte)",
    "mitglied (?:werden|der)",
    "hat ihnen dieser artikel gefallen",
    "jetzt (?:kostenlos|abonnieren|testen|anmelden)",
    "soutenez",
    "faites un don",
    "apóyanos",
    "folgen sie uns",
    "folge? uns",
    "besuche?n? (?:sie )?uns",
    "schreib(?:en|t)? (?:sie )?uns",
    "unterstützen sie",
    "newsletter (?:abonnieren|bestellen)",
    "hier (?:klicken|abonnieren|bestellen|anmelden|geht es zum)",
    "suivez[- ]nous",
    "síg[au]enos",
    "segui(?:ci)? (?:su|anche)",
    "volg ons",
    "jetzt (?:mitglied|spenden|lesen|bestellen|kaufen|downloaden|herunterladen)",
    "(?:erschien|veröffentlicht) zuerst",
    "zuerst (?:erschienen|veröffentlicht)",
    "cet article (?:a été|est) (?:publié|paru|initialement)",
    "r(?:é|e)agissez",
    "(?:ihre|deine|eure) meinung",
    "what do you think",
    "let us know",
    r"^(?:[\w.'’-]+ ){1,6}(?:ist|arbeitet(?: als)?|schreibt|war) (?:[\w-]+ ){0,4}"
    r"(?:journalist|redakteur|autor|reporter|korrespondent|kolumnist|professor|volontär)(?:in)?\b",
    r"^(?:[\w.'’-]+ ){1,6}(?:est|es|è|é) (?:[\w-]+ ){0,3}"
    r"(?:journaliste|auteure?|écrivain|periodista|redactora?|giornalista|jornalista|professeure?)\b",
)

# A short line with one of these says where a picture comes from.
CREDIT = (
    "©",
    "getty images",
    "shutterstock",
    r"istock(?:photo)?\b",
    "unsplash",
    "pixabay",
    "adobe ?stock",
    "picture[- ]alliance",
    "wikimedia commons",
    "creative commons",
    r"image illustrative\b",
    r"symbol(?:bild|foto|grafik)\b",
)

# A short line with one of these is about accounts and subscriptions.
ACCOUNT = (
    r"abo\b",
    r"abonnent(?:in|en|innen)?\b",
    r"abonnements?\b",
    r"(?:digital|probe|jahres|monats)-?abo\w*",
    r"abonnez[- ]vous",
    r"(?:réservé aux|déjà) abonnée?s?\b",
    r"suscr[íi]b(?:ete|ase|irme)\b",
    r"abb[oò]nati\b",
    r"assine\b",
    r"e-?paper\b",
    "möchten sie weiterlesen",
    "noch kein konto",
    r"(?:jetzt|hier) (?:einloggen|anmelden|registrieren|bestellen|abonnieren|testen|weiterlesen|klicken)\b",
    r"weiterlesen mit\b",
    r"already (?:a subscriber|have an account|registered)\b",
    "to continue reading",
    r"unlock (?:this|the|unlimited)\b",
    r"(?:log|sign) in (?:to|or|with)\b",
    r"create an? (?:free )?account\b",
)

# A line with one of these is what a lawyer wanted said.
LEGAL = (
    r"alle angaben ohne gewähr\b",
    r"(?:angaben|alles) ohne gewähr\b",
    r"affiliate[- ]links?\b",
    r"(?:views|opinions?) expressed\b",
    r"opinions? exprimées?\b",
    r"n[’']engagent? que\b",
    r"(?:does|do) not necessarily (?:reflect|represent)\b",
    r"geben? (?:nicht )?(?:ausschließlich |unbedingt )?die meinung\b",
    r"(?:opiniones|opiniões) expresadas?\b",
    r"(?:letzte aktualisierung|last updated?|zuletzt aktualisiert|dernière mise à jour|última actualización)\b"
    r".{0,20}\d",
)
