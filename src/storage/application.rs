//! Practitioners' applications to work with the clinic, with their documents and history.

mod history;
pub mod list;
mod progress;

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
    term, webhook, word,
};
use crate::domain::{
    account::IdentifierKind,
    application::{ApplicationDraft, ApplicationStatus},
    ids::{AccountId, ApplicationId, CentreId},
    language::Language,
    sign_in_name::{NamesForm, name_of},
    term::TermKind,
    topic::Topic,
    webhook::Event as Told,
};

pub use self::{
    history::{
        Event, Paper, add_document, add_event, count_events, documents, drop_documents, events, forget, is_outdated,
        outdated, undecided_bytes,
    },
    progress::{set_account, set_applicant, set_confirmed, set_password_chosen, set_status},
};

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The primary key in `application`.
    pub id: ApplicationId,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// Full name.
    pub full_name: String,
    /// Email address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Profession.
    pub profession: String,
    /// Areas of expertise, separated by commas.
    pub expertise: String,
    /// Languages, separated by commas.
    pub languages: String,
    /// May be empty.
    pub provider_number: String,
    /// May be empty.
    pub licence_number: String,
    /// The names they would sign in with besides their email address.
    pub names: NamesForm,
    /// Degrees and registrations.
    pub qualifications: String,
    /// Further remarks; may be empty.
    pub about: String,
    /// The language they were reading in.
    pub language: Option<Language>,
    /// The name of the person who invited them, if any.
    pub invited_by: Option<String>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When its last event happened.
    pub changed_at: Timestamp,
    /// Who decided on it.
    pub decided_by: Option<AccountId>,
    /// The applicant's existing account.
    pub applicant: Option<AccountId>,
    /// The account that the approval created, or gave the role to.
    pub account: Option<AccountId>,
    /// The second administrator who confirmed that account.
    pub confirmed_by: Option<AccountId>,
    /// When its owner chose a password.
    pub password_chosen_at: Option<Timestamp>,
    /// The credential epoch under which they still have to.
    pub credential_epoch: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    status: String,
    full_name: String,
    email: String,
    phone: String,
    profession: String,
    expertise: String,
    languages: String,
    provider_number: String,
    licence_number: String,
    username: String,
    national_id: String,
    qualifications: String,
    about: String,
    language: Option<String>,
    invited_by: Option<String>,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    #[sqlx(try_from = "Second")]
    changed_at: Timestamp,
    decided_by: Option<i64>,
    applicant_id: Option<i64>,
    credential_epoch: i64,
    account_id: Option<i64>,
    confirmed_by: Option<i64>,
    #[sqlx(try_from = "MaybeSecond")]
    password_chosen_at: Option<Timestamp>,
}

impl TryFrom<Row> for Application {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        Ok(Self {
            id: ApplicationId(row.id),
            status: row.status.parse().map_err(StorageError::inconsistent("application", "status", row.id))?,
            full_name: row.full_name,
            email: row.email,
            phone: row.phone,
            profession: row.profession,
            expertise: row.expertise,
            languages: row.languages,
            provider_number: row.provider_number,
            licence_number: row.licence_number,
            names: NamesForm { username: row.username, national_id: row.national_id },
            qualifications: row.qualifications,
            about: row.about,
            language: row.language.and_then(|tag| tag.parse().ok()),
            invited_by: row.invited_by,
            created_at: row.created_at,
            changed_at: row.changed_at,
            decided_by: row.decided_by.map(AccountId),
            applicant: row.applicant_id.map(AccountId),
            credential_epoch: row.credential_epoch,
            account: row.account_id.map(AccountId),
            confirmed_by: row.confirmed_by.map(AccountId),
            password_chosen_at: row.password_chosen_at,
        })
    }
}

/// The columns of an [`Application`], before the query's condition.
macro_rules! select_application {
    ($rest:literal) => {
        concat!(
            "
        select a.id, a.status, a.full_name, a.email, a.phone, a.profession, a.expertise, a.languages, a.provider_number,
            a.licence_number, a.username, a.national_id, a.qualifications, a.about, a.language,
            i.full_name as invited_by, a.created_at, a.changed_at, a.decided_by, a.applicant_id, a.credential_epoch, a.account_id, a.confirmed_by, a.password_chosen_at
        from application a
        left join account i on i.id = a.invited_by",
            $rest
        )
    };
}
pub(super) use select_application;

