//! When an approved applicant may choose the first password of their account.

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
    /// They choose one by an emailed link.
    Mailed,
    /// They can choose one here.
    Open,
    /// The account has one, or is no longer active.
    Settled,
}

/// What the clinic's emails have to do with the current visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// No email is sent.
    Off,
    /// Email is sent, but the visitor didn't follow a link in one.
    Sent,
    /// The visitor followed an emailed link, so the address is theirs.
    Followed,
}

impl Letters {
    /// For a visitor without a secret, by whether email is sent.
    pub fn sent(are_sent: bool) -> Self {
        if are_sent { Self::Sent } else { Self::Off }
    }

    /// For a visitor with the secret that has this hash.
    pub async fn to(conn: &mut Conn, are_sent: bool, hash: &str) -> Outcome<Self> {
        let followed = are_sent && application::is_link(conn, hash).await?;
        Ok(if followed { Self::Followed } else { Self::sent(are_sent) })
    }
}

/// Whether an approved applicant chooses a password by an emailed link. Not if they already had an account: the email goes to the
/// address of the application, which doesn't prove whose the account is.
pub(super) async fn is_by_letter(conn: &mut Conn, applicant: Option<AccountId>, letters: Letters) -> Outcome<bool> {
    let may_be = applicant.is_none() && letters != Letters::Off;
    Ok(may_be && settings(conn).await?.practitioner_activation == PractitionerActivation::Email)
}

/// What the applicant can do about a password. If an administrator invented an applicant, they would choose the password
/// themselves, so another administrator has to check first, as for every other staff account, unless the clinic is content with an
/// email to a new applicant. Only a clinic that has never had a second administrator goes without: otherwise an administrator could
/// first revoke everyone else's role.
pub(super) async fn first_password(
    conn: &mut Conn,
    application: &Application,
    letters: Letters,
) -> Outcome<FirstPassword> {
    let Some(account) = application.account else { return Ok(FirstPassword::NoAccount) };
    let credentials = account::credentials(conn, account).await?.ok_or(AppError::NotFound)?;
    // Anyone who has set a password, by a code for example, needs no other way in.
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
