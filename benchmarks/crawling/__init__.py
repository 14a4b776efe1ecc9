"""What the crawl benchmark is made of: saved pages on loopback, measured processes, peers."""
