//! Every address and every server function that takes the key of someone's thing, and the others with the reason why they do not.

mod functions;
mod no_persons;

pub use functions::FUNCTIONS;
pub use no_persons::NO_PERSONS;

use super::world::Thing;
use crate::http::census::For;

/// People for whom other people's things are not foreign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum But {
    /// For no one.
    Nobody,
    /// Administrators, who run the clinic.
    Administrators,
}

/// A request with a key.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The address, or that of the server function.
    pub path: &'static str,
    /// The kind of thing that the key belongs to.
    pub of: Thing,
    /// With `{id}` for the key. If empty, a server function is called as in the census, with this key for its `id`.
    pub with: &'static str,
    /// Who may access it besides its owner.
    pub but: But,
}

const fn of(of: Thing, path: &'static str) -> Case {
    Case { path, of, with: "", but: But::Nobody }
}

impl Case {
    const fn with(self, with: &'static str) -> Self {
        Self { with, ..self }
    }

    const fn but_for_administrators(self) -> Self {
        Self { but: But::Administrators, ..self }
    }
}

/// Pages, by their route.
pub const PAGES: &[Case] = &[
    of(Thing::Appointment, "/appointments/{id}"),
    of(Thing::Coming, "/appointments/{id}/cancel"),
    of(Thing::Appointment, "/appointments/{id}/consultation"),
    of(Thing::Appointment, "/appointments/{id}/documents"),
    of(Thing::Appointment, "/appointments/{id}/refer"),
    of(Thing::Note, "/entries/{id}"),
    of(Thing::Prescription, "/prescriptions/{id}"),
    of(Thing::Document, "/documents/{id}"),
    of(Thing::Referral, "/referrals/{id}"),
    of(Thing::Patient, "/patients/{id}/record"),
    of(Thing::Thread, "/messages/{id}"),
    // These have the key in their query.
    of(Thing::Patient, "/record/why").with("?patient={id}&practitioner=1").but_for_administrators(),
    of(Thing::Coming, "/waitlist/join").with("?moving={id}"),
    of(Thing::Appointment, "/staff/book").with("?follow_up={id}"),
    of(Thing::Calendar, "/staff/book").with("?practitioner={id}").but_for_administrators(),
    of(Thing::Desk, "/desk").with("?centre={id}"),
];

/// Pages whose key belongs to no one, or that take a secret, which is its own basis.
pub const PUBLIC_PAGES: &[&str] = &[
    "/book/{id}",
    "/book/{id}/why",
    "/centres/{id}",
    "/practitioners/{id}",
    "/rate/{kind}/{id}",
    "/join/{id}",
    "/invited/{id}",
    "/apps/allow/{id}",
];

/// Pages with the key of what the clinic offers or has agreed to, for administrators only.
pub const CLINICS_PAGES: &[&str] = &[
    "/admin/appointments/{id}",
    "/admin/applications/{id}",
    "/admin/appointments/{id}/cancel",
    "/admin/bulk/{id}",
    "/admin/centres/{id}",
    "/admin/content/{id}",
    "/admin/practitioners/{id}",
    "/admin/reviews/{id}",
    "/admin/services/{id}",
    "/admin/services/{id}/practitioners",
    "/admin/users/{id}",
    "/admin/users/{id}/deactivate",
    "/admin/users/{id}/erase",
    "/admin/users/{id}/export",
    "/admin/waitlist/{id}",
    "/admin/apps/{id}",
    "/admin/webhooks/{id}",
];

/// Pages with the key of a row in one of the clinic's lists, for those who may open the list.
pub const LISTED_PAGES: &[(&str, For)] =
    &[("/admin/referrals/{id}", For::Managers), ("/admin/audit/{id}", For::Auditors)];

/// Pages with the key of a message to the clinic, for those with access to its inbox.
pub const INBOX_PAGES: &[&str] = &["/inbox/{id}"];

/// Files and event streams, for signed-in users.
pub const FILES: &[(Case, For)] = &[
    (of(Thing::Appointment, "/appointments/{id}/calendar.ics"), For::Accounts),
    (of(Thing::Prescription, "/prescriptions/{id}/prescription.pdf"), For::Accounts),
    (of(Thing::Document, "/documents/{id}/file"), For::Accounts),
    (of(Thing::Document, "/documents/{id}/preview"), For::Accounts),
    (of(Thing::Attachment, "/attachments/{id}"), For::Accounts),
];

/// The addresses of uploads.
pub const UPLOADS: &[Case] = &[
    of(Thing::Appointment, "/appointments/{id}/documents/upload"),
    of(Thing::Thread, "/messages/{id}/attach"),
    of(Thing::Thread, "/messages/{id}/send"),
];

/// Other files without a personal key: a secret is its own basis, practitioners are public, a stream only says that something is
/// new, applicants' documents and centres' photos are for administrators only, and the clinic's appearance is for all.
pub const OTHER_FILES: &[&str] = &[
    "/admin/applications/{id}/documents/{paper}",
    "/admin/centres/{id}/photo",
    "/calendar/{file}",
    "/faces/{file}",
    "/join/{id}/documents",
    "/live/{*thing}",
    "/logos/{file}",
    "/mail/unsubscribe/{secret}",
    "/places/{file}",
    "/portraits/{file}",
    "/themes/{file}",
    "/words/{folder}/{file}",
];

/// Server functions that act on the caller's own thing with a key if there is one, and otherwise do nothing.
pub const QUIET: &[Case] = &[of(Thing::Held, "/api/release_hold").with("slot={id}")];
