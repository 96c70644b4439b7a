//! The names and values of a search in its address.

/// Names in the address, in its order.
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

/// The order by time, as the address says it.
pub const EARLIEST: &str = "earliest";
