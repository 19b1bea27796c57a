"""The networks, and the block transform they stand on. Nothing here knows what a prompt or a file is."""
