"""The configuration: one YAML file into frozen models; any fault is one line with file, line, key and a suggestion."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from watchdesk.errors import ConfigError, MissingSecret
from watchdesk.settings_file import KeyPath, SettingsFile, read_settings

ENV_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
MAIL_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
IDENTIFIER = r"^[a-z0-9][a-z0-9._-]*$"


class ConfigSuggestion(ValueError):
    """A wrong value, told in words that say what to write in its place."""


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigSuggestion(f"{value!r} is no web address; write it whole, such as https://example.org/feed")
    return value


def _mail_address(value: str) -> str:
    if not MAIL_ADDRESS.fullmatch(value):
        raise ConfigSuggestion(f"{value!r} is no mail address; write it like desk@example.org")
    return value


def _clock_time(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ConfigSuggestion(f'{value!r} is no time of day; write it in quotes with two digits each, such as "06:40"')
    return value


def _reference_only(value: str) -> str:
    if not ENV_REFERENCE.fullmatch(value):
        raise ConfigSuggestion("a secret never stands in the file; write ${NAME} and set NAME in the environment")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
SecretReference = Annotated[str, AfterValidator(_reference_only)]
Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=80)]


class Section(BaseModel):
    """A part of the configuration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, str_strip_whitespace=True)


class EvidenceSettings(Section):
    """Where the fetched bytes are kept as WARC files."""

    folder: Path = Path("watchdesk-data/evidence")
    keep: bool = True
    keep_days: int | None = Field(default=None, ge=1)


class StorageSettings(Section):
    """The archive file and the evidence folder; relative paths count from the configuration file."""

    path: Path = Path("watchdesk-data/archive.db")
    evidence: EvidenceSettings = EvidenceSettings()


Phrases = list[str]
PhrasesByLanguage = dict[str, Phrases] | Phrases


class SubjectSettings(Section):
    """What the desk is about; lists are added to those of the shipped subject `base`, keys in `replace` replace them.

    A blank in a phrase is a blank or a hyphen, a trailing * any ending, (a|b) alternatives; languages are two letters.
    """

    name: str | None = None
    base: str | None = None
    replace: list[str] = []
    terms: PhrasesByLanguage = {}
    companies: Phrases = []
    near_companies: Phrases = []
    company_words: Phrases = []
    near_terms: Phrases = []
    near_words: Phrases = []
    conflict_terms: dict[str, PhrasesByLanguage] = {}
    use_terms: PhrasesByLanguage = {}
    lookalikes: dict[str, Phrases] = {}
    weights: dict[str, float] = {}
    threshold: float | None = Field(default=None, ge=0.0, le=1.0)


class OwnSource(Section):
    """A source of the newsroom's own, with the fields of the catalog."""

    id: Identifier
    name: str = Field(min_length=1)
    kind: str = "other"
    homepage: WebAddress | None = None
    country: str | None = None
    region: str | None = None
    language: str | None = None
    feed: WebAddress | None = None
    sitemap: WebAddress | None = None
    listing: WebAddress | None = None
    api: WebAddress | None = None
    enabled: bool = True
    rules: dict[str, Any] = {}

    @model_validator(mode="after")
    def _has_an_address(self) -> OwnSource:
        if not (self.feed or self.sitemap or self.listing or self.api):
            raise ConfigSuggestion("no address to read; give one of feed, sitemap, listing, api")
        return self


class SourceSettings(Section):
    """Which sources are read: catalog groups (`all` for every one), single ids on or off, own entries."""

    groups: list[str] = ["all"]
    on: list[str] = []
    off: list[str] = []
    own: list[OwnSource] = []


class CrawlSettings(Section):
    """How the crawl behaves. There is no switch for robots.txt: it is always obeyed."""

    delay_seconds: float = Field(default=1.0, ge=0.0, le=600.0)
    timeout_seconds: float = Field(default=30.0, gt=0.0, le=600.0)
    max_page_bytes: int = Field(default=10_000_000, ge=10_000, le=200_000_000)
    concurrency: int = Field(default=16, ge=1, le=256)
    cycle_minutes: float = Field(default=30.0, gt=0.0, le=1440.0)


class ScheduleSettings(Section):
    """When the jobs of `run` are due, in the configured time zone."""

    crawl_every_minutes: int = Field(default=3, ge=1, le=1440)
    digest_at: ClockTime = "06:40"


class WatchSettings(Section):
    """A saved query with an owner."""

    id: Identifier
    query: str = Field(min_length=1)
    owner: str = "newsroom"
    label: str = ""
    alert: bool = False


class SubscriberSettings(Section):
    """Who gets the digest, for which watches (none named: all)."""

    email: MailAddress
    watches: list[str] = []


class MailSettings(Section):
    """The mail server; user and password only as ${NAME}."""

    host: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    user: SecretReference | None = None
    password: SecretReference | None = None
    sender: MailAddress = "watchdesk@example.org"
    starttls: bool = True
    unsubscribe: WebAddress | MailAddress | None = None


class ReadingSettings(Section):
    """The spaCy model (name or path), models of other languages by their code, and a gazetteer of the newsroom's own
    (YAML)."""

    model: str | None = None
    models: dict[str, str] = Field(default_factory=dict)
    gazetteer: Path | None = None


