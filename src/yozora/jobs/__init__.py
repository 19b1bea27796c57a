"""The queue of work to do, which loses nothing, and the workers that do it."""
