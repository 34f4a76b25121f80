"""Encryption and keyed digests of personal data at rest (PIPL 51, GB/T 39786), and Secret, which shows masks.

A stored value reads `a1.<key version>.<base64url of nonce and ciphertext>`: a1 is AES-256-GCM, so that
another algorithm can join and keys can be rotated while both are in use. Keys come from
settings.PORTAL_KEY_RING (version -> 32 bytes, the last one encrypts) and settings.PORTAL_DIGEST_KEY.
"""

import hmac
import os
from binascii import a2b_base64, b2a_base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .identity import mask_id, mask_phone

_NONCE_BYTES = 12
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_TEXT_MASK = "******"  # says nothing of the length
_MASKS = {"id": mask_id, "phone": mask_phone, "text": lambda text: _TEXT_MASK if text else ""}

_ciphers = {}  # key bytes -> AESGCM: building one costs more than using it


class DecryptionError(ValueError):
    """A stored value that no key at hand opens, or that was changed or moved. Holds no part of it."""


def _cipher(key):
    cipher = _ciphers.get(key)
    if cipher is None:
        cipher = _ciphers[key] = AESGCM(key)
    return cipher


def encrypt(text, context):
    """`text` under the current key; only decrypt() with the same `context` (the column's name) opens it."""
    return encrypter(context)(text)


def encrypter(context):
    """encrypt() for the many values of one column: what is the same for all is looked up once."""
    ring = settings.PORTAL_KEY_RING
    version = next(reversed(ring))
    seal, associated, head = _cipher(ring[version]).encrypt, context.encode(), f"a1.{version}."

    def encrypt_one(text):
        nonce = os.urandom(_NONCE_BYTES)
        body = b2a_base64(nonce + seal(nonce, text.encode(), associated), newline=False)
        return head + body.translate(_URL_SAFE, b"=").decode()

    return encrypt_one


def decrypt(stored, context):
    """The text; DecryptionError when malformed, altered, under an unknown key or of another context."""
    try:
        algorithm, version, body = stored.split(".")
        # Exports open hundreds of thousands: base64.urlsafe_b64decode() takes longer than the cipher.
        sealed = a2b_base64(body.replace("-", "+").replace("_", "/") + "=" * (-len(body) % 4))
    except ValueError:
        raise DecryptionError(f"A value of {context} is not in the stored form.") from None
    key = settings.PORTAL_KEY_RING.get(version)
    if algorithm != "a1" or key is None:
        raise DecryptionError(f"No key opens a value of {context} sealed with {algorithm}.{version}.")
    try:
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError):
        raise DecryptionError(f"A value of {context} was altered or moved, or has another key.") from None


def decrypt_many(stored, context):
    """The texts of many values of one column, None for each that is None; raises as decrypt() does.

    For exports: a third quicker than one by one, since most have one key and one form.
    """
    associated, found, ring = context.encode(), [], settings.PORTAL_KEY_RING
    ciphers = {f"a1.{version}.": _cipher(key) for version, key in ring.items()}
    for value in stored:
        if value is None:
            found.append(None)
            continue
        start = value.rfind(".") + 1
        cipher = ciphers.get(value[:start])
        if cipher is None:
            found.append(decrypt(value, context))
            continue
        body = value[start:].replace("-", "+").replace("_", "/")
        try:
            sealed = a2b_base64(body + "===")
            found.append(cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], associated).decode())
        except (InvalidTag, ValueError):
            raise DecryptionError(f"A value of {context} was altered or moved, or has another key.") from None
    return found


def encrypt_bytes(content, context):
    """`content` (bytes) under the current key, for whole files: `a1.<key version>.` and the raw ciphertext."""
    ring = settings.PORTAL_KEY_RING
    version = next(reversed(ring))
    nonce = os.urandom(_NONCE_BYTES)
    return (
        f"a1.{version}.".encode() + nonce + _cipher(ring[version]).encrypt(nonce, content, context.encode())
    )


def decrypt_bytes(stored, context):
    """The content of encrypt_bytes(); DecryptionError like decrypt()."""
    algorithm, version, sealed = (*bytes(stored).split(b".", 2), b"", b"")[:3]
    key = settings.PORTAL_KEY_RING.get(version.decode("ascii", "replace"))
    if algorithm != b"a1" or key is None:
        raise DecryptionError(f"No key opens a file of {context}.")
    try:
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise DecryptionError(f"A file of {context} was altered or moved, or has another key.") from None


def key_version(stored):
    """The version of the key that `stored` needs; DecryptionError when it is not in the stored form."""
    parts = stored.split(".")
    if len(parts) != 3:
        raise DecryptionError("Not in the stored form.")
    return parts[1]


def digest(kind, normalised):
    """HMAC-SHA256 of a normalised number as 64 hex digits, for exact search.

    `kind` ("id", "phone") keeps the domains apart. ValueError for an empty number.
    """
    if not normalised:
        raise ValueError("An empty value has no digest.")
    return hmac.digest(settings.PORTAL_DIGEST_KEY, f"{kind}\0{normalised}".encode(), "sha256").hex()


def seal_digest(data):
    """HMAC-SHA256 of `data` (bytes) as hex, for the audit chain, under a key derived from the digest key."""
    key = hmac.digest(settings.PORTAL_DIGEST_KEY, b"audit seal", "sha256")
    return hmac.digest(key, data, "sha256").hex()


class Secret:
    """Text that prints as its mask: in str, repr, format, logs, templates and error pages. `open()` gives it.

    `kind` is "id", "phone" or "text" (hidden whole). Equal to a Secret of the same text, false when
    empty, never pickled, and not JSON: `json.dumps(…, default=str)` writes the mask.
    """

    __slots__ = ("__text", "_kind")

    def __init__(self, text, kind="text"):
        if not isinstance(text, str):
            raise TypeError("A Secret holds text.")
        if kind not in _MASKS:
            raise ValueError("The kind of a Secret is id, phone or text.")
        self.__text = text
        self._kind = kind

    def open(self):
        """The text itself. Reveal it to a user only through a service that records the reason."""
        return self.__text

    open.alters_data = True  # a template never calls it

    @property
    def mask(self):
        return _MASKS[self._kind](self.__text)

    def __str__(self):
        return self.mask

    def __repr__(self):
        return f"Secret({self.mask})"

    def __format__(self, spec):
        return format(self.mask, spec)

    def __bool__(self):
        return bool(self.__text)

    def __eq__(self, other):
        return self.__text == other.__text if isinstance(other, Secret) else NotImplemented

    def __hash__(self):
        return hash(self.__text)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __getstate__(self):
        raise TypeError("A Secret is never pickled.")

    def __reduce_ex__(self, protocol):
        raise TypeError("A Secret is never pickled.")


def looks_masked(text, kind):
    """Whether `text` is what a Secret of that kind shows, and so must never be stored as the real value."""
    return text == _TEXT_MASK if kind == "text" else "****" in text
