"""Firms, brands, shops, banks, funds, online platforms."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, after, before, ending, names, words

LEGAL_FORM = (
    r"Inc|Incorporated|Corp|Corporation|Ltd|Limited|LLC|L\.L\.C|PLC|plc|Co|Company|Cos|Companies|GmbH|AG|SA|S\.A|SpA"
    r"|S\.p\.A"
    r"|NV|N\.V|BV|B\.V|AB|ASA|A/S|Oyj|KG|SE|SAS|SARL|Pty|Pvt|Bhd|KK|LP|L\.P"
)
_WORD = rf"(?!(?:Inc|Corp|Ltd|LLC|In|At|On|The|And|By|From)\b){CAP}"
KIND = Kind(
    "company",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>{_WORD}(?: (?:&|and) {_WORD}| {_WORD}){{0,4}},? (?:Inc|Corp|Corporation|Ltd|LLC|L\.L\.C|PLC|plc"
            r"|GmbH|Pty Ltd)\b\.?)"
        ),
        re.compile(
            rf"(?P<name>{CAP}(?: {CAP}){{0,2}} (?:Technologies|Airlines|Airways|Pharmaceuticals|Semiconductor"
            r"|Holdings|Motors))\b"
        ),
    ),
    known=names("""
        NSO; NSO Group; Cellebrite; Hikvision; Dahua; SenseTime; Megvii; Axon; Babel Street
        Ring; LexisNexis
        Google; Microsoft; Amazon; Apple; Facebook; Meta; Twitter; YouTube; Instagram; WhatsApp; TikTok; ByteDance
        IBM; Intel; Oracle
        Samsung; Sony; Nokia; Siemens; Bosch; Volkswagen; VW; BMW; Daimler; Mercedes; Mercedes-Benz; Audi; Porsche
        Opel; Ford; Toyota
        Honda; Nissan; Hyundai; Kia; Renault; Peugeot; Citroen; Fiat; Chrysler; Tesla; Boeing; Airbus; Lufthansa
        Ryanair; Air France
        British Airways; Deutsche Bank; Commerzbank; Goldman Sachs; JPMorgan; Morgan Stanley; Citigroup; Citibank
        Barclays; HSBC; UBS
        Credit Suisse; BNP Paribas; Societe Generale; ING; Santander; UniCredit; Lehman Brothers; Allianz; Munich Re
        Swiss Re; AXA
        Bayer; Monsanto; BASF; Novartis; Roche; Pfizer; Merck; AstraZeneca; GlaxoSmithKline; Sanofi; BioNTech
        Moderna; Nestle; Unilever
        Coca-Cola; PepsiCo; Pepsi; McDonald's; Starbucks; Walmart; Wal-Mart; Target; Costco; Ikea; IKEA; Aldi; Lidl
        Carrefour; Tesco
        H&M; Zara; Nike; Adidas; Puma; Shell; BP; Exxon; ExxonMobil; Chevron; Total; Gazprom; Rosneft; Lukoil; Aramco
        Petrobras; Eni
        RWE; E.ON; Vattenfall; EnBW; ThyssenKrupp; Krupp; ArcelorMittal; Huawei; ZTE; Xiaomi; Alibaba; Tencent; Baidu
        Foxconn; Lenovo
        Uber; Lyft; Airbnb; Netflix; Spotify; eBay; PayPal; Visa; Mastercard; SAP; Infineon; Nvidia; AMD; Qualcomm
        Cisco; Dell; HP
        Hewlett-Packard; Motorola; Ericsson; Vodafone; Deutsche Telekom; Telefonica; Orange; AT&T; Verizon; T-Mobile
        Comcast; Disney
        Warner Bros; General Electric; GE; General Motors; GM; Caterpillar; Lockheed Martin; Raytheon
        Northrop Grumman; Thales
        BAE Systems; Rheinmetall; Heckler & Koch; Deutsche Bahn; Deutsche Post; DHL; FedEx; UPS; Maersk; TUI
        Thomas Cook; Accenture
        Deloitte; KPMG; PwC; McKinsey; Ernst & Young; Blackwater; Halliburton; Enron; WorldCom; BlackRock
        Berkshire Hathaway; Tata
        Infosys; Reliance; Snapchat; LinkedIn; Reddit; Telegram; Signal; Zoom; Palantir; SpaceX; OpenAI; Anthropic
        Rite Aid; Macy's
        Madison Square Garden; Walgreens; CVS; Home Depot; Lowe's; Best Buy; Kroger; Safeway; Albertsons
        Delta Air Lines; JetBlue
        United Airlines; American Airlines; Southwest Airlines; Southern Co-op; Sainsbury's; Asda; Bunnings; Kmart
        Coles; Woolworths
    """),
    endings=ending(
        LEGAL_FORM,
        "Group",
        "Holdings?",
        "Technolog(?:y|ies)",
        "Systems",
        "Solutions",
        "Industries",
        "Enterprises?",
        "Partners",
        "Capital",
        "Ventures",
        "Airlines?",
        "Airways",
        "Motors?",
        "Pharma(?:ceuticals?)?",
        "Software",
        "Energy",
        "Electric",
        "Electronics",
        "Semiconductors?",
        "Stores?",
        "Supermarkets?",
        "Foods",
        "Brands",
        "Studios",
        "Entertainment",
        "Telecom",
        "Communications",
        "Networks",
        "Robotics",
        "Labs",
        "Analytics",
        "AI",
        "Insurance",
        "Realty",
        "Hotels?",
        "Resorts?",
        "Steel",
        "Oil",
        "Petroleum",
        "Securities",
        "Investments?",
        "Financial",
        "Consulting",
        "Logistics",
        "Security",
        "Biometrics",
        "Computing",
        "Computers?",
        "Mobile",
        "Wireless",
        "Aerospace",
        "Cars?",
        "Pharmacy",
        "Brewery",
        "Brewing",
        "Railways?",
        "Airport",
        "Shipyard",
        "Cosmetics",
        "Records",
        "Games",
        r"\.com",
        "Bancorp",
        "Savings Bank",
    ),
    words=words(
        "Bank",
        "Telekom",
        "Petroleum",
        "Chemical",
        "Motor",
        "Aircraft",
        "Automotive",
        "Biotech",
        "Retail",
        "Trading",
        "Manufacturing",
        "Air(?= [A-Z])",
        "Hotel",
        "Verlag",
        "Express",
        "Aviation",
        "Factory",
        "Studios?",
        "Werke",
        "Versicherung",
        "Brothers",
        r"\w+\.(?:com|de|net|io)",
        r"(?!Mc|Mac|De|La|Le|Van|Fitz)[A-Z][a-z]{2,}[A-Z][a-z]\w*",
        "Stock Exchange",
        "Securities Exchange",
    ),
    before=before(
        "company",
        "firm",
        "maker",
        "manufacturer",
        "vendor",
        "startup",
        "start-up",
        "giant",
        "retailer",
        "chain",
        "carmaker",
        "automaker",
        "airline",
        "supplier",
        "operator",
        "subsidiary",
        "shares in",
        "shares of",
        "stake in",
        "customers of",
        "owned by",
        "developer",
        "bank",
        "giants",
        "contractor",
        "platform",
        "conglomerate",
        "insurer",
        "brewer",
        "group",
        "provider",
        "developed by",
        "sold by",
    ),
    after=after(
        r",? (?:a|an|the)(?: [\w'.-]+){0,4} (?:company|firm|maker|startup|start-up|retailer|chain|vendor|manufacturer"
        r"|provider|developer|supplier)",
        r"'s? (?:shares|stock|chief executive|CEO|products?|software|technology|revenues?|profits?|earnings|customers"
        r"|sales|factory|plants?)",
        r" (?:shares|stock|sells|sold|acquired|acquires|customers|stores|products|executives?|CEO|chief executive)",
        r",? (?:which|that) (?:sells|makes|develops|builds|supplies|markets|operates|bought|offers)",
        r" \((?:NYSE|NASDAQ|Nasdaq)",
    ),
)
