//! What the product says to people, in every language, by key. A catalogue is a folder of plain files for each language
//! (`words/catalogues`); the build script generates the keys from the English one, so that a key that does not exist doesn't
//! compile. On both sides everything is in the current reader's language: on the server that is the request's, in the browser the
//! document's.
//!
//! [`tr!`] returns a text, and [`counted!`] one with a number of things.

mod fill;
mod key;
mod number;

pub use self::{
    fill::{all_of, filled, listed, of_count},
    key::{Key, Part},
    number::{decimal, fixed, number, percent, sign_mark, tenths, whole_percent},
};

cfg_if::cfg_if! {
    if #[cfg(feature = "ssr")] {
        pub mod calendar;
        mod catalogue;
        mod category;
        mod request;

        use self::category::category;

        pub use self::{
            catalogue::{Catalogue, address_of, file},
            request::{Reader, language, reader, said},
        };
    } else {
        mod received;

        use self::received::category;
        pub use self::received::{has, language, receive, said};
    }
}

/// A text in the reader's language. `tr!(NavHome)` is a `&'static str`; with values for its placeholders,
/// `tr!(WelcomeBack, name = name)`, it is a `String`.
#[macro_export]
macro_rules! tr {
    ($key:ident) => {
        $crate::words::said($crate::words::Key::$key)
    };
    ($key:ident, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::filled($crate::words::said($crate::words::Key::$key), &[$((stringify!($name), &$value)),+])
    };
}

/// A text about a number of things, in the form that the reader's language uses for that number, which appears in it as `{n}`:
/// `counted!(Practitioners, total)`.
#[macro_export]
macro_rules! counted {
    ($key:ident, $count:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::of_count($crate::words::Key::$key, $count, &[$((stringify!($name), &$value)),*])
    };
}

pub use {counted, tr};
