# Steps of scripts/setup that use npm: wasm-opt, and Playwright for the end-to-end tests.
# Nothing is installed globally.
# shellcheck shell=bash disable=SC2034

binaryen_version=132.0.0
lock_stamp=end2end/node_modules/.consulta-lock

node_note="Node.js 20 or newer with npm: runs Playwright (1 minute)"
have_node() {
  command -v npm >/dev/null && at_least "$(node --version 2>/dev/null || echo v0)" v20
}
get_node() {
  # Debian packages npm separately; in Node's own packages it is part of nodejs.
  command -v node >/dev/null || apt_install nodejs
  command -v npm >/dev/null || apt_install npm
}

# An old wasm-opt rejects what current Rust emits.
wasm_opt_note="wasm-opt ${binaryen_version%%.*}: halves what a browser downloads (10 seconds)"
wasm_opt_optional=yes
have_wasm_opt() {
  at_least "$(wasm-opt --version 2>/dev/null | sed -n 's/^wasm-opt version \([0-9]*\).*/\1/p')" 123
}
get_wasm_opt() {
  mkdir -p "$CACHE/node"
  # A package.json keeps npm in this directory; so would --prefix, but that hides the machine's own npm settings.
  echo '{ "private": true }' >"$CACHE/node/package.json"
  (cd "$CACHE/node" && npm install --no-save --no-audit --no-fund "binaryen@$binaryen_version") ||
    warn "wasm_opt: npm could not install it, so cargo-leptos will fetch its own."
}

playwright_note="Playwright and axe from end2end/package-lock.json: drive Chromium (10 seconds)"
have_playwright() { sha256sum --status --check "$lock_stamp" 2>/dev/null; }
get_playwright() {
  (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund)
  # Written last, so that a half-finished node_modules is reinstalled.
  sha256sum end2end/package-lock.json >"$lock_stamp"
}
