"""A passkey without a browser: answers the questions of the server as a phone would (ES256, no attestation)."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(said: str) -> bytes:
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


class Phone:
    def __init__(self, origin: str = "http://localhost:8000", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = os.urandom(16)
        self.user = b""
        self.flags = USER_PRESENT | USER_VERIFIED

    def make(self, question: dict[str, Any]) -> str:
        """The answer to "make a passkey", as the page sends it."""
        asked = question["publicKey"]
        self.user = raw(asked["user"]["id"])
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        credential = b"\0" * 16 + struct.pack(">H", len(self.key_id)) + self.key_id + public
        made = {"fmt": "none", "attStmt": {}, "authData": self.told(self.flags | HAS_KEY) + credential}
        response = {"attestationObject": text(cbor.encode(made)), "transports": ["internal"]}
        return self.answer(response, self.client_data("webauthn.create", asked["challenge"]))

    def show(self, question: dict[str, Any]) -> str:
        """The answer to "show a passkey"."""
        client_data = self.client_data("webauthn.get", question["publicKey"]["challenge"])
        told = self.told(self.flags)
        signed = self.key.sign(told + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"authenticatorData": text(told), "signature": text(signed), "userHandle": text(self.user)}
        return self.answer(response, client_data)

    def told(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 0)

    def client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def answer(self, response: dict[str, Any], client_data: bytes) -> str:
        return json.dumps(
            {
                "id": text(self.key_id), "rawId": text(self.key_id), "type": "public-key",
                "response": {**response, "clientDataJSON": text(client_data)},
                "authenticatorAttachment": "platform", "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )  # fmt: skip
