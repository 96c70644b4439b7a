# Steps of scripts/setup for the Rust toolchain and the Rust tools that build the browser's half.
# Versions: rust-toolchain.toml sets Rust's, Cargo.toml wasm-bindgen's, and this file cargo-leptos's.
# shellcheck shell=bash disable=SC2034

rust_version=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
wasm_bindgen_version=$(sed -n 's/^wasm-bindgen *=.*"=\([0-9.]*\)".*/\1/p' Cargo.toml)
cargo_leptos_version=0.3.11

rust_note="Rust $rust_version with its WebAssembly target: compiles everything (1 minute)"
have_rust() {
  local sysroot
  # rustc may be rustup's, which would otherwise start installing while we only ask for its version.
  export RUSTUP_AUTO_INSTALL=0
  sysroot=$(rustc --print sysroot 2>/dev/null) &&
    at_least "$(rustc --version | cut -d ' ' -f 2)" "$rust_version" &&
    compgen -G "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/libstd-*.rlib" >/dev/null &&
    cargo fmt --version >/dev/null 2>&1 &&
    cargo clippy --version >/dev/null 2>&1
}
get_rust() {
  if command -v rustup >/dev/null; then
    # Reads channel, components and target from rust-toolchain.toml. It may install them all and still report failure.
    rustup toolchain install --no-self-update || true
    if have_rust; then return; fi
    warn "rustup could not install Rust $rust_version."
  elif [ -z "${CONSULTA_DEBIAN_RUST-}" ]; then
    warn "Rust is installed with rustup, which is missing. Install it (https://rustup.rs), then run this again."
    die "On a Debian machine that cannot reach it, set CONSULTA_DEBIAN_RUST=1 to use Debian's own Rust packages instead."
  fi
  apt-cache show rustc-web >/dev/null 2>&1 ||
    die "Debian's Rust packages (rustc-web) are not available here either."
  say "rust: using Debian's packages instead (3 minutes)"
  get_rust_from_debian
}

# Debian's Rust lacks a compiled standard library for WebAssembly but includes its source: build it once.
get_rust_from_debian() {
  apt_install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy rustfmt-web
  touch "$CACHE/use-debian-rust"
  PATH=/usr/bin:$PATH
  local empty=$CACHE/wasm-std built lib
  lib=$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib
  mkdir -p "$empty/src"
  touch "$empty/src/lib.rs"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$empty/Cargo.toml"
  built=$empty/target/wasm32-unknown-unknown/release/deps
  (cd "$empty" && CARGO_TARGET_DIR=$empty/target RUSTC_BOOTSTRAP=1 cargo build --release \
    -Z build-std=std,panic_abort,proc_macro --target wasm32-unknown-unknown)
  rm -f "$built"/libempty-*
  as_root mkdir -p "$lib"
  as_root cp "$built"/*.rlib "$lib/"
}

# cargo_tool CRATE VERSION [--locked]: installs a published binary if cargo-binstall can fetch one, else compiles it here.
# The flags trade the tool's speed, which does not matter, for compiling in a fifth of the time.
# The target directory is kept until set-up is complete, so that an interrupted compilation can resume.
cargo_tool() {
  local crate=$1 version=$2
  shift 2
  if cargo binstall -V >/dev/null 2>&1 &&
    cargo binstall --no-confirm --disable-strategies compile --install-path "$CACHE/bin" "$crate@$version"; then
    return
  fi
  CARGO_TARGET_DIR=$CACHE/tools CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --root "$CACHE" --version "=$version" "$@" "$crate"
}

site_note="consulta-site, our own wrapper of wasm-bindgen and the splitter: does cargo-leptos's part in a sixth of the compiling (2 minutes)"
have_site() { [ -x "$CACHE/bin/consulta-site" ] && cmp -s <(site_sources) "$CACHE/consulta-site.sources"; }
site_sources() { sha256sum scripts/site/Cargo.toml scripts/site/Cargo.lock scripts/site/src/main.rs; }
get_site() {
  CARGO_TARGET_DIR=$CACHE/tools cargo build --release --locked --manifest-path scripts/site/Cargo.toml
  mkdir -p "$CACHE/bin"
  cp "$CACHE/tools/release/consulta-site" "$CACHE/bin/"
  site_sources >"$CACHE/consulta-site.sources"
}

wasm_bindgen_note="wasm-bindgen $wasm_bindgen_version: joins WebAssembly to JavaScript (2 minutes)"
have_wasm_bindgen() { [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $wasm_bindgen_version" ]; }
# Without --locked: its lock file may name a version that a registry mirror does not have.
get_wasm_bindgen() { cargo_tool wasm-bindgen-cli "$wasm_bindgen_version"; }

cargo_leptos_note="cargo-leptos $cargo_leptos_version: builds server, WebAssembly and styles together (4 to 14 minutes)"
have_cargo_leptos() { [ "$(cargo-leptos --version 2>/dev/null)" = "cargo-leptos $cargo_leptos_version" ]; }
get_cargo_leptos() { cargo_tool cargo-leptos "$cargo_leptos_version" --locked; }
