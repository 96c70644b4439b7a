//! The clinic's appearance and texts, as browsers get them: in its name and colours, and never as markup.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{account::Role, content::Place},
    service::{clinic_logo, content, setting},
};

use super::browser::{application, call, get, get_bytes, post_form};
use crate::{
    service::document::png,
    support::{Clinic, TestDb, actor, cookie},
};

/// Everything that someone might try, each with a word that must never be more than text.
const NASTY: &str = "# <script>canary()</script>\n\n\
    <img src=x onerror=canary()> ![canary](https://evil.example/canary.png)\n\n\
    [canary](javascript:canary()) [canary](//evil.example/canary) <javascript:canary()>\n\n\
    <iframe src=\"https://evil.example\"></iframe>\n\n\
    <svg/onload=canary()>\n\n\
    </script></textarea><script>canary()</script>\n\n\
    [canary][c]\n\n[c]: data:text/html,canary";

#[tokio::test]
async fn nothing_that_an_administrator_writes_becomes_markup_on_any_page() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    for place in Place::ALL {
        let text: String = NASTY.chars().take(place.most()).collect();
        content::save(&clinic.services, &admin, place, &text, 0).await.expect("saved");
    }
    let mine = cookie(&clinic.services, &admin).await;

    for (path, cookie) in [
        ("/", ""),
        ("/about", ""),
        ("/faq", ""),
        ("/privacy", ""),
        ("/contact", ""),
        ("/accessibility", ""),
        ("/admin/content", mine.as_str()),
        ("/admin/content/faq", mine.as_str()),
    ] {
        let answer = get(&app, path, cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.contains("canary"), "{path} shows no text");
        for markup in [
            "<script>canary",
            "<img src=x",
            "<img src=\"https://evil",
            "<iframe",
            "<svg/onload",
            "href=\"//evil",
            "<a href=\"javascript",
            "<a href=\"data:",
        ] {
            assert!(!answer.body.contains(markup), "{path}: {markup}");
        }
    }
}

#[tokio::test]
async fn a_page_has_the_clinics_name_colours_and_logo_from_the_start() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let before = get(&app, "/about", "").await.body;
    assert!(before.contains("About - Consulta</title>") && !before.contains("/themes/"), "{before}");
    let look = [("theme.name", "<b>Harbour</b> & Co"), ("theme.accent", "#7d2a5c"), ("theme.secondary", "#1f3d2b")];
    let look = look.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
    setting::choose(&clinic.services, &admin, look).await.expect("chosen");
    clinic_logo::choose(&clinic.services, &admin, png(40, 20)).await.expect("shown");

    let page = get(&app, "/about", "").await;

    assert!(page.body.contains("About - &lt;b&gt;Harbour&lt;/b&gt; &amp; Co</title>"), "{}", page.body);
    assert!(!page.body.contains("<b>Harbour"), "{}", page.body);
    assert!(page.body.contains("href=\"/themes/7d2a5c-1f3d2b.css\""), "{}", page.body);
    assert!(page.header("content-security-policy").contains("style-src 'self'"), "{:?}", page.headers);
    let (_, rest) = page.body.split_once("src=\"/logos/").expect("a logo");
    let logo = format!("/logos/{}", rest.split('"').next().unwrap_or_default());
    assert_eq!(&get_bytes(&app, &logo, "").await[1..4], b"PNG");
    let colours = get(&app, "/themes/7d2a5c-1f3d2b.css", "").await;
    assert_eq!(colours.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(colours.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(colours.body.starts_with(":root{--action:light-dark(#7d2a5c,"), "{}", colours.body);
    for path in ["/themes/17a2b8-x.css", "/themes/x-x.css", "/themes/red-x.css", "/logos/x-1x1.png"] {
        assert_eq!(get(&app, path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Including pages that the application does not render.
    let denied = get(&app, "/admin", "").await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert!(denied.body.contains("&lt;b&gt;Harbour&lt;/b&gt; &amp; Co</title>"), "{}", denied.body);
    assert!(
        denied.body.contains("/themes/7d2a5c-1f3d2b.css") && !denied.body.contains("<b>Harbour"),
        "{}",
        denied.body
    );
}

#[tokio::test]
async fn without_javascript_a_text_is_looked_at_before_it_is_saved_and_a_refused_one_is_not_lost() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let mine = cookie(&clinic.services, &admin).await;

    let form = "id=faq&version=0&text=**Bring**+your+card&doing=preview";
    let previewed = post_form(&app, "/api/save_content", &mine, form).await;

    assert_eq!(previewed.location(), "/admin/content/faq?preview=1");
    let page = get(&app, previewed.location(), &mine).await;
    assert!(
        page.body.contains("<strong>Bring") && page.body.contains("**Bring** your card</textarea>"),
        "{}",
        page.body
    );
    assert!(!get(&app, "/faq", "").await.body.contains("Bring"), "nothing is saved yet");
    let saved = post_form(&app, "/api/save_content", &mine, "id=faq&version=0&text=**Bring**+your+card").await;
    assert_eq!(saved.location(), "/admin/content/faq?saved=1");
    assert!(get(&app, "/faq", "").await.body.contains("<strong>Bring"));
    let overtaken = post_form(&app, "/api/save_content", &mine, "id=faq&version=0&text=Something+else").await;
    assert_eq!(overtaken.status, StatusCode::FOUND);
    let page = get(&app, "/admin/content/faq", &mine).await;
    assert!(page.body.contains("Something else</textarea>"), "{}", page.body);
    assert!(call(&app, Method::GET, "/api/page_text?place=faq", "", "").await.body.contains("strong"));
}
