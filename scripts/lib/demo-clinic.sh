# A demo clinic of its own for a script: sourced after env.sh, it starts the debug build on a fresh, seeded SQLite database, with
# the API on, and stops it with the script. SITE is its address, CONSULTA_DATA_DIR its folder, LOG its output. shellcheck shell=bash

program=${CONSULTA_BINARY:-$TARGET/debug/consulta}
[ -x "$program" ] || die "There is no $program: run scripts/build first."

CONSULTA_DATA_DIR=$(mktemp -d "${TMPDIR:-/tmp}/consulta-clinic.XXXXXX")
server=
stop() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" || true; fi
  rm -rf "$CONSULTA_DATA_DIR"
}
trap stop EXIT
trap 'exit 143' INT TERM

export CONSULTA_DATA_DIR CONSULTA_ADDR=${CONSULTA_ADDR:-127.0.0.1:3981} CONSULTA_SITE_ROOT=${CONSULTA_SITE_ROOT:-$ROOT/$DEBUG_SITE}
export DATABASE_URL=sqlite://$CONSULTA_DATA_DIR/consulta.db CONSULTA_AUDIT_KEY_FILE=$CONSULTA_DATA_DIR/audit.key
export CONSULTA_DOCUMENTS=$CONSULTA_DATA_DIR/documents
LOG=$CONSULTA_DATA_DIR/log
SITE=http://$CONSULTA_ADDR

{ "$program" seed --practitioners 72 --patients 200 --appointments 400 --seed 7 && "$program" set api.enabled true; } >"$LOG"
"$program" serve >>"$LOG" 2>&1 &
server=$!
for _ in {1..60}; do
  if curl -sf -o /dev/null "$SITE/api/openapi.json"; then break; fi
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$LOG" >&2; die "The server stopped."; }
  sleep 1
done

# python_tools NAME PACKAGE==VERSION...: an environment with these packages, kept in the cache; prints its folder.
python_tools() {
  local tools=$CACHE/$1
  if [ ! -e "$tools/complete" ]; then
    python3 -m venv "$tools" >&2
    "$tools/bin/pip" -q install "${@:2}" >&2
    touch "$tools/complete"
  fi
  echo "$tools"
}

# node_tools NAME PACKAGE@VERSION...: the same for Node.js. Modules are resolved from a program's own folder: copy it there.
node_tools() {
  local tools=$CACHE/$1
  if [ ! -e "$tools/complete" ]; then
    mkdir -p "$tools"
    echo '{ "private": true }' >"$tools/package.json"
    (cd "$tools" && npm install --no-audit --no-fund "${@:2}") >&2
    touch "$tools/complete"
  fi
  echo "$tools"
}