class WebSettings(Section):
    """Where the desk listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=8099, ge=0, le=65535)


class ApiKeys(Section):
    """Keys of search services, only as ${NAME}."""

    courtlistener: SecretReference | None = None
    congress: SecretReference | None = None
    govinfo: SecretReference | None = None
    mediacloud: SecretReference | None = None
    legistar: SecretReference | None = None


class Config(Section):
    """The whole configuration; see `config.yaml` for every key with its meaning."""

    contact: WebAddress | MailAddress
    time_zone: str = "UTC"
    storage: StorageSettings = StorageSettings()
    subject: SubjectSettings = SubjectSettings()
    sources: SourceSettings = SourceSettings()
    crawl: CrawlSettings = CrawlSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    watches: list[WatchSettings] = []
    subscribers: list[SubscriberSettings] = []
    mail: MailSettings = MailSettings()
    nlp: ReadingSettings = ReadingSettings()
    web: WebSettings = WebSettings()
    api_keys: ApiKeys = ApiKeys()
    file: Path = Field(default=Path("config.yaml"), exclude=True)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            close = get_close_matches(value, sorted(available_timezones()), 1, 0.6)
            hint = f"did you mean {close[0]!r}?" if close else "write it like America/New_York"
            raise ConfigSuggestion(f"{value!r} is no time zone; {hint}") from None
        return value

    @model_validator(mode="after")
    def _unique_names(self) -> Config:
        for key, names in (
            ("watches", [watch.id for watch in self.watches]),
            ("sources.own", [source.id for source in self.sources.own]),
            ("subscribers", [subscriber.email for subscriber in self.subscribers]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ConfigSuggestion(f"{key}: {twice!r} is given twice; rename one of the two")
        return self

    @classmethod
    def load(cls, path: Path) -> Config:
        """The configuration of a YAML file; ConfigError (one line: file, line, key, suggestion) for any fault."""
        settings = read_settings(path)
        if "file" in settings.values:
            raise settings.fault(("file",), "unknown key; remove it")
        try:
            config = cls.model_validate(settings.values)
        except ValidationError as fault:
            raise _first_fault(settings, fault) from None
        return config.model_copy(update={"file": path.resolve()})

    def resolve(self, path: Path) -> Path:
        """A path of the configuration as an absolute one: relative paths count from the configuration file."""
        return (self.file.parent / path.expanduser()).resolve()

    @property
    def archive_path(self) -> Path:
        """The archive file, absolute."""
        return self.resolve(self.storage.path)

    @property
    def evidence_folder(self) -> Path:
        """The folder of the WARC files, absolute."""
        return self.resolve(self.storage.evidence.folder)

    @property
    def zone(self) -> ZoneInfo:
        """The configured time zone."""
        return ZoneInfo(self.time_zone)


def secret(reference: str | None, key: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The value that `${NAME}` stands for; None for no reference; MissingSecret when NAME is not set."""
    if reference is None:
        return None
    found = ENV_REFERENCE.fullmatch(reference)
    name = found[1] if found else reference
    if not environment.get(name):
        raise MissingSecret(f"{key}: the environment variable {name} is not set; export it before this verb")
    return environment[name]


def default_config() -> Path:
    """The shipped default configuration: beside the package in a wheel, at the top of a checkout."""
    here = Path(__file__).resolve().parent
    shipped = here / "config.yaml"
    return shipped if shipped.exists() else here.parent / "config.yaml"


def _first_fault(settings: SettingsFile, fault: ValidationError) -> ConfigError:
    error = fault.errors(include_url=False)[0]
    where = _key_path(settings, tuple(error["loc"]))
    cause = error.get("ctx", {}).get("error")
    if error["type"] == "extra_forbidden":
        known = _fields_at(where[:-1])
        close = get_close_matches(str(where[-1]), known, 1, 0.5)
        hint = f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(known)}"
        return settings.fault(where, f"unknown key; {hint}")
    if isinstance(cause, ConfigSuggestion):
        return settings.fault(where, str(cause)) if where else ConfigError(f"{settings.path}:1: {cause}")
    if error["type"] == "missing":
        return ConfigError(
            f"{settings.path}:{settings.line(where)}: {'.'.join(map(str, where))}: missing; add this key"
        )
    message = str(error["msg"])
    return settings.fault(where, f"{message[:1].lower()}{message[1:]}, found {_shown(error.get('input'))}")


def _key_path(settings: SettingsFile, loc: tuple[str | int, ...]) -> KeyPath:
    """Pydantic's location without the names of the union members it tried."""
    where: KeyPath = ()
    for part in loc:
        if (*where, part) not in settings.lines and str(part).startswith(("function-", "constrained-", "str")):
            break
        where = (*where, part)
    return where


def _fields_at(where: KeyPath) -> list[str]:
    model: type[BaseModel] = Config
    for part in where:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        inner = next((kind for kind in (annotation, *get_args(annotation)) if _is_model(kind)), None)
        if inner is None:
            return []
        model = inner
    return sorted(name for name in model.model_fields if name != "file")


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
