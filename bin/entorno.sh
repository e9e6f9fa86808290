# Sourced by run, test and bench: what must be there before Python can take over, each step instant when done before.
# Nothing that serves runs as root: root hands over to the owner of the checkout or, where that is root too, to `vuce`.
set -euo pipefail
umask 022
argumentos=("$@")

paso() { printf '▸ %s…\n' "$*"; }
alto() { printf 'ERROR: %s\n' "$*" >&2; exit 1; }

# paquetes LISTA…: Debian packages, one a line, `#` comments.
paquetes() {
  command -v dpkg-query >/dev/null || { echo "No es Debian: verifique a mano los paquetes de $*."; return; }
  local lista faltan
  lista=$(sed 's/#.*//' "$@" | tr -s '[:space:]' '\n' | sort -u | sed '/^$/d')
  # shellcheck disable=SC2086
  faltan=$(comm -23 <(echo "$lista") <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $lista 2>/dev/null | sed -n 's/^installed //p' | sort -u))
  [ -z "$faltan" ] && return
  paso "Paquetes del sistema: ${faltan//$'\n'/ }"
  local como=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || alto "faltan paquetes; como root: apt-get install ${faltan//$'\n'/ }"
    como=(sudo)
  fi
  # shellcheck disable=SC2086
  { "${como[@]}" apt-get update -qq && "${como[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $faltan; } >"$registro" 2>&1 || { tail -n 20 "$registro"; alto "apt-get falló"; }
}

# como_dueno ORDEN…: root, in the checkout of somebody else, starts again as that person (packages are in by then).
como_dueno() {
  local dueno
  dueno=$(stat -c %u .)
  [ "$(id -u)" = 0 ] && [ "$dueno" != 0 ] || return 0
  export HOME
  HOME=$(getent passwd "$dueno" | cut -d: -f6)
  exec setpriv --reuid="$dueno" --regid="$(stat -c %g .)" --clear-groups -- "$@"
}

# ambiente LISTA: the virtual environment with exactly the locked versions.
ambiente() {
  local huella sello=.venv/.$1
  huella=$(sha256sum "requirements/$1.txt" | cut -c1-64)
  [ -x .venv/bin/python ] && [ "$(cat "$sello" 2>/dev/null)" = "$huella" ] && return
  paso "Bibliotecas de Python ($1); la primera vez tarda uno o dos minutos"
  [ -x .venv/bin/pip ] || "${PYTHON:-python3}" -m venv --clear .venv
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes \
    -r "requirements/$1.txt" 2>&1 | tee "$registro" | sed -un 's/^Collecting \([^ ]*\).*/  \1/p; s/^Installing .*/  instalando…/p' ||
    { tail -n 20 "$registro"; alto "pip falló"; }
  echo "$huella" >"$sello"
}

# como_cuenta ORDEN…: as the unprivileged account, with no other group.
como_cuenta() { setpriv --reuid="$uid" --regid="$gid" --clear-groups -- "$@"; }

# cuenta_propia: root serves a checkout of its own through an account made for it; `var` is all that account may write.
cuenta_propia() {
  id vuce >/dev/null 2>&1 || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vuce
  uid=$(id -u vuce) gid=$(id -g vuce)
  chown "$uid:$gid" "$VUCE_VAR"
  alcanzable || abrir_paso
}

alcanzable() { como_cuenta test -r "$PWD/pyproject.toml" -a -r "$PWD/vuce/__init__.py" -a -x "$PWD/.venv/bin/python" 2>/dev/null; }

# abrir_paso: a checkout under a closed folder (/root) lets that one account through, nobody else.
abrir_paso() {
  paso "La cuenta vuce no llega a $PWD: se le da paso (setfacl) por las carpetas que lo encierran"
  local destino ruta tramo
  for destino in "$PWD" "$(dirname "$(readlink -f .venv/bin/python)")"; do
    ruta=
    while read -r -d / tramo; do # from the top: a folder is judged once those above it are open
      ruta+=$tramo/
      como_cuenta test -x "$ruta" || setfacl -m u:vuce:x "$ruta" || break
    done <<<"$destino/"
  done
  como_cuenta test -r "$PWD/vuce/__init__.py" || setfacl -R -m "u:vuce:rX" "$PWD" || true
  alcanzable || alto "la cuenta vuce no puede leer $PWD; ponga el proyecto, por ejemplo, en /srv/vuce"
}

# preparar CERRADURA LISTA…: packages, libraries, front end and messages; one preparation at a time.
preparar() {
  local cerradura=$1
  shift
  registro=$(mktemp)
  trap 'rm -f "$registro"' EXIT
  paquetes "$@"
  como_dueno "$PWD/bin/${0##*/}" "${argumentos[@]}"
  export VUCE_VAR=${VUCE_VAR:-$PWD/var}
  mkdir -p -m 700 "$VUCE_VAR"
  exec 9>>"$VUCE_VAR/.preparacion"
  flock 9
  ambiente "$cerradura"
  .venv/bin/python -m vuce.embebido preparar
  [ "$(id -u)" != 0 ] || cuenta_propia
  exec 9>&-
}

# entregar ORDEN…: become the Python half, without privileges.
entregar() {
  rm -f "$registro"
  [ "$(id -u)" = 0 ] || exec .venv/bin/python -m vuce.embebido "$@"
  exec setpriv --reuid="$uid" --regid="$gid" --clear-groups -- .venv/bin/python -m vuce.embebido "$@"
}
