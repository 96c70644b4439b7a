//! The keys of all texts. The build script takes them from the English catalogue, so that texts are written in the catalogues and
//! nowhere else.

use std::ops::Range;

include!("parts.rs");

macro_rules! keys {
    ($(#[doc = $said:literal] $key:ident,)*) => {
        /// The key of a text. Each is a line in every catalogue, and is documented by its English text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Key {
            $(#[doc = $said] $key,)*
        }

        impl Key {
            /// Every key, in the order of the catalogues.
            pub const ALL: &[Self] = &[$(Self::$key,)*];
            /// Their names in the catalogues, in the same order.
            pub const NAMES: &[&str] = &[$(stringify!($key),)*];
        }
    };
}

// This also defines `STARTS`, where each part begins.
include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// A part of the catalogues. A browser fetches a part when it first opens a page that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Texts of every page, and of the search.
    Site,
    /// Other pages for visitors.
    Public,
    /// Pages for patients, and for all signed-in users.
    Personal,
    /// Pages for practitioners and administrators.
    Staff,
    /// Texts that only the server uses: letters and papers.
    Server,
}

impl Part {
    /// The parts that browsers load. A page's texts are in its own part or in an earlier one.
    pub const FETCHED: [Self; 4] = [Self::Site, Self::Public, Self::Personal, Self::Staff];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        PARTS[self as usize].0
    }

    /// The range of its keys.
    #[must_use]
    pub const fn keys(self) -> Range<usize> {
        STARTS[self as usize]..STARTS[self as usize + 1]
    }
}
