//! What programs can write, where a person could: through the same use cases, and so with the same rules and refusals. Records are
//! append-only, so nothing is deleted. Anything that would be lost is refused.

mod file;
mod line;
mod message;
mod own;
mod paths;
mod visit;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::future::BoxFuture;
use serde_json::Value;

use super::{
    booking::{self, only_when_reading},
    bundle::single,
    context::Context,
    media::Sent,
    outcome::NOT_SUPPORTED,
    resources::Resource,
    sent::unprocessable,
};
use crate::rest::{input::IDEMPOTENCY_KEY, problem::Problem};

/// What is made once, however often it is sent with the same `Idempotency-Key`.
const MADE_ONCE: [&str; 3] = ["Appointment", "Communication", "ServiceRequest"];
const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");

/// Adds a resource.
pub type Creating = for<'a> fn(&'a Context, Value) -> BoxFuture<'a, Result<Resource, Problem>>;
/// Replaces a resource.
pub type Replacing = for<'a> fn(&'a Context, &'a str, Value) -> BoxFuture<'a, Result<Resource, Problem>>;

/// What can be written of a type.
pub struct Written {
    pub name: &'static str,
    pub create: Option<Creating>,
    pub replace: Option<Replacing>,
    /// The description for programs.
    pub documentation: &'static str,
}

/// Every type that can be written.
pub static WRITTEN: [Written; 10] = [
    Written {
        name: "Appointment",
        create: Some(|context, sent| Box::pin(booking::create(context, sent))),
        replace: Some(|context, id, sent| Box::pin(booking::replace(context, id, sent))),
        documentation: "Create to book, update or patch to move or cancel.",
    },
    Written {
        name: "Patient",
        create: None,
        replace: Some(|context, id, sent| Box::pin(own::details(context, id, sent))),
        documentation: "Update your own details. The address is one text, and so is a name.",
    },
    Written {
        name: "Encounter",
        create: Some(|context, sent| Box::pin(visit::begin(context, sent))),
        replace: Some(|context, id, sent| Box::pin(visit::finish(context, id, sent))),
        documentation: "Create with the status in-progress to begin the consultation of an appointment; update to finished.",
    },
    Written {
        name: "Observation",
        create: Some(|context, sent| Box::pin(line::observation(context, sent))),
        replace: None,
        documentation: "Create in an encounter of yours, in the units in which measurements are read, to a thousandth: 72.50 is kept as 72.5.",
    },
    Written {
        name: "Condition",
        create: Some(|context, sent| Box::pin(line::condition(context, sent))),
        replace: Some(|context, id, sent| Box::pin(line::resolve(context, id, sent))),
        documentation: "Create in an encounter of yours; update to resolved.",
    },
    Written {
        name: "AllergyIntolerance",
        create: Some(|context, sent| Box::pin(own::allergy(context, sent))),
        replace: Some(|context, id, sent| Box::pin(own::end(context, id, sent))),
        documentation: "Create as the patient; update to resolved.",
    },
    Written {
        name: "MedicationRequest",
        create: Some(|context, sent| Box::pin(line::medication(context, sent))),
        replace: Some(|context, id, sent| Box::pin(line::stop(context, id, sent))),
        documentation: "Create in an encounter of yours, unless there is a warning that a person has to read; update to stopped.",
    },
    Written {
        name: "ServiceRequest",
        create: Some(|context, sent| Box::pin(line::request(context, sent))),
        replace: Some(|context, id, sent| Box::pin(line::withdraw(context, id, sent))),
        documentation: "Create in an encounter of yours, with the letter as its note; update to revoked.",
    },
    Written {
        name: FILES,
        create: Some(|context, sent| Box::pin(file::add(context, sent))),
        replace: Some(|context, id, sent| Box::pin(file::retract(context, id, sent))),
        documentation: "Create with the file as data, by itself and not in a batch; update to entered-in-error.",
    },
    Written {
        name: "Communication",
        create: Some(|context, sent| Box::pin(message::send(context, sent))),
        replace: None,
        documentation: "Create to send a message.",
    },
];

/// The type whose resources contain files, and so are larger than others.
pub const FILES: &str = "DocumentReference";
/// The maximum size: a file of ten million bytes, encoded as text, with its metadata.
pub const LARGEST_FILE: usize = 14 * 1024 * 1024;
/// The maximum number of elements. A file is one of them, however long.
const MOST_ELEMENTS: usize = 10_000;

/// What can be written of a type, if anything.
pub fn of(name: &str) -> Option<&'static Written> {
    WRITTEN.iter().find(|one| one.name == name)
}

/// Adds a resource, and returns its location.
///
/// # Errors
/// Why it can't be added.
pub async fn create(context: Context, create: Creating, sent: Value) -> Result<Response, Problem> {
    if context.headers.contains_key(IF_NONE_EXIST) {
        return Err(unprocessable(NOT_SUPPORTED, "If-None-Exist isn't supported: search first."));
    }
    let is_once = MADE_ONCE.into_iter().any(|kind| sent["resourceType"] == kind);
    if context.headers.contains_key(IDEMPOTENCY_KEY) && !is_once {
        let words = "This takes no Idempotency-Key: sent again, it is made again.";
        return Err(unprocessable(NOT_SUPPORTED, words));
    }
    let kind = kind_of(&sent);
    let made = create(&context, sent).await.map_err(|problem| paths::located(&kind, problem))?.json();
    let text = |name: &str| made[name].as_str().unwrap_or_default();
    let location = format!("{}/{}/{}", context.base, text("resourceType"), text("id"));
    let mut response = single(StatusCode::CREATED, made)?;
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn kind_of(sent: &Value) -> String {
    sent["resourceType"].as_str().unwrap_or_default().to_owned()
}

/// Adds a file.
///
/// # Errors
/// Why it can't be added.
pub async fn add_file(context: Context, Sent(sent): Sent) -> Result<Response, Problem> {
    create(context, |context, sent| Box::pin(file::add(context, sent)), sent).await
}

/// Refuses a body as large as a file that is none: each of many elements takes much more memory than its length.
pub async fn is_a_file(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let too_large = || Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    let Ok(bytes) = to_bytes(body, LARGEST_FILE).await else { return too_large() };
    if bytes.iter().filter(|byte| b",[{<".contains(byte)).count() > MOST_ELEMENTS {
        return too_large();
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// Replaces the existing resource.
///
/// # Errors
/// Why it can't be replaced.
pub async fn replace(context: Context, replace: Replacing, id: String, sent: Value) -> Result<Response, Problem> {
    only_when_reading(&context.headers)?;
    if sent["id"] != id {
        return Err(Problem::bad_request("The id in the resource isn't the one in the address."));
    }
    let kind = kind_of(&sent);
    let replaced = replace(&context, &id, sent).await.map_err(|problem| paths::located(&kind, problem))?;
    single(StatusCode::OK, replaced.json())
}
