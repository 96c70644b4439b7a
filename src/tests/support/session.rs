//! Signed-in browsers.

use consulta::{
    domain::{account::Actor, ids::AccountId},
    service::{Failure, Services},
    storage::account,
};

async fn epoch_of(services: &Services, account: AccountId) -> i64 {
    let mut conn = services.db.read().await.expect("a connection");
    account::credentials(&mut conn, account).await.expect("an answer").expect("an account").credential_epoch
}

/// Signs an account in without a password; returns its browser's cookie, and the reader that the pages of that browser would state.
pub async fn cookie(services: &Services, actor: &Actor) -> String {
    use consulta::{service::password::digest, storage::session};
    let token = tower_sessions::session::Id::default().to_string();
    let account = actor.id().expect("an account");
    let now = services.clock.now().as_second();
    let stored = session::StoredSession {
        token_hash: digest(&token),
        account_id: Some(account),
        credential_epoch: epoch_of(services, account).await,
        remembered: false,
        data: "{}".into(),
        user_agent: String::new(),
        created_at: now,
        expires_at: now + 86_400,
    };
    let saved = services
        .db
        .write(stored, |tx, stored| Box::pin(async move { Ok::<_, Failure>(session::create(tx, stored).await?) }));
    saved.await.expect("a stored session");
    format!("consulta_session={token}; reader={account}")
}
