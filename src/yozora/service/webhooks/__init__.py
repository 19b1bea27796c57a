"""Addresses that hear when a clip is made, or cannot be made."""
