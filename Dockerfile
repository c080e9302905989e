# Two images: `web` (no torch) and `worker` (torch, the demonstration model).

FROM python:3.11.14-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/patchlens
RUN useradd --system --uid 10001 --home-dir /data --create-home patchlens
COPY pyproject.toml constraints.txt README.md ./
COPY contract contract
COPY measures measures
COPY analyses analyses
COPY studies studies
COPY client client
COPY supervisor supervisor

FROM base AS web
COPY app app
COPY templates templates
COPY static static
COPY docs docs
COPY demo/gallery demo/gallery
RUN pip install -c constraints.txt -e ".[web,postgres,s3]"
USER patchlens
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["patchlens", "web"]

FROM base AS worker
COPY worker worker
COPY demo demo
RUN pip install -c constraints.txt -e ".[worker,s3]" \
 && python -m demo.build --out /opt/models/demo --cache /tmp/wheels \
 && rm -rf /tmp/wheels
USER patchlens
VOLUME /data
CMD ["patchlens", "worker"]
