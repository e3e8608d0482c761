# The studio in a container, painting on the processor. docs/studio.md says how to run it.
FROM python:3.13-slim AS build
WORKDIR /vaha
COPY . .
# The README's first command, with the versions that were tried. The page is built on the way.
ENV PIP_CONSTRAINT=/vaha/.ci/constraints.txt PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/vaha && /opt/vaha/bin/pip install ".[ncnn]"

FROM python:3.13-slim
COPY --from=build /opt/vaha /opt/vaha
# All that is written goes to /data; the rest of the container may be read-only.
RUN install --directory --owner 10001 --group 10001 --mode 700 /data
ENV PATH=/opt/vaha/bin:$PATH VAHA_HOME=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 8642
HEALTHCHECK --start-period=30s --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8642/healthz')"]
ENTRYPOINT ["vaha"]
CMD ["serve", "--host", "0.0.0.0", "--no-browser"]
