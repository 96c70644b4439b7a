//! Photos of people and places, each in two sizes, named by the hash of its content.

/// The path prefix of practitioners' photos, which are square.
pub const PORTRAITS: &str = "/portraits";
/// The path prefix of centres' photos, in a 3:2 format.
pub const PLACES: &str = "/places";

/// The crop from the middle of a picture, and the sizes in which it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Width and height of the large size.
    pub large: (u32, u32),
    /// Width and height of the small size, in the same proportions.
    pub small: (u32, u32),
}

/// Of a person: three pixels for each CSS pixel where they are shown largest, and two in lists.
pub const PORTRAIT: Cut = Cut { large: (320, 320), small: (144, 144) };
/// Of a place.
pub const PLACE: Cut = Cut { large: (960, 640), small: (240, 160) };

/// The `srcset` from which a browser chooses; `None` for a drawing, which is sharp at any size.
#[must_use]
pub fn sources(address: &str, cut: Cut) -> Option<String> {
    let stem = address.strip_suffix(".jpg")?;
    Some(format!("{stem}-small.jpg {}w, {address} {}w", cut.small.0, cut.large.0))
}

/// The photo that a file belongs to, and whether the file is the small size.
#[must_use]
pub fn parse(file: &str) -> Option<(String, bool)> {
    let stem = file.strip_suffix(".jpg")?;
    let (stem, is_small) = stem.strip_suffix("-small").map_or((stem, false), |stem| (stem, true));
    let is_name = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| (format!("{stem}.jpg"), is_small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_has_two_sizes_and_a_drawing_one() {
        let sizes = sources("/portraits/1a2b.jpg", PORTRAIT);
        assert_eq!(sizes.as_deref(), Some("/portraits/1a2b-small.jpg 144w, /portraits/1a2b.jpg 320w"));
        assert_eq!(sources("/faces/1a2b.svg", PORTRAIT), None);
        assert_eq!(parse("1a2b-small.jpg"), Some(("1a2b.jpg".into(), true)));
        assert_eq!(parse("1a2b.jpg"), Some(("1a2b.jpg".into(), false)));
        for wrong in ["", ".jpg", "-small.jpg", "1a2b.png", "../x.jpg", "1a2b-small-small.jpg"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
