//! Photos of people and places, each in two sizes under a name that follows from its content.

/// Below which address those of practitioners lie: squares.
pub const PORTRAITS: &str = "/portraits";
/// Below which those of centres lie: three parts wide and two high.
pub const PLACES: &str = "/places";

/// What is cut from the middle of a picture, and how large it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Width and height of the large one.
    pub large: (u32, u32),
    /// Of the small one, with the same proportions.
    pub small: (u32, u32),
}

/// Of a person: three points for each of the largest place where they are shown, and two in lists.
pub const PORTRAIT: Cut = Cut { large: (320, 320), small: (144, 144) };
/// Of a place.
pub const PLACE: Cut = Cut { large: (960, 640), small: (240, 160) };

/// The sizes among which a browser chooses, for `srcset`; none of a drawing, which is sharp in any size.
#[must_use]
pub fn sources(address: &str, cut: Cut) -> Option<String> {
    let stem = address.strip_suffix(".jpg")?;
    Some(format!("{stem}-small.jpg {}w, {address} {}w", cut.small.0, cut.large.0))
}

/// The name of the photo that a file belongs to, and whether the file is the small one.
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
