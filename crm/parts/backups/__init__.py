"""Backup and restore: every row and every upload in one archive, equal to the bit when it is brought back.

An archive is a gzipped tar: `manifest.json` (digests, counts, keys given last), `data/<table>.jsonl` (rows by primary
key, in a form that does not depend on the database) and `uploads/…`; encrypted as a whole when BACKUP_KEY is set.
"""
