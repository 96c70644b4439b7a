//! Text that people wrote, with its web addresses as links and its line breaks kept.

use leptos::prelude::*;

/// The text. Only `https://` and `http://` become links.
#[component]
pub fn LinkedText(
    /// What was written.
    text: String,
) -> impl IntoView {
    let parts = parts(&text)
        .into_iter()
        .map(|(part, is_link)| match is_link {
            true => view! { <a href=part.clone() rel="external noopener">{part.clone()}</a> }.into_any(),
            false => part.into_any(),
        })
        .collect_view();
    view! { <span class="linked-text">{parts}</span> }
}

/// The text in pieces, each with whether it is an address.
fn parts(text: &str) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)".contains(c));
        let is_link =
            ["https://", "http://"].iter().any(|scheme| bare.len() > scheme.len() && bare.starts_with(scheme));
        let rest = if is_link {
            parts.push((bare.to_owned(), true));
            &word[bare.len()..]
        } else {
            word
        };
        match parts.last_mut() {
            Some((before, false)) => before.push_str(rest),
            _ if rest.is_empty() => {}
            _ => parts.push((rest.to_owned(), false)),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn marked(text: &str) -> String {
        parts(text).into_iter().map(|(part, is_link)| if is_link { format!("<{part}>") } else { part }).collect()
    }

    #[test]
    fn addresses_become_links_without_what_follows_them() {
        assert_eq!(
            marked("Open https://a.example/x?y=1, then wait.\nOr call."),
            "Open <https://a.example/x?y=1>, then wait.\nOr call."
        );
        assert_eq!(marked("https://a.example"), "<https://a.example>");
        assert_eq!(marked("(http://a.example)."), "(http://a.example).");
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in ["", "javascript:alert(1)", "https://", "ftp://a.example data:text/html,x", "ahttps://b"] {
            assert_eq!(marked(text), text);
        }
    }
}
