//! A person's photo or drawn face, or their initials on one of eight colours.

use leptos::prelude::*;

use crate::domain::photo::{PORTRAIT, sources};

/// A photo or initials. The name always appears beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    /// The person's key, which chooses the colour.
    id: i64,
    /// The person's name, which gives the initials.
    #[prop(into)]
    name: String,
    /// The path of the photo or of the drawn face: see [`crate::domain::face`].
    #[prop(optional_no_strip, default = None)]
    photo: Option<String>,
    /// `avatar-sm`, `avatar-lg`, `avatar-xl`, or nothing.
    #[prop(default = "")]
    size: &'static str,
) -> impl IntoView {
    match photo {
        Some(photo) => {
            let sources = sources(&photo, PORTRAIT);
            let is_head = size == "avatar-xl";
            let shown = match size {
                "avatar-sm" => "1.875rem",
                "avatar-lg" => "4.5rem",
                "avatar-xl" => "6.5rem",
                _ => "2.75rem",
            };
            view! {
                <img
                    class=format!("avatar {size}")
                    src=photo
                    srcset=sources
                    sizes=shown
                    alt=""
                    width="72"
                    height="72"
                    // The largest one heads its page: nothing of that page is more worth waiting for.
                    loading=(!is_head).then_some("lazy")
                    fetchpriority=is_head.then_some("high")
                />
            }
            .into_any()
        }
        None => {
            let class = format!("avatar {size} avatar-{}", id.rem_euclid(8));
            view! { <span class=class aria-hidden="true">{initials(&name)}</span> }.into_any()
        }
    }
}

/// The first letters of the first and the last name, without titles.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| !word.ends_with('.') && *word != "Dr").collect();
    let first = words.first().and_then(|word| word.chars().next());
    let last = words.last().filter(|_| words.len() > 1).and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_last_name_without_a_title() {
        assert_eq!(initials("Dr Ana Maria Silva"), "AS");
        assert_eq!(initials("Şule"), "Ş");
        assert_eq!(initials(""), "");
    }
}
