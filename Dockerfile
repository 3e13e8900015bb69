# syntax=docker/dockerfile:1
#
#   docker build -t yizhi .
#   docker run --rm --network host -v yizhi:/var/lib/yizhi yizhi
#
# While nobody is asked to sign in, the service answers on loopback only, so the container shares the host's network: open
# http://127.0.0.1:8000. For others set YIZHI_SIGN_IN and YIZHI_HOST=0.0.0.0, and publish the port (docs/people.md).

FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/yizhi
ENV PATH=/opt/yizhi/bin:$PATH

# What we need changes seldom, what we write often: one layer each.
COPY requirements.lock ./
COPY pyproject.toml README.md LICENSE ./
RUN mkdir knowledge indexer service evaluation \
    && pip install --constraint requirements.lock '.[people,replicas]' \
    && pip uninstall --yes yizhi
COPY . .
RUN pip install --no-deps .


FROM python:3.11-slim

RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/yizhi yizhi
COPY --from=build /opt/yizhi /opt/yizhi
# The cache holds the encoder, the data folder the snapshots and the records: both outlive the container in the volume.
ENV PATH=/opt/yizhi/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/var/lib/yizhi/cache \
    XDG_DATA_HOME=/var/lib/yizhi/data \
    XDG_STATE_HOME=/var/lib/yizhi/state
USER yizhi
WORKDIR /var/lib/yizhi
VOLUME /var/lib/yizhi
EXPOSE 8000

# The first start reads the encoder's weights and embeds the base.
HEALTHCHECK --interval=15s --timeout=3s --start-period=180s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["yizhi", "serve"]
