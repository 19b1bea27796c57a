"""The words of the field: timeline, geometry, ports, events, errors, recipe. No torch, no pictures."""
