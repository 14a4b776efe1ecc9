"""Near duplicates folded and stories over days: a pure, incremental grouping that can be rebuilt from stored rows."""

from nlp.stories.index import StoryAssignment, StoryIndex, StoryLike
from nlp.stories.likeness import near_copies
from nlp.stories.regroup import regrouped
from nlp.stories.signature import Signature

__all__ = ["Signature", "StoryAssignment", "StoryIndex", "StoryLike", "near_copies", "regrouped"]
