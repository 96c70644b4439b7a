//! The addresses of other systems whose programs must keep working: those of Django Health and of the HealthCare Appointment System
//! (HAS). Most lead to our handlers; those here have another shape.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{
    appointments,
    auth::{self, Login, Refresh, Register, Registered, instant, their_word},
    booking::{AppointmentInput, book},
    caller::Caller,
    input::{Conditions, Filters, Id, Sent},
    listing::{self, Format},
    patients::Patient,
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        appointment::Status,
        ids::{AppointmentId, PatientId, PractitionerId},
    },
    service::{
        Services,
        account::{self, Account},
        admin,
        appointment::Appointment as Stored,
        cancel, details, hours,
        listing::{self as lists, ListQuery},
        part::Part,
        profile,
        token::{self, Granted},
    },
};

/// A user as HAS and Django Health show one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TheirUser {
    /// ID of the account.
    pub id: i64,
    /// Email address.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Full name, for programs that expect it in this field.
    pub full_name: String,
    /// National identity number, if known.
    pub national_id: Option<String>,
    /// Telephone number.
    pub phone_number: String,
    /// Role: `patient`, `doctor` or `admin`.
    pub role: Option<String>,
    /// Whether they are a patient.
    pub is_patient: bool,
    /// Whether they are a doctor.
    pub is_doctor: bool,
    /// Whether they are an administrator.
    pub is_admin_staff: bool,
    /// Whether the account is active.
    pub is_active: bool,
    /// Path of the photo on this server.
    pub profile_pic: Option<String>,
    /// Details of a doctor; null for others.
    pub doctor_profile: Option<TheirDoctor>,
    /// Details of a patient; null for others.
    pub patient_profile: Option<TheirPatient>,
}

/// What is shown of a doctor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TheirDoctor {
    /// The account's ID.
    pub user: i64,
    /// Their first area of expertise, or else their profession.
    pub specialization: String,
    /// Licence number, if known.
    pub license_number: Option<String>,
    /// Whether they take bookings.
    pub is_available: bool,
}

/// What is shown of a patient.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TheirPatient {
    /// The account's ID.
    pub user: i64,
    /// Age in whole years, if known.
    pub age: Option<i16>,
    /// What the patient has said about their health, one item a line.
    pub medical_history: String,
}

/// The reader's own account in that shape.
async fn own_user(services: &Services, actor: &Actor) -> Result<TheirUser, Problem> {
    let (account, national_id) = lists::own_account(services, actor).await?;
    let directory = services.directory_for(actor).await?;
    let person = directory.practitioner(PractitionerId(account.id.0));
    let names = details::own(services, actor).await?.names;
    let licence = names.into_iter().find(|(kind, _)| *kind == IdentifierKind::LicenceNumber);
    let doctor_profile = person.map(|person| TheirDoctor {
        user: account.id.0,
        specialization: person.expertise.first().unwrap_or(&person.profession).clone(),
        license_number: licence.map(|(_, number)| number.to_uppercase()),
        is_available: person.accepting,
    });
    let patient_profile = match account.roles.contains(&Role::Patient) {
        true => {
            let seen = lists::patient(services, actor, PatientId(account.id.0)).await?;
            let (_, _, said) = profile::own(services, actor).await?;
            let history = said.iter().map(|one| one.said.name.clone()).collect::<Vec<_>>().join("\n");
            let age = Patient::new(seen.row, services.clock.now()).age;
            Some(TheirPatient { user: account.id.0, age, medical_history: history })
        }
        false => None,
    };
    let profile_pic = person.and_then(|person| person.photo.clone());
    Ok(TheirUser { profile_pic, doctor_profile, patient_profile, ..user(account, national_id) })
}

/// An account without its profiles.
fn user(account: Account, national_id: Option<String>) -> TheirUser {
    let is = |role: Role| account.roles.contains(&role);
    TheirUser {
        id: account.id.0,
        is_patient: is(Role::Patient),
        is_doctor: is(Role::Practitioner),
        is_admin_staff: is(Role::Administrator),
        is_active: account.status == AccountStatus::Active,
        role: account.roles.last().map(|role| their_word(*role).to_owned()),
        name: account.full_name.clone(),
        full_name: account.full_name,
        email: account.email,
        phone_number: account.phone,
        national_id,
        profile_pic: None,
        doctor_profile: None,
        patient_profile: None,
    }
}

/// A user with tokens.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TheirTokens {
    /// Access token, valid for an hour.
    pub access: String,
    /// Refresh token, valid for a day and for one use.
    pub refresh: String,
    /// The account that the tokens belong to.
    pub user: TheirUser,
}

