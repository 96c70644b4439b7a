//! Sorting and paging of long lists: a page is found by the row it follows or precedes, so it stays right while other rows come and
//! go.

use std::str::FromStr;

/// The columns by which a list can be sorted.
pub trait Columns: Copy + PartialEq + 'static {
    /// The name of the list that they belong to.
    const LIST: &'static str;

    /// All of them.
    const ALL: &'static [Self];

    /// The word for it in an address.
    fn as_str(self) -> &'static str;
}

macro_rules! columns {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $column:ident: $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $column,)+ }

        impl Columns for $name {
            const LIST: &'static str = stringify!($name);

            const ALL: &'static [Self] = &[$(Self::$column,)+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$column => $word,)+ }
            }
        }
    };
}

columns! {
    /// Of users.
    AccountColumn {
        /// The user's full name.
        #[default]
        Name: "name",
        /// Their email address.
        Email: "email",
        /// When the account was made.
        Added: "added",
    }
}

columns! {
    /// Of appointments.
    AppointmentColumn {
        /// When they start.
        #[default]
        When: "when",
        /// The patient's name.
        Patient: "patient",
        /// The practitioner's name.
        Practitioner: "practitioner",
        /// The centre's name.
        Centre: "centre",
        /// Their status, in the order in which a visit proceeds.
        Status: "status",
    }
}

columns! {
    /// Of practitioners, as administrators see them.
    PersonnelColumn {
        /// The practitioner's full name.
        #[default]
        Name: "name",
        /// Their profession.
        Profession: "profession",
        /// Whether they take bookings.
        Status: "status",
    }
}

columns! {
    /// Of centres, as administrators see them.
    CentreColumn {
        /// The centre's name.
        #[default]
        Name: "name",
        /// Their suburb or town.
        Suburb: "suburb",
        /// Their time zone.
        Zone: "zone",
        /// How many practitioners work there.
        Practitioners: "practitioners",
        /// How many upcoming appointments there are.
        Coming: "coming",
    }
}

columns! {
    /// Of applications to work with the clinic.
    ApplicationColumn {
        /// When something last happened.
        #[default]
        Changed: "changed",
        /// When they were sent.
        Sent: "sent",
        /// The applicant's name.
        Name: "name",
        /// Their profession.
        Profession: "profession",
    }
}

columns! {
    /// Of the waiting list.
    WaiterColumn {
        /// How urgent it is; if equally urgent, who asked first.
        #[default]
        Urgency: "urgency",
        /// The patient's name.
        Patient: "patient",
        /// When they asked.
        Asked: "asked",
    }
}

columns! {
    /// Of referrals.
    ReferralColumn {
        /// When they were sent.
        #[default]
        Sent: "sent",
        /// The end of their validity.
        Until: "until",
        /// The patient's name.
        Patient: "patient",
        /// The author's name.
        Referrer: "referrer",
        /// The name of whom they are for, or the field.
        Addressee: "addressee",
    }
}

columns! {
    /// Of the audit.
    AuditColumn {
        /// When it was done.
        #[default]
        At: "at",
    }
}

columns! {
    /// Of messages to the clinic.
    MessageColumn {
        /// When they were sent.
        #[default]
        Sent: "sent",
        /// The sender's name.
        Name: "name",
    }
}

columns! {
    /// Of letters and push messages.
    LetterColumn {
        /// When they were queued.
        #[default]
        At: "at",
    }
}

columns! {
    /// Of reviews.
    ReviewColumn {
        /// When they were written.
        #[default]
        Written: "written",
        /// How many stars they give.
        Stars: "stars",
    }
}

/// The column that a list is sorted by, and the direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order<C> {
    /// By which column.
    pub by: C,
    /// Whether the order is descending.
    pub descending: bool,
}

impl<C: Columns> Order<C> {
    /// In ascending order.
    #[must_use]
    pub fn up(by: C) -> Self {
        Self { by, descending: false }
    }

    /// In descending order.
    #[must_use]
    pub fn down(by: C) -> Self {
        Self { by, descending: true }
    }

    /// As written in an address: the column's word, with a leading minus if descending.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (word, descending) = match text.strip_prefix('-') {
            Some(word) => (word, true),
            None => (text, false),
        };
        let by = C::ALL.iter().copied().find(|column| column.as_str() == word)?;
        Some(Self { by, descending })
    }

    /// The word for it, as [`Self::parse`] reads it.
    #[must_use]
    pub fn word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.as_str())
    }
}

/// Where a page of a list begins or ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edge<I> {
    /// At the first row.
    #[default]
    Start,
    /// After this row.
    After(I),
    /// Before this row.
    Before(I),
}

impl<I: FromStr + Copy> Edge<I> {
    /// As written in an address.
    #[must_use]
    pub fn parse(after: &str, before: &str) -> Self {
        match (after.parse(), before.parse()) {
            (Ok(id), _) => Self::After(id),
            (_, Ok(id)) => Self::Before(id),
            _ => Self::Start,
        }
    }
}

impl<I: Copy> Edge<I> {
    /// The row that it is read from, unless it begins at the first.
    #[must_use]
    pub fn row(self) -> Option<I> {
        match self {
            Self::Start => None,
            Self::After(id) | Self::Before(id) => Some(id),
        }
    }

    /// Whether its rows are read in reverse.
    #[must_use]
    pub fn is_backwards(self) -> bool {
        matches!(self, Self::Before(_))
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Whether there are rows before them.
    pub has_previous: bool,
    /// Whether there are rows after them.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Makes a page of the rows read from an edge: one row more than is shown tells whether there are others.
    #[must_use]
    pub fn cut<I: Copy>(mut read: Vec<T>, shown: i64, edge: Edge<I>) -> Self {
        let shown = usize::try_from(shown).unwrap_or(0);
        let more = read.len() > shown;
        read.truncate(shown);
        if edge.is_backwards() {
            read.reverse();
        }
        let (has_previous, has_next) = match edge {
            Edge::Start => (false, more),
            Edge::After(_) => (true, more),
            Edge::Before(_) => (more, true),
        };
        Self { rows: read, has_previous, has_next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_was_written() {
        for by in AppointmentColumn::ALL {
            for order in [Order::up(*by), Order::down(*by)] {
                assert_eq!(Order::parse(&order.word()), Some(order));
            }
        }
        for wrong in ["", "-", "reason", "--when", "WHEN"] {
            assert_eq!(Order::<AppointmentColumn>::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_says_whether_there_are_rows_on_either_side() {
        let flags = |page: Page<i64>| (page.rows, page.has_previous, page.has_next);
        assert_eq!(flags(Page::cut(vec![1, 2, 3], 2, Edge::<i64>::Start)), (vec![1, 2], false, true));
        assert_eq!(flags(Page::cut(vec![3], 2, Edge::After(2_i64))), (vec![3], true, false));
        assert_eq!(flags(Page::cut(vec![2, 1], 2, Edge::Before(3_i64))), (vec![1, 2], false, true));
        assert_eq!(flags(Page::cut(vec![4, 3, 2], 2, Edge::Before(5_i64))), (vec![3, 4], true, true));
    }

    #[test]
    fn an_edge_is_a_row_or_the_start() {
        assert_eq!(Edge::<i64>::parse("7", "9"), Edge::After(7));
        assert_eq!(Edge::<i64>::parse("", "9"), Edge::Before(9));
        assert_eq!(Edge::<i64>::parse("x", ""), Edge::Start);
    }
}
