"""Firms of lawyers."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, after, before, ending, names, words

KIND = Kind(
    "law_firm",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>{CAP}(?:,? (?:& |and )?{CAP}){{0,5}},? (?:LLP|P\.C\.|PLLC|Solicitors|Law Group|Law Firm|Law"
            rf" Offices))"
        ),
        re.compile(rf"(?P<name>Law Offices? of {CAP}(?: {CAP}){{0,3}})"),
        re.compile(rf"(?P<name>{CAP}(?:,? (?:& |and )?{CAP}){{0,4}})(?=, (?:an?|the) (?:[\w-]+ ){{0,3}}law firm\b)"),
        re.compile(rf"\blaw firms? (?:of )?(?P<name>{CAP}(?:,? (?:& |and )?{CAP}){{1,4}})"),
    ),
    known=names(
        "Linklaters; Clifford Chance; Freshfields; Allen & Overy; Skadden; Kirkland & Ellis; Latham & Watkins; Baker"
        " McKenzie; WilmerHale; Covington; Hogan Lovells; Jones Day; Sidley Austin; White & Case"
    ),
    endings=ending(
        "LLP", "PLLC", r"P\.C", "Solicitors", "Law Group", "Law Firm", "Attorneys", "Chambers", "Barristers"
    ),
    words=words("Law Offices?", "Solicitors", "Attorneys at Law"),
    before=before(
        "law firm",
        "law firm of",
        "solicitors?(?: (?:at|from|with))?",
        "partner at",
        "lawyers? (?:at|from)",
        "attorneys? (?:at|from|with)",
        "counsel at",
    ),
    after=after(
        r",? (?:an?|the) (?:[\w-]+ ){0,3}law firm",
        r" (?:represents|represented|defends|defended) (?:the |a )?(?:plaintiffs?|man|woman|famil\w+|victims?|tenants"
        r"|residents|shoppers|defendants?)",
    ),
)
