"""Verbs of the room: each writes inside `write()`, its own or the one that is open."""