async fn signed_in(services: &Services, granted: Granted) -> Result<TheirTokens, Problem> {
    let Granted { access, refresh, account } = granted;
    let actor = Actor::Account { id: account.id, roles: account.roles };
    Ok(TheirTokens { access, refresh, user: own_user(services, &actor).await? })
}

/// Registers a patient and, where new accounts can be used at once, signs them in. An address that has an account already gets the
/// same answer as one that waits for its activation, unless the password is the account's own.
#[utoipa::path(
    post, path = "/api/auth/register/", operation_id = "theirRegister", tag = "other systems", security(()),
    request_body = Register, responses((status = 201, body = TheirTokens), (status = 202, body = Registered), Errors)
)]
pub async fn register(caller: Caller, Sent(sent): Sent<Register>) -> Result<Response, Problem> {
    let status = account::register(&caller.services, &sent.form()?, &caller.address).await?;
    if status == AccountStatus::Active
        && let Ok(granted) = auth::granted(&caller, &sent.email, &sent.password).await
    {
        return Ok((StatusCode::CREATED, Json(signed_in(&caller.services, granted).await?)).into_response());
    }
    Ok((StatusCode::ACCEPTED, Json(auth::registered(status))).into_response())
}

/// Signs in.
#[utoipa::path(
    post, path = "/api/auth/login/", operation_id = "theirLogin", tag = "other systems", security(()),
    request_body = Login, responses((status = 200, body = TheirTokens), Errors)
)]
pub async fn login(caller: Caller, Sent(sent): Sent<Login>) -> Result<Json<TheirTokens>, Problem> {
    let granted = auth::granted(&caller, &sent.email, &sent.password).await?;
    Ok(Json(signed_in(&caller.services, granted).await?))
}

/// Ends the sign-in that the refresh token belongs to, if it is your own.
#[utoipa::path(
    post, path = "/api/auth/logout/", operation_id = "theirLogout", tag = "other systems", request_body = Refresh,
    responses((status = 200), Errors)
)]
pub async fn logout(caller: Caller, Sent(sent): Sent<Refresh>) -> Result<Json<Value>, Problem> {
    let bearer = caller.bearer.ok_or_else(|| Problem::no_token(false))?;
    if !token::end_by_refresh(&caller.services, &bearer, &sent.refresh).await? {
        return Err(Problem::bad_request("This is no refresh token of yours: no one has been signed out."));
    }
    Ok(Json(json!({ "message": "Signed out." })))
}

/// Returns the account that the token belongs to.
#[utoipa::path(
    get, path = "/api/auth/me/", operation_id = "theirMe", tag = "other systems",
    responses((status = 200, body = TheirUser), Errors)
)]
pub async fn me(caller: Caller) -> Result<Json<TheirUser>, Problem> {
    Ok(Json(own_user(&caller.services, &caller.actor).await?))
}

/// Activates the account with a national ID, as an administrator.
#[utoipa::path(
    patch, path = "/api/auth/activate/{national_id}/", operation_id = "activateUser", tag = "other systems",
    params(("national_id" = String, Path)), responses((status = 200), Errors)
)]
pub async fn activate(
    caller: Caller,
    axum::extract::Path(national_id): axum::extract::Path<String>,
) -> Result<Json<Value>, Problem> {
    let id = lists::by_national_id(&caller.services, &caller.actor, &national_id).await?;
    admin::set_account_status(&caller.services, &caller.actor, id, AccountStatus::Active).await?;
    Ok(Json(json!({ "message": "The account is active.", "id": id.0 })))
}

/// An appointment as HAS shows one: date and time by the clocks where it takes place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TheirAppointment {
    /// ID of the appointment.
    pub id: i64,
    /// Date in the centre's time zone, such as `2026-11-24`.
    pub appointment_date: String,
    /// Time in the centre's time zone, such as `09:30:00`.
    pub appointment_time: String,
    /// Status: `scheduled`, `pending`, `completed`, `cancelled` or `no_show`.
    pub status: String,
    /// When it was booked or requested.
    pub created_at: String,
    /// The patient's ID.
    pub patient: i64,
    /// The doctor's ID.
    pub doctor: i64,
}

impl From<Stored> for TheirAppointment {
    fn from(one: Stored) -> Self {
        let local = appointments::local(one.slot.starts_at, &one.zone);
        let wall: Option<DateTime> = local.get(..19).and_then(|wall| wall.parse().ok());
        let (date, time) = wall.map(|wall| (wall.date(), wall.time())).unwrap_or_default();
        Self {
            id: one.id.0,
            appointment_date: date.to_string(),
            appointment_time: format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()),
            status: their_status(one.status).to_owned(),
            created_at: instant(one.created_at).replace('Z', "+00:00"),
            patient: one.patient.0,
            doctor: one.practitioner.0,
        }
    }
}

