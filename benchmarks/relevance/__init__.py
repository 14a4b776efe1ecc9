"""How the weights of the subject filter were fitted: `python -m benchmarks.relevance RELEVANCE.jsonl [--write]`."""
