"""Near duplicates folded and stories over days: a pure, incremental grouping that can be rebuilt from stored rows."""

from nlp.stories.index import StoryAssignment, StoryIndex, near_copies, regrouped
from nlp.stories.signature import Signature

__all__ = ["Signature", "StoryAssignment", "StoryIndex", "near_copies", "regrouped"]
