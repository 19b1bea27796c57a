"""The HTTP service: requests come in, videos go out."""
