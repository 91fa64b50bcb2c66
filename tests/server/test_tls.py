"""Certificates of the server. Source: docs/control-api.md, first list."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from mock_server.server.configuration import Configuration, ConfigurationError
from mock_server.server.tls import load_certificate, make_certificate


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The files of a certificate, its key and another key."""
    authority = trustme.CA()
    named = {}
    for name in ("certificate", "other"):
        issued = authority.issue_cert("localhost")
        named[name] = tmp_path / f"{name}.pem"
        named[f"{name} key"] = tmp_path / f"{name}-key.pem"
        issued.cert_chain_pems[0].write_to_path(named[name])
        issued.private_key_pem.write_to_path(named[f"{name} key"])
    return named


def load(**options: Any) -> ssl.SSLContext | None:
    return load_certificate(Configuration.read(**options))


def connect(server: ssl.SSLContext, authority: Path, name: str) -> None:
    """Shake hands in memory, as a client that trusts *authority*."""
    client = ssl.create_default_context(cafile=authority)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert ends[0].version() is not None


def test_without_options_there_is_no_tls():
    assert load() is None


def test_a_certificate_with_its_key_is_loaded(files: dict[str, Path]):
    assert load(tls_certificate=files["certificate"], tls_key=files["certificate key"]) is not None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tls_key": "certificate key"}, "--tls-key needs --tls-certificate"),
        ({"tls_certificate": "certificate"}, "not a PEM certificate with the key of --tls-key"),
        ({"tls_certificate": "certificate", "tls_key": "other key"}, "with the key of --tls-key"),
        ({"tls_certificate": "other key"}, "not a PEM certificate"),
        (
            {"tls": "self-signed", "tls_certificate": "certificate"},
            "give either --tls self-signed or --tls-certificate",
        ),
    ],
)
def test_options_that_cannot_be_used_are_reported(
    options: dict[str, str], message: str, files: dict[str, Path]
):
    with pytest.raises(ConfigurationError) as error:
        load(**{name: files.get(value, value) for name, value in options.items()})

    assert message in str(error.value)


def test_a_key_with_a_passphrase_is_reported(files: dict[str, Path]):
    key = load_pem_private_key(files["certificate key"].read_bytes(), None)
    encryption = BestAvailableEncryption(b"secret")
    files["certificate key"].write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    )

    with pytest.raises(ConfigurationError, match="--tls-key: the key has a passphrase"):
        load(tls_certificate=files["certificate"], tls_key=files["certificate key"])


@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "mock", "public.etat.no", "platform.altinn.no"]
)
def test_a_new_certificate_is_valid_for_the_names_of_the_server(name: str, tmp_path: Path):
    configuration = Configuration.read(
        tls="self-signed", host="0.0.0.0", allow_host="mock", public_url="https://public.etat.no"
    )

    context, authority = make_certificate(configuration, tmp_path)

    connect(context, authority, name)


def test_a_new_certificate_is_not_valid_for_other_names(tmp_path: Path):
    context, authority = make_certificate(Configuration.read(tls="self-signed"), tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError):
        connect(context, authority, "evil.com")


def test_the_key_of_the_authority_is_not_stored(tmp_path: Path):
    _, authority = make_certificate(Configuration.read(tls="self-signed"), tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == [authority.name]
    assert "PRIVATE KEY" not in authority.read_text()
