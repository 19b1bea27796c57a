"""Signatures of messages, as Standard Webhooks has them, so that whoever gets one knows who sent it."""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def signed(secret: str, message_id: str, body: bytes, *, now: float) -> dict[str, str]:
    """The headers of a message that is sent `now`; its id stays the same however often it is sent."""
    sent_at = str(int(now))
    text = b".".join((message_id.encode(), sent_at.encode(), body))
    digest = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), text, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode('ascii')}",
    }
