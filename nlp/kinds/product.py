"""Named software, devices, services, surveillance programmes and databases."""

from __future__ import annotations

import re

from nlp.kinds.kind import Kind, after, before, ending, names

KIND = Kind(
    "product",
    "PRODUCT",
    patterns=(
        re.compile(
            r"(?P<name>(?:Amazon |AWS )?Rekognition|Face ID|NeoFace(?: \w+)?|Google (?:Glass|Photos|Maps|Home|Nest)"
            r"|Apple (?:Watch|Vision Pro)|iPhone(?: \d{1,2}s?)?|iPad|Windows (?:10|11|Hello)|Alexa|Siri|ChatGPT"
            r"|DALL-E|Gemini|Kinect|Android|Ring (?:doorbell|Doorbell|Neighbors)|PreCheck|ShotSpotter)\b"
        ),
    ),
    known=names(
        "Rekognition; Face ID; iPhone; iPad; Windows; Android; Alexa; Siri; ChatGPT; Kinect; Google Glass; Amazon"
        " Echo; Pegasus; Stingray; ShotSpotter; Instagram Stories; Playstation; Xbox; iCloud; Gmail; Photoshop"
    ),
    endings=ending("Database", "Software", "Doorbell", "App", "Camera", "Program", "Programme"),
    before=before(
        "software",
        "app",
        "(?:system|tool|product|program|programme|database|platform|device|algorithm|software|app|service),? (?:is )?"
        "(?:called|named|known as|dubbed)",
        "known as",
        "called",
        "dubbed",
        "the (?:tool|app|database|algorithm|software|program|programme)",
    ),
    after=after(
        r" (?:app|software|algorithm|device|doorbells?|cameras?|database|smartphone|dataset)",
        r",? (?:a|an|the)(?: [\w'-]+){0,3} (?:app|application|tool|software|algorithm|database|system|program|programme"
        r"|device|model|dataset)",
    ),
)
