"""Encryption of an archive: AES-256-GCM in pieces of 1 MiB, each bound to its place and the last to being the last,
so that a piece that is changed, moved or missing is noticed. The key is made from the passphrase by scrypt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"GROUNDWORK-BACKUP-1\n"
PIECE = 1024 * 1024
SALT = 16
TAG = 16


class CannotOpen(Exception):
    """Why an archive cannot be opened, in words."""


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal(source: Path, target: Path, passphrase: str) -> None:
    """Write an encrypted copy of a file."""
    salt = os.urandom(SALT)
    cipher = AESGCM(_key(passphrase, salt))
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(MAGIC + salt)
        number, piece = 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            sealed.write(cipher.encrypt(_nonce(number), piece, b"more" if following else b"last"))
            if not following:
                return
            number, piece = number + 1, following


def unseal(source: Path, target: BinaryIO, passphrase: str) -> None:
    """Decrypt a file. Raises CannotOpen when the key is wrong or the file was cut or edited."""
    with source.open("rb") as sealed:
        sealed.seek(len(MAGIC))
        cipher = AESGCM(_key(passphrase, sealed.read(SALT)))
        number, piece = 0, sealed.read(PIECE + TAG)
        while True:
            following = sealed.read(PIECE + TAG)
            try:
                target.write(cipher.decrypt(_nonce(number), piece, b"more" if following else b"last"))
            except InvalidTag:
                raise CannotOpen(
                    "The backup cannot be decrypted: BACKUP_KEY is another one, or the file was cut off or edited."
                ) from None
            if not following:
                return
            number, piece = number + 1, following


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
