# Sourced by scripts that start PostgreSQL servers of their own, in a folder that goes with them.
# shellcheck shell=bash

bin=$(postgres_bin) || die "PostgreSQL is not installed: run scripts/setup test."
# Not in TMPDIR: another user must be able to reach it, and a socket's path is limited to 107 bytes.
dir=$(mktemp -d /tmp/consulta-postgres.XXXXXX)

# PostgreSQL refuses to run as root.
as_owner() { (cd "$dir" && "$@"); }
if is_root; then
  owner=nobody
  if id postgres >/dev/null 2>&1; then owner=postgres; fi
  chown "$owner" "$dir"
  as_owner() { (cd "$dir" && runuser -u "$owner" -- "$@"); }
fi

# new_server NAME: the files of a server.
new_server() {
  as_owner "$bin/initdb" -D "$dir/$1" -U consulta --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    >"$dir/initdb.log" 2>&1 || die "initdb failed: $(cat "$dir/initdb.log")"
}

# start_server NAME OPTIONS: on the first free port found, which is then in $port.
start_server() {
  for _ in 1 2 3 4 5; do
    # Below the range of ports used for outgoing connections.
    port=$((20000 + RANDOM % 10000))
    start_server_at "$port" "$@" && return
  done
  die "PostgreSQL did not start: $(cat "$dir/$1.log")"
}

# start_server_at PORT NAME OPTIONS. pg_ctl gives its options to a shell, to which a line break is their end.
start_server_at() {
  as_owner "$bin/pg_ctl" -D "$dir/$2" -l "$dir/$2.log" -w -o "-p $1 -c listen_addresses=127.0.0.1 ${3//$'\n'/ }" start >/dev/null 2>&1
}

# stop_server NAME: at once, if it runs.
stop_server() {
  as_owner "$bin/pg_ctl" -D "$dir/$1" -m immediate stop >/dev/null 2>&1 || true
}
