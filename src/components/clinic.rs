//! The clinic's appearance: its name and logo, as the document states them.

use crate::{
    browser,
    domain::theme::{Logo, PRODUCT, Theme},
    server_fns::rendering,
};

/// Its name and logo. Its colours are in the stylesheet.
#[must_use]
pub fn look() -> Theme {
    rendering::look().unwrap_or_else(|| {
        let logo = browser::drawn_with("logo").and_then(|address| Logo::parse(address.strip_prefix("/logos/")?));
        Theme { name: name_of_document(), logo, ..Theme::default() }
    })
}

fn name_of_document() -> String {
    browser::drawn_with("clinic").unwrap_or_else(|| PRODUCT.to_owned())
}
