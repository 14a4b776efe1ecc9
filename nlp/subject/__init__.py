"""Is this page about what the newsroom watches, and which words say so: pure, light, without spaCy.

The crawl asks it before it keeps a page, the reading room when it annotates one.
"""

from nlp.subject.judge import judge
from nlp.subject.terms import Subject, default_subject

__all__ = ["Subject", "default_subject", "judge"]
