"""One file that holds an installation: database, attachments, and a manifest with digests.

The key that signs sessions is not in it: whoever restores gets a new one, and everybody signs in
again.
"""
