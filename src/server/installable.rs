//! What makes the site an installable app: its manifest, its service worker (`sw.js`), and the page that it shows offline. It is
//! the same for everyone who reads the same language, and nothing here depends on who is asking.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::IntoResponse,
    routing::get,
};
use leptos::config::LeptosOptions;
use serde_json::json;

use crate::{
    domain::theme::PRODUCT,
    request::{AppState, build, language},
    service::{Services, password::digest},
    words::{self, Reader, tr},
};

const WORKER: &str = include_str!("installable/sw.js");
const OFFLINE: &str = include_str!("installable/offline.html");
const OFFLINE_SCRIPT: &str = include_str!("installable/offline.js");

/// What the offline page needs besides the styles.
const FILES: [&str; 5] =
    ["/offline.js", "/favicon.svg", "/fonts/catamaran-latin.woff2", "/fonts/lora-latin.woff2", "/icons/icon-192.png"];

/// The service worker may contact this server, and nothing else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";
/// A browser asks again when its reader has chosen another language.
const VARY: (HeaderName, &str) = (header::VARY, "cookie, accept-language");
const OFFLINE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The clinic's appearance on a device. The colours are those of the light theme: there is only one set for both.
struct Brand {
    name: String,
    /// The colour around the page.
    theme: String,
    /// The colour while it starts.
    background: &'static str,
}

impl Brand {
    fn of(services: &Services) -> Self {
        let look = services.directory.latest().map(|directory| directory.settings.theme.clone()).unwrap_or_default();
        let theme = look.secondary.map_or_else(|| "#132b67".to_owned(), |colour| colour.to_string());
        let configured = services.mail.as_ref().map_or(PRODUCT, |mail| mail.clinic());
        Self { name: look.own_name().unwrap_or(configured).to_owned(), theme, background: "#f6f8fa" }
    }
}

/// The language of the requester with these headers.
async fn reader(services: &Services, headers: &HeaderMap) -> Reader {
    let directory = services.directory().await.ok();
    directory.map(|directory| language::by_headers(&directory.settings, headers)).unwrap_or_default()
}

/// The routes, outside the layers that identify the user.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route("/sw.js", get(worker))
        .route("/offline", get(offline))
        .route("/offline.js", get(offline_script))
}

async fn manifest(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let reader = reader(&state.services, &headers).await;
    let manifest = reader.read(|| described(Brand::of(&state.services)));
    ([(header::CONTENT_TYPE, "application/manifest+json"), VARY], manifest)
}

/// The manifest, in the reader's language.
fn described(brand: Brand) -> String {
    let Brand { name, theme, background } = brand;
    let language = words::language();
    let png = |file: &str, size: u16, purpose: &str| json!({ "src": format!("/icons/{file}"), "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose });
    let svg = |file: &str, purpose: &str| json!({ "src": format!("/icons/{file}"), "sizes": "any", "type": "image/svg+xml", "purpose": purpose });
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url });
    let manifest = json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "description": tr!(InstalledLede),
        "lang": language.tag(),
        "dir": language.direction(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": theme,
        "background_color": background,
        "categories": ["health", "medical"],
        "icons": [
            svg("icon.svg", "any"),
            png("icon-192.png", 192, "any"),
            png("icon-512.png", 512, "any"),
            svg("maskable.svg", "maskable"),
            png("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            shortcut(tr!(FindCare), "/search"),
            shortcut(tr!(AccHomePatient), "/patient"),
            shortcut(tr!(Messages), "/messages"),
        ],
    });
    manifest.to_string()
}

/// Fetched again on every visit: it names its build and language, so another one replaces it and its cache.
async fn worker(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let reader = reader(&state.services, &headers).await;
    let written = reader.read(|| written(&state.leptos, &Brand::of(&state.services)));
    let policy = (header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, policy, (header::CACHE_CONTROL, "no-cache"), VARY], written)
}

fn written(options: &LeptosOptions, brand: &Brand) -> String {
    let build = build::of(options);
    let files: Vec<&str> = FILES.into_iter().chain([build.stylesheet.as_str()]).collect();
    let files = json!(files).to_string();
    let parts = [&build.scripts, &files, &page(options, brand), OFFLINE_SCRIPT, WORKER];
    let version: String = digest(&parts.concat()).chars().take(16).collect();
    let name = json!(brand.name).to_string();
    WORKER
        .replace("'{{version}}'", &json!(version).to_string())
        .replace("['{{files}}']", &files)
        .replace("'{{news}}'", &json!(tr!(MailPush)).to_string())
        // Last, so that no placeholder is replaced inside the clinic's name.
        .replace("'{{name}}'", &name)
}

async fn offline(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let reader = reader(&state.services, &headers).await;
    let page = reader.read(|| page(&state.leptos, &Brand::of(&state.services)));
    let language = (header::CONTENT_LANGUAGE, reader.language.tag());
    let robots = (HeaderName::from_static("x-robots-tag"), "noindex");
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
    ([kind, robots, language, (header::CONTENT_SECURITY_POLICY, OFFLINE_POLICY), VARY], page)
}

fn page(options: &LeptosOptions, brand: &Brand) -> String {
    let language = words::language();
    // The clinic's name is inserted last, so that no placeholder is replaced inside it.
    let text = tr!(OfflineText, clinic = "{{name}}");
    let said: [(&str, &str); 6] = [
        ("{{language}}", language.tag()),
        ("{{direction}}", language.direction()),
        ("{{title}}", tr!(YouAreOffline)),
        ("{{again}}", tr!(TryAgain)),
        ("{{still}}", tr!(OfflineStill)),
        ("{{text}}", &text),
    ];
    let page = OFFLINE.replace("{{styles}}", &build::of(options).stylesheet);
    let page = said.iter().fold(page, |page, (place, text)| page.replace(place, text));
    let name = brand.name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    page.replace("{{name}}", &name)
}

async fn offline_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], OFFLINE_SCRIPT)
}
