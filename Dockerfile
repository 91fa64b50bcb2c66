# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/altinn-mock
ENV PATH=/opt/altinn-mock/bin:$PATH
COPY requirements-runtime.lock ./
RUN pip install --require-hashes -r requirements-runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY altinn_mock ./altinn_mock
COPY mock_server ./mock_server
COPY client_fixtures ./client_fixtures
COPY scenarios ./scenarios
RUN pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="altinn-notifications-mock" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --create-home --uid 10001 mock
COPY --from=build /opt/altinn-mock /opt/altinn-mock
ENV PATH=/opt/altinn-mock/bin:$PATH PYTHONUNBUFFERED=1 \
    ALTINN_MOCK_HOST=0.0.0.0 ALTINN_MOCK_PORT=5090
USER 10001
WORKDIR /home/mock
EXPOSE 5090
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["altinn-mock", "ready"]
ENTRYPOINT ["altinn-mock"]
CMD ["serve"]
