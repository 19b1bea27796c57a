"""From worlds and videos to shards that a model learns from. Every step writes a manifest of what it made."""
