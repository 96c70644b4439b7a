# Steps of scripts/setup that use Debian's packages: a C compiler, Chromium, Firefox, PostgreSQL.
# They need root or sudo; without either, they say what to install and stop.
# shellcheck shell=bash disable=SC2034

as_root() {
  if is_root; then "$@"; else sudo "$@"; fi
}

can_be_root() {
  is_root || sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }
}

apt_updated=
apt_install() {
  command -v apt-get >/dev/null ||
    die "Please install your system's equivalents of these Debian packages, then run this again: $*"
  can_be_root ||
    die "This needs root. Run 'apt-get install $*' as root, then try again."
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)
  # Finishes whatever an interrupted installation left half done.
  as_root dpkg --configure -a
  if [ -z "$apt_updated" ]; then
    as_root "${apt[@]}" update || warn "apt-get update had errors; continuing with the package lists at hand."
    apt_updated=yes
  fi
  as_root "${apt[@]}" install -y --no-install-recommends "$@"
}

cc_note="a C compiler and linker: Rust links with it, and SQLite is compiled from source (1 minute)"
have_cc() { command -v cc >/dev/null && [ -e /usr/include/stdlib.h ]; }
get_cc() { apt_install gcc libc6-dev; }

chromium_note="Chromium: for the end-to-end tests (1 minute, 300 MB)"
have_chromium() { browser >/dev/null; }
get_chromium() { apt_install chromium-headless-shell fonts-liberation || apt_install chromium fonts-liberation; }

firefox_note="Firefox ESR: for the journeys that are also taken in it (1 minute, 300 MB)"
have_firefox() { type -P firefox-esr >/dev/null; }
get_firefox() { apt_install firefox-esr; }

postgres_note="PostgreSQL: storage is tested on it, on a server that the tests start (1 minute)"
have_postgres() { postgres_bin >/dev/null; }
get_postgres() { apt_install postgresql; }
