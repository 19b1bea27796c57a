"""The Videos API: what programs written for it send, and what they expect."""
