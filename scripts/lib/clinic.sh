# Sourced by scripts that test how a clinic is operated: a demo clinic in $DATABASE_URL, its servers, and a patient who books by the
# API. They run the debug build of make test; CONSULTA_BINARY and CONSULTA_SITE_ROOT name another. shellcheck shell=bash

program=${CONSULTA_BINARY:-$TARGET/debug/consulta}
[ -x "$program" ] || die "There is no $program: run make test ONLY=lint, or build it first."
export CONSULTA_SITE_ROOT=${CONSULTA_SITE_ROOT:-$ROOT/$DEBUG_SITE}
servers=()

# new_clinic FOLDER: seeds the database; documents, keys and logs are in the folder.
new_clinic() {
  clinic=$1
  export CONSULTA_DATA_DIR=$1 CONSULTA_DOCUMENTS=$1/documents CONSULTA_AUDIT_KEY_FILE=$1/audit.key
  {
    "$program" seed --practitioners 8 --patients 20 --appointments 40 &&
      "$program" set api.enabled true
  } >"$1/seed.log" 2>&1 || die "The clinic could not be prepared: $(tail -n 20 "$1/seed.log")"
}

# serve NAME: starts a server, and sets $address to its address.
serve() {
  local log=$clinic/$1.log
  CONSULTA_ADDR=127.0.0.1:0 "$program" serve >"$log" 2>&1 &
  servers+=($!)
  for _ in $(seq 300); do
    address=$(sed -n 's/^.*running at http:\/\///p' "$log" | head -n 1)
    if [ -n "$address" ] && curl -sf "http://$address/health/ready" >/dev/null; then return; fi
    sleep 0.2
  done
  die "The server did not start: $(tail -n 20 "$log")"
}

stop_servers() {
  local server
  for server in "${servers[@]}"; do
    if kill "$server" 2>/dev/null; then wait "$server" || true; fi
  done
  servers=()
}

# sign_in: at $address; sets $BEARER to the header that the API requires.
sign_in() {
  local answer
  answer=$(curl -s "http://$address/api/v1/auth/login" -H 'content-type: application/json' \
    -d '{"email": "patient@demo.example", "password": "consulta demo"}')
  BEARER="authorization: Bearer $(sed -nE 's/.*"access":"([^"]*)".*/\1/p' <<<"$answer")"
  export BEARER
}

# free_times MANY: lines "PRACTITIONER CENTRE TIME" of a practitioner with this many in the next weeks.
free_times() {
  local practitioner week
  for practitioner in $(seq 8); do
    for week in 0 7 14 21 28 35; do
      curl -s "http://$address/api/v1/slots?doctor_id=$practitioner&date=$(date -u -d "+$week days" +%F)" -H "$BEARER" |
        tr '{' '\n' |
        sed -nE 's/.*"starts_at":"([^"]*)".*"doctor_id":([0-9]+),"centre_id":([0-9]+).*/\2 \3 \1/p'
    done | sort -u >"$clinic/times"
    if [ "$(wc -l <"$clinic/times")" -ge "$1" ]; then
      head -n "$1" "$clinic/times"
      return
    fi
  done
  die "No practitioner has $1 free times."
}

# book ADDRESS PRACTITIONER CENTRE TIME: retries until there is a definite answer, and prints "STATUS APPOINTMENT TIME". Retries
# carry the same key, so it is booked once.
book() {
  local answer status
  for _ in $(seq 300); do
    answer=$(curl -s -m 40 -w '\n%{http_code}' "http://$1/api/v1/appointments" -H "$BEARER" \
      -H "Idempotency-Key: intent-${4//[^0-9]/}" -H 'content-type: application/json' \
      -d "{\"doctor_id\": $2, \"centre_id\": $3, \"starts_at\": \"$4\"}") || true
    status=${answer##*$'\n'}
    case $status in
      000 | 5??) sleep 0.2 ;;
      *) break ;;
    esac
  done
  echo "$status $(sed -nE '1s/^\{"id":([0-9]+).*/\1/p' <<<"$answer") $4"
}
export -f book

# book_all ADDRESS: each line "PRACTITIONER CENTRE TIME" of the input, six at a time.
book_all() {
  xargs -P 6 -L 1 bash -c 'book "$@"' book "$1"
}

# booked FILE: how many of the answers in it are bookings.
booked() {
  grep -c '^201 ' "$1" || true
}
