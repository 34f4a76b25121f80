"""What stands encrypted in the database, and the Secret that never prints what it holds."""

import copy
import io
import json
import logging
import pickle

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from stations import crypto
from stations.crypto import DecryptionError, Secret, decrypt, digest, encrypt, key_version, seal_digest
from stations.identity import id_check_digit

CONTEXT = "veterans.PersonFile.id_number"
NUMBER = "44079919850102001" + id_check_digit("44079919850102001")
MASK = f"440799********{NUMBER[14:]}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_encrypted_opens_again_and_cannot_be_read(text):
    stored = encrypt(text, CONTEXT)
    assert decrypt(stored, CONTEXT) == text
    assert len(text) < 4 or text not in stored


def test_the_same_text_is_stored_differently_each_time():
    assert encrypt(NUMBER, CONTEXT) != encrypt(NUMBER, CONTEXT)


def test_a_value_moved_to_another_column_does_not_open():
    stored = encrypt(NUMBER, CONTEXT)
    with pytest.raises(DecryptionError) as refused:
        decrypt(stored, "veterans.PersonFile.mobile")
    assert NUMBER not in str(refused.value) and refused.value.__cause__ is None


def test_a_changed_value_does_not_open():
    stored = encrypt(NUMBER, CONTEXT)
    for position in range(5, len(stored) - 1):
        changed = stored[:position] + ("A" if stored[position] != "A" else "B") + stored[position + 1 :]
        with pytest.raises(DecryptionError):
            decrypt(changed, CONTEXT)


@pytest.mark.parametrize(
    "stored", ["", "a1", "a1.1", "a1.1.", "a1.1.AAAA", "s4.1.AAAA", "a1.none.AAAA", "a1.1.é", NUMBER]
)
def test_what_was_never_encrypted_is_refused(stored):
    with pytest.raises(DecryptionError):
        decrypt(stored, CONTEXT)


def test_keys_rotate_while_old_values_stay_readable(settings):
    settings.PORTAL_KEY_RING = {"1": bytes(32)}
    old = encrypt(NUMBER, CONTEXT)
    settings.PORTAL_KEY_RING = {"1": bytes(32), "2": bytes(range(32))}
    new = encrypt(NUMBER, CONTEXT)
    assert (key_version(old), key_version(new)) == ("1", "2")
    assert decrypt(old, CONTEXT) == decrypt(new, CONTEXT) == NUMBER
    settings.PORTAL_KEY_RING = {"2": bytes(range(32))}
    with pytest.raises(DecryptionError):
        decrypt(old, CONTEXT)
    settings.PORTAL_KEY_RING = {"1": bytes(range(1, 33))}
    with pytest.raises(DecryptionError):
        decrypt(old, CONTEXT)


def test_digests_find_the_same_number_and_nothing_else(settings):
    assert digest("id", NUMBER) == digest("id", NUMBER)
    assert len(digest("id", NUMBER)) == 64
    assert len({digest("id", NUMBER), digest("phone", NUMBER), digest("id", NUMBER[:-1])}) == 3
    before = digest("id", NUMBER), seal_digest(b"block")
    settings.PORTAL_KEY_RING = {"9": bytes(32)}
    assert (digest("id", NUMBER), seal_digest(b"block")) == before, "key rotation must not move digests"
    settings.PORTAL_DIGEST_KEY = bytes(32)
    assert digest("id", NUMBER) != before[0] and seal_digest(b"block") != before[1]


def test_nothing_has_no_digest():
    with pytest.raises(ValueError, match="empty"):
        digest("id", "")


# --- Secret


def test_a_secret_opens_only_when_asked():
    secret = Secret(NUMBER, "id")
    assert secret.open() == NUMBER
    assert secret.mask == MASK


def test_a_secret_prints_as_its_mask_everywhere():
    secret = Secret(NUMBER, "id")
    log = io.StringIO()
    logger = logging.getLogger("secret-test")
    logger.addHandler(logging.StreamHandler(log))
    logger.warning("%s %r %s", secret, secret, {"number": secret})
    template = Template(
        "{{ s }} {{ s.open }} {{ s|safe }} {{ s|stringformat:'r' }} {{ s|pprint }} {{ s|length }}"
    )
    shown = [
        str(secret),
        repr(secret),
        f"{secret} {secret!r} {secret:>30}",
        "%s %r" % (secret, secret),  # noqa: UP031
        json.dumps({"number": secret}, default=str),
        template.render(Context({"s": secret})),
        log.getvalue(),
        repr([secret, {"a": (secret,)}]),
        repr(dir(secret)),
    ]
    for text in shown:
        assert NUMBER not in text and NUMBER[6:14] not in text
    assert str(secret) == MASK
    assert f"{secret}" == MASK
    assert json.loads(shown[4]) == {"number": MASK}


def test_a_secret_does_not_leave_the_process():
    secret = Secret(NUMBER, "id")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        secret.__getstate__()
    with pytest.raises(TypeError):
        vars(secret)
    assert NUMBER not in repr(copy.copy(secret)) and copy.deepcopy([secret]) == [secret]


def test_secrets_compare_by_what_they_hold():
    assert Secret(NUMBER, "id") == Secret(NUMBER, "text")
    assert Secret(NUMBER, "id") != Secret(NUMBER[:-1], "id")
    assert Secret(NUMBER, "id") != NUMBER
    assert len({Secret("1"), Secret("1"), Secret("2")}) == 2
    assert Secret(NUMBER) and not Secret("")
    assert str(Secret("")) == ""


def test_free_text_is_hidden_whole():
    assert str(Secret("a")) == str(Secret("a long sentence"))


@pytest.mark.parametrize(("text", "kind"), [(None, "id"), (Secret("1"), "id"), (1, "id")])
def test_a_secret_holds_text_only(text, kind):
    with pytest.raises(TypeError):
        Secret(text, kind)


def test_one_cipher_serves_all_values_of_a_key(settings):
    settings.PORTAL_KEY_RING = {"1": bytes(range(7, 39))}
    encrypt("x", CONTEXT)
    before = len(crypto._ciphers)
    for _ in range(5):
        decrypt(encrypt("x", CONTEXT), CONTEXT)
    assert len(crypto._ciphers) == before
