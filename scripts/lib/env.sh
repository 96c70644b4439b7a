# Sourced by every script: where things are, which programs take precedence, how to print messages.
# The setup-*.sh files beside this one say what is installed, and how.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

# Everything that set-up installs outside the system and rustup lives here; it is safe to delete.
CACHE=${CONSULTA_CACHE:-${XDG_CACHE_HOME:-${HOME:-$ROOT/target}/.cache}/consulta}

# Where cargo puts what it builds.
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
case $TARGET in /*) ;; *) TARGET=$ROOT/$TARGET ;; esac

# The site that a debug build serves. Release builds serve target/site, so the two do not interfere.
DEBUG_SITE=target/site-debug

# Our own tools come first, in versions that fit together. dpkg and runuser need the sbin directories.
PATH=$CACHE/bin:$CACHE/node/node_modules/.bin:$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin:/usr/local/sbin:/usr/sbin:/sbin
if [ -e "$CACHE/use-debian-rust" ]; then PATH=/usr/bin:$PATH; fi
export PATH

say() { printf '==> %s\n' "$*"; }
warn() { printf '==> %s\n' "$*" >&2; }
die() {
  warn "$*"
  exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

# at_least VERSION MINIMUM
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# The directory of the newest PostgreSQL server here: Debian keeps it out of PATH.
postgres_bin() {
  local dir
  while read -r dir; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/psql" ]; then
      echo "$dir"
      return
    fi
  done < <(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV; dirname "$(command -v initdb || echo /none/initdb)")
  return 1
}

# A browser that Playwright can drive: the system's, never a download. The shell without windows needs half as much CPU.
browser() { type -P chromium-headless-shell || type -P chromium || type -P chromium-browser || type -P google-chrome; }

# Compiles our own package with Clippy in place of rustc, and with warnings as errors: one compilation both checks the code and
# builds what is run.
with_lints() {
  RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS='-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__' "$@"
}
