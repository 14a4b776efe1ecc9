"""One spider for each kind of discovery."""
