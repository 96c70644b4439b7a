//! When someone whose application was approved may choose the first password of their account.

use super::{Outcome, settings};
use crate::{
    domain::{
        account::{AccountStatus, Role},
        ids::AccountId,
        settings::PractitionerActivation,
    },
    error::AppError,
    storage::{
        account,
        application::{self, Application},
        db::Conn,
    },
};

/// What an applicant can do about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPassword {
    /// There is no account yet.
    NoAccount,
    /// Another administrator has to confirm the account first.
    Unconfirmed,
    /// They choose one by the link in a letter to them.
    Mailed,
    /// They choose one.
    Open,
    /// The account has one, or is no longer active.
    Settled,
}

/// What letters have to do with whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// None are sent.
    Off,
    /// They are sent, but none led here.
    Sent,
    /// One led here, so the address is theirs.
    Followed,
}

impl Letters {
    /// Whoever came by no secret, where letters are sent or not.
    pub fn sent(are_sent: bool) -> Self {
        if are_sent { Self::Sent } else { Self::Off }
    }

    /// Whoever came by the secret with this hash.
    pub async fn to(conn: &mut Conn, are_sent: bool, hash: &str) -> Outcome<Self> {
        let followed = are_sent && application::is_link(conn, hash).await?;
        Ok(if followed { Self::Followed } else { Self::sent(are_sent) })
    }
}

/// Whether an approved applicant chooses a password by a link in a letter. Not one who has an account already: the letter goes to the address
/// of the application, which says nothing of whose the account is.
pub(super) async fn is_by_letter(conn: &mut Conn, applicant: Option<AccountId>, letters: Letters) -> Outcome<bool> {
    let may_be = applicant.is_none() && letters != Letters::Off;
    Ok(may_be && settings(conn).await?.practitioner_activation == PractitionerActivation::Email)
}

/// What the applicant can do about a password. An administrator who made up an applicant would be the one who chooses it, so another
/// administrator has to look first, as for every other account of staff, unless the clinic is content with a letter to a new applicant.
/// Only a clinic that has never had a second administrator goes without: otherwise one could take the role from all others first.
pub(super) async fn first_password(
    conn: &mut Conn,
    application: &Application,
    letters: Letters,
) -> Outcome<FirstPassword> {
    let Some(account) = application.account else { return Ok(FirstPassword::NoAccount) };
    let credentials = account::credentials(conn, account).await?.ok_or(AppError::NotFound)?;
    // Whoever has set a password, by a code for example, needs no other way in.
    let is_new =
        credentials.credential_epoch == application.credential_epoch && credentials.status()? == AccountStatus::Active;
    if !is_new || application.password_chosen_at.is_some() {
        return Ok(FirstPassword::Settled);
    }
    if application.confirmed_by.is_some() {
        return Ok(FirstPassword::Open);
    }
    if is_by_letter(conn, application.applicant, letters).await? {
        return Ok(if letters == Letters::Followed { FirstPassword::Open } else { FirstPassword::Mailed });
    }
    let is_alone = account::count_ever_of_role(conn, Role::Administrator).await? == 1;
    Ok(if is_alone { FirstPassword::Open } else { FirstPassword::Unconfirmed })
}
