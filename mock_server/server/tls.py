"""TLS of the server: a certificate from files, or one that is signed by a CA made at start.

See docs/adr/0014.
"""

import ssl
from pathlib import Path
from typing import Final, NoReturn
from urllib.parse import urlsplit

from mock_server.server.configuration import Configuration, ConfigurationError

CA_FILE: Final = "altinn-mock-ca.pem"
_ALTINN_HOSTS: Final = (
    "platform.altinn.no",
    "platform.tt02.altinn.no",
    "*.apps.altinn.no",
    "*.apps.tt02.altinn.no",
    "maskinporten.no",
    "test.maskinporten.no",
)


def load_certificate(configuration: Configuration) -> ssl.SSLContext | None:
    """Return the TLS context of the certificate that the options name; None without TLS.

    Raises:
        ConfigurationError: if the options contradict each other or the files are not valid.
    """
    certificate, key = configuration.tls_certificate, configuration.tls_key
    if configuration.tls and (certificate or key):
        raise ConfigurationError("give either --tls self-signed or --tls-certificate")
    if key and not certificate:
        raise ConfigurationError("--tls-key needs --tls-certificate")
    if not certificate:
        return None
    context = _server_context()
    try:
        context.load_cert_chain(certificate, key, password=_refuse_passphrase)
    except (ssl.SSLError, OSError) as error:
        raise ConfigurationError(
            f"--tls-certificate {certificate}: not a PEM certificate with the key of --tls-key"
            f" ({getattr(error, 'reason', None) or error})"
        ) from error
    return context


def make_certificate(configuration: Configuration, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return the TLS context of a new certificate, and the file of the CA that signed it.

    The CA's key is not kept.
    """
    import trustme

    authority = trustme.CA(organization_name="altinn-mock")
    context = _server_context()
    authority.issue_cert(*_names(configuration)).configure_cert(context)
    path = folder / CA_FILE
    authority.cert_pem.write_to_path(path)
    return context, path


def _names(configuration: Configuration) -> list[str]:
    named = [
        configuration.host,
        urlsplit(configuration.public_url or "").hostname or "",
        *configuration.allow_host,
    ]
    own = [each for each in named if each not in ("", "0.0.0.0", "::")]
    return list(dict.fromkeys(["localhost", "127.0.0.1", "::1", *own, *_ALTINN_HOSTS]))


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _refuse_passphrase() -> NoReturn:
    raise ConfigurationError("--tls-key: the key has a passphrase; give one without")
