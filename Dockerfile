# The portal's image: web, worker and beat differ only in their command (docker-compose.yml).
FROM node:24-bookworm-slim AS interfaz
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static ./static
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS bibliotecas
COPY requirements/produccion.txt /tmp/produccion.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/produccion.txt

FROM python:3.11-slim-bookworm
COPY requirements/paquetes-debian.txt /tmp/paquetes-debian.txt
RUN apt-get update \
  && sed 's/#.*//' /tmp/paquetes-debian.txt | grep -vE '^(acl|python3-venv|util-linux)? *$' \
    | xargs apt-get install -y --no-install-recommends \
  && rm -rf /var/lib/apt/lists/* /tmp/paquetes-debian.txt \
  && useradd --system --uid 10001 --user-group --no-create-home vuce \
  && install -d -o vuce -g vuce /var/lib/vuce
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
  VUCE_VAR=/var/lib/vuce HOME=/tmp
COPY --from=bibliotecas /opt/venv /opt/venv
WORKDIR /app
COPY . .
COPY --from=interfaz /app/static/dist ./static/dist
RUN rm -rf vuce/embebido tests bench \
  && pybabel compile --directory vuce/locale --domain django \
  && SECRET_KEY=construccion python manage.py collectstatic --no-input --verbosity=0
USER vuce
WORKDIR /tmp
EXPOSE 8000
