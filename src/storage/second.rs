//! The type of instants in columns: whole UTC seconds. A row's field is declared `#[sqlx(try_from = "Second")]` and is a
//! `Timestamp`; a number that is not a valid instant fails when it is read.

use jiff::Timestamp;
use sqlx::{Database, Decode, Type, error::BoxDynError};

/// The value of the column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second(pub(super) Timestamp);

impl<DB: Database> Type<DB> for Second
where
    i64: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <i64 as Type<DB>>::type_info()
    }

    fn compatible(found: &DB::TypeInfo) -> bool {
        <i64 as Type<DB>>::compatible(found)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for Second
where
    i64: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(Timestamp::from_second(i64::decode(value)?)?))
    }
}

impl From<Second> for Timestamp {
    fn from(second: Second) -> Self {
        second.0
    }
}

/// The value of a nullable column.
#[derive(Clone, Copy, Debug, sqlx::Type)]
#[sqlx(transparent, no_pg_array)]
pub(super) struct MaybeSecond(Option<Second>);

impl From<MaybeSecond> for Option<Timestamp> {
    fn from(second: MaybeSecond) -> Self {
        second.0.map(Timestamp::from)
    }
}
