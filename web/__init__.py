"""Shows the archive to people: the desk."""
