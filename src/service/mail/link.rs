//! Secrets in emails: each opens one thing until it expires, and is stored only as a hash. They are generated when an email is
//! sent, so that nothing in the database could be used in their place.

use jiff::Timestamp;

use crate::{
    domain::ids::AccountId,
    service::{Failure, Outcome, Services, password},
    storage::{
        db::Conn,
        mail_link::{self, LinkFor},
    },
};

fn secret() -> String {
    password::one_time_code() + &password::one_time_code() + &password::one_time_code()
}

/// Creates a link for an account, which lasts this many seconds. Returns its secret.
///
/// # Errors
/// A storage failure.
pub(super) async fn make(
    services: &Services,
    account: AccountId,
    (purpose, subject): (LinkFor, String),
    lasts: i64,
) -> Outcome<String> {
    let secret = secret();
    let input = (account, purpose, subject, password::digest(&secret), services.clock.now().as_second(), lasts);
    let work = services.db.write(input, |tx, (account, purpose, subject, hash, now, lasts)| {
        Box::pin(async move {
            mail_link::put(tx, *account, (*purpose, subject.as_str()), hash, (*now, *now + *lasts)).await?;
            Ok::<_, Failure>(())
        })
    });
    work.await?;
    Ok(secret)
}

/// The account that a link belongs to, and its subject.
///
/// # Errors
/// A storage failure.
pub(in crate::service) async fn find(
    conn: &mut Conn,
    purpose: LinkFor,
    secret: &str,
    now: Timestamp,
) -> Outcome<Option<(AccountId, String)>> {
    Ok(mail_link::find(conn, purpose, &hash(secret), now.as_second()).await?)
}

/// The hash of a secret as it came back: some programs add spaces.
pub(in crate::service) fn hash(secret: &str) -> String {
    let clean: String = secret.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    password::digest(&clean)
}
