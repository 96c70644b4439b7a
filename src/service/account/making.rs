//! What every new account gets.

use crate::{
    domain::{
        account::{IdentifierKind, Role, normalise_identifier},
        form::{Field, FieldError, Problem},
        ids::AccountId,
    },
    service::Outcome,
    storage::{
        account::{self, NewAccount},
        db::Tx,
        random,
    },
};

pub(super) async fn create(tx: &mut Tx, new: &NewAccount<'_>, role: Role) -> Outcome<AccountId> {
    let id = account::insert(tx, new).await?;
    let email = normalise_identifier(new.email);
    if !account::add_identifier(tx, id, IdentifierKind::Email, &email).await? {
        return Err(FieldError::new(Field::Email, Problem::Taken).into());
    }
    account::add_role(tx, id, role).await?;
    Ok(id)
}

/// A number that can be read out at a desk and reveals neither when it was issued nor how many exist.
pub(in crate::service) fn patient_number() -> String {
    format!("P-{:04}-{:04}", random::within(0..10_000), random::within(0..10_000))
}
