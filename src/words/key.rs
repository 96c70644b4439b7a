//! The keys of all texts. The build script takes them from the English catalogue, so a text is written in the catalogues and nowhere
//! else.

use std::ops::Range;

include!("parts.rs");

macro_rules! keys {
    ($(#[doc = $said:literal] $key:ident,)*) => {
        /// What can be said. Each key is a line in every catalogue, and is documented with what the English one says.
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

// Also says where each part begins: `STARTS`.
include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// A part of the catalogues. A browser fetches a part when it first opens a page that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What every page says, and the search.
    Site,
    /// What visitors find from there.
    Public,
    /// What patients find, and everyone who is signed in.
    Personal,
    /// Where practitioners and administrators work.
    Staff,
    /// What only the server says: letters and papers.
    Server,
}

impl Part {
    /// Those that browsers fetch. What a page says is in its own part or in one before it.
    pub const FETCHED: [Self; 4] = [Self::Site, Self::Public, Self::Personal, Self::Staff];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        PARTS[self as usize].0
    }

    /// The places of its keys.
    #[must_use]
    pub const fn keys(self) -> Range<usize> {
        STARTS[self as usize]..STARTS[self as usize + 1]
    }
}
