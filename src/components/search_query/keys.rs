//! The parameters of a search in its address.

/// Their names, in their order in the address.
pub(super) const KEYS: [&str; 14] = [
    "q",
    "kind",
    "profession",
    "specialty",
    "suburb",
    "language",
    "telehealth",
    "gender",
    "fee",
    "accepting",
    "sort",
    "nearby",
    "from",
    "page",
];

/// The value for chronological order in the address.
pub const EARLIEST: &str = "earliest";
