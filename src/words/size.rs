//! How large something is, in the reader's words.

use super::{fill::filled, key::Key, number::tenths, request::said};

const KILOBYTE: i64 = 1_000;
const MEGABYTE: i64 = 1_000_000;
const GIGABYTE: i64 = 1_000_000_000;

/// `12 KB`, `1.4 MB`.
#[must_use]
pub fn size(bytes: i64) -> String {
    let tenths_of = |unit: i64| tenths(bytes / (unit / 10));
    let (unit, n) = match bytes {
        ..KILOBYTE => (Key::RecordBytes, bytes.to_string()),
        KILOBYTE..MEGABYTE => (Key::RecordKilobytes, ((bytes + KILOBYTE / 2) / KILOBYTE).to_string()),
        MEGABYTE..GIGABYTE => (Key::RecordMegabytes, tenths_of(MEGABYTE)),
        _ => (Key::RecordGigabytes, tenths_of(GIGABYTE)),
    };
    filled(said(unit), &[("n", &n)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_size_is_told_in_the_unit_that_fits_as_its_language_writes_it() {
        let sizes = [999, 1_499, 999_400, 1_450_000, 270_500_000_000];
        let told = |language| Reader { language, time_style: TimeStyle::Hours24 }.read(|| sizes.map(size));

        assert_eq!(told(Language::English), ["999 bytes", "1 KB", "999 KB", "1.4 MB", "270.5 GB"]);
        assert_eq!(told(Language::German), ["999 Byte", "1 KB", "999 KB", "1,4 MB", "270,5 GB"]);
        assert_eq!(told(Language::French)[3..], ["1,4\u{a0}Mo", "270,5\u{a0}Go"]);
    }
}