/// Stores an application, with the hash of its secret.
pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    (draft, language): (&ApplicationDraft, Option<Language>),
    invited_by: Option<AccountId>,
    at: i64,
) -> StorageResult<ApplicationId> {
    const SQL: &str = "
        insert into application
            (token_hash, status, full_name, email, phone, profession, expertise, languages, provider_number,
            licence_number, username, national_id, qualifications, about, language, invited_by, created_at, changed_at)
        values ($1, 'received', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
        returning id";
    let profession = term::current(tx, TermKind::Profession, draft.profession.as_str()).await?;
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(token_hash.to_owned())
        .bind(draft.name.clone())
        .bind(draft.email.as_str().to_owned())
        .bind(draft.phone.clone())
        .bind(profession.clone())
        .bind(draft.expertise.join(", "))
        .bind(draft.languages.join(", "))
        .bind(draft.provider_number.clone())
        .bind(draft.licence_number.clone())
        .bind(name_of(&draft.names, IdentifierKind::Username))
        .bind(name_of(&draft.names, IdentifierKind::NationalId))
        .bind(draft.qualifications.clone())
        .bind(draft.about.clone())
        .bind(language.map(Language::tag))
        .bind(invited_by.map(|account| account.0))
        .bind(at)
        .fetch_one(c)
        .await)?;
    word::put(tx, &word::APPLICATIONS, id, &draft.name).await?;
    let id = ApplicationId(id);
    for centre in &draft.centres {
        wish_for(tx, id, *centre).await?;
    }
    webhook::tell(tx, Told::ApplicationChanged, ("application", id.0), "received", at).await?;
    tx.changed(Topic::Applications);
    Ok(id)
}

/// Adds a centre where the applicant would like to work, if it exists.
async fn wish_for(tx: &mut Tx, id: ApplicationId, centre: CentreId) -> StorageResult<()> {
    const SQL: &str = "
        insert into application_centre (application_id, centre_id)
        select $1, c.id
        from centre c
        where c.id = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(centre.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Locks an application until the transaction ends.
pub async fn lock(tx: &mut Tx, id: ApplicationId) -> StorageResult<()> {
    // An update that changes nothing is the only row lock that both databases offer.
    const SQL: &str = "
        update application
        set changed_at = changed_at
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// One application.
pub async fn find(conn: &mut Conn, id: ApplicationId) -> StorageResult<Option<Application>> {
    const SQL: &str = select_application!(
        "
        where a.id = $1"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Application::try_from).transpose()
}

/// Finds an application by the hash of its secret.
pub async fn find_by_token(conn: &mut Conn, token_hash: &str) -> StorageResult<Option<Application>> {
    const SQL: &str = select_application!(
        "
        where a.token_hash = $1
        or a.id in (select application_id from application_link where token_hash = $1)"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(token_hash.to_owned()).fetch_optional(c).await)?;
    row.map(Application::try_from).transpose()
}

/// Whether the secret with this hash was sent in a letter.
pub async fn is_link(conn: &mut Conn, token_hash: &str) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from application_link where token_hash = $1";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(token_hash.to_owned()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Adds a link to an application, by the hash of its secret.
pub async fn add_link(tx: &mut Tx, id: ApplicationId, token_hash: &str) -> StorageResult<()> {
    const SQL: &str = "
        insert into application_link (token_hash, application_id)
        values ($1, $2)";
    on!(&mut **tx, c => sqlx::query(SQL).bind(token_hash.to_owned()).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// How many applications have each status.
pub async fn count_by_status(conn: &mut Conn) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "
        select status, count(*)
        from application
        group by status";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// The professions of all applicants, by name.
pub async fn professions(conn: &mut Conn) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select distinct profession
        from application
        where profession <> ''
        order by profession";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}

/// Where the applicant would like to work: keys and names of centres, by name.
pub async fn centres(conn: &mut Conn, id: ApplicationId) -> StorageResult<Vec<(CentreId, String)>> {
    const SQL: &str = "
        select c.id, c.name
        from application_centre w
        join centre c on c.id = w.centre_id
        where w.application_id = $1
        order by c.name";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, name)| (CentreId(id), name)).collect())
}