fn their_status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Booked | Status::Arrived | Status::CheckedIn => "scheduled",
        Status::Fulfilled => "completed",
        Status::Cancelled | Status::EnteredInError => "cancelled",
        Status::Noshow => "no_show",
    }
}

/// Books a time by its date and time in the centre's time zone.
#[utoipa::path(
    post, path = "/api/appointments/create/", operation_id = "theirBook", tag = "other systems",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 64 characters")),
    request_body = AppointmentInput, responses((status = 201, body = TheirAppointment), Errors)
)]
pub async fn create(
    caller: Caller,
    conditions: Conditions,
    Sent(sent): Sent<AppointmentInput>,
) -> Result<Response, Problem> {
    let made: TheirAppointment = book(&caller, conditions.intent, sent).await?.into();
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// A page of a list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageFilter {
    /// Page number, starting at 1.
    pub page: Option<i64>,
}

/// Lists your own appointments.
#[utoipa::path(
    get, path = "/api/appointments/me/", operation_id = "theirAppointments", tag = "other systems", params(PageFilter),
    responses((status = 200, body = Vec<TheirAppointment>), Errors)
)]
pub async fn mine(caller: Caller, asked: Filters<PageFilter>) -> Result<Response, Problem> {
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: Format::Json };
    let part = Part::Numbered(asked.query.page.unwrap_or(1));
    let page = lists::appointments(&caller.services, &caller.actor, ListQuery::default(), &part).await?;
    list.answer(&part, page, appointments::place, TheirAppointment::from)
}

/// Cancels an appointment.
#[utoipa::path(
    patch, path = "/api/appointments/cancel/{id}/", operation_id = "theirCancel", tag = "other systems",
    params(("id" = i64, Path), appointments::Why, ("If-Match" = Option<String>, Header, description = "The ETag of the version to change")),
    responses((status = 200, body = TheirAppointment), Errors)
)]
pub async fn call_off(
    caller: Caller,
    Id(id): Id,
    conditions: Conditions,
    why: Filters<appointments::Why>,
) -> Result<Json<TheirAppointment>, Problem> {
    let id = AppointmentId(id);
    let done = cancel::cancel_as_seen(&caller.services, &caller.actor, id, &why.query.reason, conditions.seen).await;
    done.map_err(|failure| conditions.told(failure))?;
    Ok(Json(lists::appointment(&caller.services, &caller.actor, id).await?.into()))
}

/// Whether a doctor takes bookings.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// Whether the doctor takes bookings.
    pub is_available: bool,
}

/// Says whether you, as a doctor, take bookings.
#[utoipa::path(
    get, path = "/api/doctor-availability/", operation_id = "readAvailability", tag = "other systems",
    responses((status = 200, body = Availability), Errors)
)]
pub async fn availability(caller: Caller) -> Result<Json<Availability>, Problem> {
    let (directory, me) = hours::own_hours(&caller.services, &caller.actor).await?;
    let person = directory.practitioner(me).ok_or_else(Problem::not_found)?;
    Ok(Json(Availability { is_available: person.accepting }))
}

/// Starts or stops taking bookings. Existing bookings stay.
#[utoipa::path(
    patch, path = "/api/doctor-availability/", operation_id = "changeAvailability", tag = "other systems",
    request_body = Availability, responses((status = 200, body = Availability), Errors)
)]
pub async fn set_availability(caller: Caller, Sent(sent): Sent<Availability>) -> Result<Json<Availability>, Problem> {
    hours::set_accepting(&caller.services, &caller.actor, sent.is_available).await?;
    Ok(Json(sent))
}

/// Confirms that the server is running.
#[utoipa::path(
    get, path = "/api/test/", operation_id = "test", tag = "other systems", security(()), responses((status = 200), Errors)
)]
pub async fn test() -> Json<Value> {
    Json(json!({ "message": "Consulta is running." }))
}

/// Confirms that the database answers, and says how fast.
#[utoipa::path(
    get, path = "/api/test/db/", operation_id = "testDatabase", tag = "other systems", security(()),
    responses((status = 200), Errors)
)]
pub async fn test_db(caller: Caller) -> Result<Json<Value>, Problem> {
    let began = caller.services.clock.monotonic();
    lists::ping(&caller.services).await?;
    let took = caller.services.clock.monotonic().saturating_sub(began);
    Ok(Json(json!({ "message": "The database answers.", "query_time_ms": took.as_secs_f64() * 1_000.0 })))
}
