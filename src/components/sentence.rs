//! Sentences from the catalogues that contain links or code.

use leptos::prelude::*;

/// A text in which `‹ ›` enclose links: to these addresses, in the order of their appearance.
#[must_use]
pub fn linked(text: &'static str, addresses: &[&'static str]) -> AnyView {
    // An empty text would be rendered as a space.
    let some = |text: &'static str| (!text.is_empty()).then_some(text);
    let mut parts = text.split('‹');
    let first = parts.next().and_then(some);
    let links = parts.zip(addresses).map(|(part, address)| {
        let (name, after) = part.split_once('›').unwrap_or((part, ""));
        view! { <a href=*address>{name}</a>{some(after)} }
    });
    let links = links.collect_view();
    view! { {first} {links} }.into_any()
}

/// A text in which `‹ ›` enclose code, whatever the language of the text.
#[must_use]
pub fn coded(text: &str) -> AnyView {
    // An empty text would be rendered as a space.
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut parts = text.split('‹');
    let first = parts.next().and_then(some);
    let codes = parts.map(|part| {
        let (code, after) = part.split_once('›').unwrap_or((part, ""));
        view! { <code dir="ltr">{code.to_owned()}</code>{some(after)} }
    });
    let codes = codes.collect_view();
    view! { {first} {codes} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stand_in_their_sentence() {
        let html = |text, addresses: &[&'static str]| linked(text, addresses).to_html().replace("<!>", "");
        assert_eq!(
            html("Read ‹this› or ‹that›.", &["/a", "/b"]),
            "Read <a href=\"/a\">this</a> or <a href=\"/b\">that</a>."
        );
        assert_eq!(html("‹This›", &["/a"]), "<a href=\"/a\">This</a>");
    }

    #[test]
    fn codes_stand_in_their_sentence() {
        let html = coded("The columns ‹one› and ‹two_more›.").to_html().replace("<!>", "");
        assert_eq!(html, "The columns <code dir=\"ltr\">one</code> and <code dir=\"ltr\">two_more</code>.");
    }
}
