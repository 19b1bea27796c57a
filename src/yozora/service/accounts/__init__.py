"""Who may use the service: people, their passwords, browsers and keys, what their plans allow, and sign-in elsewhere.

Functions take a session first, and the time as `now`, in seconds since 1970. Those that say so only read; the others
need a session that is committed.
"""
