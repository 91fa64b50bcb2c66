# syntax=docker/dockerfile:1
# Another base image must have python3 (3.11 or later) with the modules venv and pip.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements-build.lock requirements-runtime.lock ./
RUN python3 -m venv /build \
    && /build/bin/pip install --require-hashes -r requirements-build.lock \
    && python3 -m venv --without-pip /opt/altinn-mock \
    && /build/bin/pip --python /opt/altinn-mock/bin/python3 install --require-hashes -r requirements-runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY altinn_mock ./altinn_mock
COPY mock_server ./mock_server
COPY client_fixtures ./client_fixtures
COPY scenarios ./scenarios
COPY docs/rules.md ./docs/
# Of phonenumbers, only the rules of the numbers are needed, not the places and operators.
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /build/bin/pip --python /opt/altinn-mock/bin/python3 install --no-deps /wheels/*.whl \
    && rm -rf /opt/altinn-mock/lib/python3.*/site-packages/phonenumbers/geodata \
              /opt/altinn-mock/lib/python3.*/site-packages/phonenumbers/carrierdata

# The base image without pip and without what only a person at a terminal needs.
FROM ${PYTHON_IMAGE} AS base
RUN rm -rf /usr/local/bin/pip* /usr/bin/pip* /usr/local/bin/idle* \
           /usr/local/lib/python3.*/site-packages/* /usr/local/lib/python3.*/ensurepip \
           /usr/local/lib/python3.*/idlelib /usr/local/lib/python3.*/test \
           /usr/lib/python3/dist-packages/* /usr/lib/python3.*/ensurepip /usr/share/python-wheels \
           /usr/share/doc/* /usr/share/man/* /usr/share/locale/* \
           /var/cache/apt/* /var/cache/debconf/* /var/lib/apt/lists/* /var/log/* \
    && echo "mock:x:10001:0:altinn-mock:/nonexistent:/usr/sbin/nologin" >> /etc/passwd \
    && mkdir -p /data && chmod 1777 /data

# One layer: what was removed takes no space.
FROM scratch
# hadolint ignore=DL3067
COPY --from=base / /
COPY --from=build /opt/altinn-mock /opt/altinn-mock
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="altinn-notifications-mock" \
      org.opencontainers.image.description="A test double of Altinn's notification platform" \
      org.opencontainers.image.url="https://github.com/altinn/altinn-notifications-mock" \
      org.opencontainers.image.source="https://github.com/altinn/altinn-notifications-mock" \
      org.opencontainers.image.documentation="https://github.com/altinn/altinn-notifications-mock#readme" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH=/opt/altinn-mock/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ALTINN_MOCK_HOST=0.0.0.0 ALTINN_MOCK_PORT=5090
# Any user id works: files are readable to all, and nothing but /data is written.
USER 10001
WORKDIR /data
EXPOSE 5090
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=3 \
    CMD ["altinn-mock", "ready"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["altinn-mock"]
CMD ["serve"]
