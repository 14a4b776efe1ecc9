"""Ways a message leaves the house, one file each."""
