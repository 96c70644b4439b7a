//! Signing in and out through the API, and the current user.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    caller::Caller,
    input::Sent,
    patients::born,
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        account::{AccountStatus, Password, Role},
        patient::RegistrationForm,
        person_name::NameParts,
        sign_in_name::NamesForm,
    },
    service::{
        account::{self, Account},
        listing,
        sign_in::Attempt,
        token::{self, Granted},
    },
};

/// A person's account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    /// ID of the account.
    pub id: i64,
    /// Email address.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Roles, one or more of `patient`, `practitioner`, `receptionist`, `manager`, `auditor` and `administrator`.
    pub roles: Vec<String>,
    /// When the account was created.
    pub created_at: String,
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            email: account.email,
            name: account.full_name,
            phone: account.phone,
            roles: account.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            created_at: instant(account.created_at),
        }
    }
}

/// An instant, in UTC.
pub(super) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// The tokens that a program gets when it signs in or refreshes them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer ...`. Valid for an hour.
    pub access: String,
    /// Exchange it for a new pair of tokens. Valid for a day, and can be used once.
    pub refresh: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// How long the access token is valid, in seconds.
    pub expires_in: i64,
    /// The account that the tokens belong to.
    pub user: User,
}

impl From<Granted> for Tokens {
    fn from(granted: Granted) -> Self {
        Self {
            access: granted.access,
            refresh: granted.refresh,
            token_type: "Bearer".to_owned(),
            expires_in: token::ACCESS,
            user: granted.account.into(),
        }
    }
}

/// A name and a password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The name used to sign in on the site, such as an email address.
    #[serde(alias = "identifier", alias = "national_id", alias = "username")]
    pub email: String,
    /// The password.
    pub password: String,
}

/// A new patient.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Register {
    /// Full name.
    #[serde(alias = "full_name")]
    pub name: String,
    /// Given name, if the clinic asks for given and family name separately.
    #[serde(alias = "first_name")]
    pub given_name: String,
    /// Family name.
    #[serde(alias = "last_name")]
    pub family_name: String,
    /// Email address.
    pub email: String,
    /// Username, if patients sign in with one at this clinic.
    pub username: String,
    /// National ID, if patients sign in with it at this clinic.
    pub national_id: String,
    /// Medicare card number, if patients sign in with it at this clinic.
    pub medicare: String,
    /// Password.
    pub password: String,
    /// Telephone number.
    #[serde(alias = "phone_number")]
    pub phone: String,
    /// Date of birth, such as `1985-03-27`.
    pub date_of_birth: String,
    /// Gender: `female`, `male` or `other`.
    pub gender: String,
    /// Postal address.
    pub address: String,
    /// Must be true, or left out: only patients can register themselves.
    pub is_patient: Option<bool>,
    /// Must be false: doctors apply on the site.
    pub is_doctor: bool,
    /// Must be false: only administrators can add administrators.
    pub is_admin_staff: bool,
    /// Role, as sent by programs written for HAS: `patient`.
    pub role: String,
}

impl Register {
    /// The form that a person would send, for patients.
    ///
    /// # Errors
    /// That another role is requested.
    pub fn form(&self) -> Result<RegistrationForm, Problem> {
        let is_patient = self.is_patient.unwrap_or(true) && ["", "patient"].contains(&self.role.as_str());
        if !is_patient || self.is_doctor || self.is_admin_staff {
            let detail = "Only patients can register themselves. The clinic adds everyone else.";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "role_not_open", detail));
        }
        let [birth_year, birth_month, birth_day] = born(&self.date_of_birth);
        Ok(RegistrationForm {
            name: self.name.clone(),
            parts: NameParts { given: self.given_name.clone(), family: self.family_name.clone() },
            names: NamesForm { username: self.username.clone(), national_id: self.national_id.clone() },
            medicare: self.medicare.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            birth_day,
            birth_month,
            birth_year,
            gender: self.gender.clone(),
            address: self.address.clone(),
            password: self.password.clone(),
            password_again: self.password.clone(),
            ..RegistrationForm::default()
        })
    }
}

/// The answer to registering: the same whether or not someone already has an account with this address.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Registered {
    /// `active` if new accounts can sign in now, `inactive` if an administrator has to activate them first.
    pub status: String,
}

/// Registers a patient.
#[utoipa::path(
    post, path = "/api/v1/auth/register", operation_id = "register", tag = "auth", security(()),
    request_body = Register, responses((status = 202, body = Registered), Errors)
)]
pub async fn register(caller: Caller, Sent(sent): Sent<Register>) -> Result<Response, Problem> {
    let status = account::register(&caller.services, &sent.form()?, &caller.address).await?;
    Ok((StatusCode::ACCEPTED, Json(registered(status))).into_response())
}

pub(super) fn registered(status: AccountStatus) -> Registered {
    Registered { status: status.as_str().to_owned() }
}

/// Signs in, with the same limits on guessing as the site.
#[utoipa::path(
    post, path = "/api/v1/auth/login", operation_id = "login", tag = "auth", security(()),
    request_body = Login, responses((status = 200, body = Tokens), Errors)
)]
pub async fn login(caller: Caller, Sent(sent): Sent<Login>) -> Result<Json<Tokens>, Problem> {
    Ok(Json(granted(&caller, &sent.email, &sent.password).await?.into()))
}

pub(super) async fn granted(caller: &Caller, name: &str, password: &str) -> Result<Granted, Problem> {
    let password = Password::attempt(password);
    let attempt = Attempt { identifier: name, password, address: &caller.address, device: "" };
    Ok(token::grant(&caller.services, attempt).await??)
}

/// A refresh token.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The refresh token received last.
    pub refresh: String,
}

/// Exchanges a refresh token for a new pair of tokens. Each refresh token works once: using it again ends the whole sign-in.
#[utoipa::path(
    post, path = "/api/v1/auth/refresh", operation_id = "refresh", tag = "auth", security(()),
    request_body = Refresh, responses((status = 200, body = Tokens), Errors)
)]
pub async fn refresh(caller: Caller, Sent(sent): Sent<Refresh>) -> Result<Json<Tokens>, Problem> {
    let granted = token::refresh(&caller.services, &sent.refresh, (&caller.address, &caller.program)).await?;
    Ok(Json(granted.into()))
}

/// Signs out. No token of this sign-in works any more.
#[utoipa::path(
    post, path = "/api/v1/auth/logout", operation_id = "logout", tag = "auth", responses((status = 204), Errors)
)]
pub async fn logout(caller: Caller) -> Result<StatusCode, Problem> {
    let bearer = caller.bearer.ok_or_else(|| Problem::no_token(false))?;
    token::end(&caller.services, &bearer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the account that the token belongs to.
#[utoipa::path(get, path = "/api/v1/auth/me", operation_id = "me", tag = "auth", responses((status = 200, body = User), Errors))]
pub async fn me(caller: Caller) -> Result<Json<User>, Problem> {
    let (account, _) = listing::own_account(&caller.services, &caller.actor).await?;
    Ok(Json(account.into()))
}

/// Other systems' names for our roles.
pub(super) fn their_word(role: Role) -> &'static str {
    match role {
        Role::Patient => "patient",
        Role::Practitioner => "doctor",
        Role::Receptionist | Role::Manager | Role::Auditor => "staff",
        Role::Administrator => "admin",
    }
}
