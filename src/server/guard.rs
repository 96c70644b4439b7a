//! The first of three locks: which addresses need which role, checked before a page is rendered. The service layer checks every
//! call again, whatever is forgotten here.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    domain::{
        account::{Actor, Role},
        address::escape,
        inbox::HOLDERS,
        policy::holds,
        settings::Registration,
    },
    pages::denied::{self, Reader},
    request::{AppState, identity::Identity, look, theme},
    words,
};

/// Who may open an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No one: it is in neither list here.
    Nobody,
    /// Anyone.
    Public,
    /// Any signed-in user.
    Account,
    /// Anyone with this role.
    Role(Role),
    /// Anyone with one of these roles.
    Any(&'static [Role]),
}

/// Addresses that roles other than administrators may open too: these, and nothing below them.
const SHARED: [(&str, Access); 15] = [
    ("/admin", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/appointments", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/appointments/appointments.csv", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/appointments/appointments.xlsx", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/appointments/appointments.pdf", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/referrals", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/referrals/referrals.csv", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/referrals/referrals.xlsx", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/referrals/referrals.pdf", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/figures", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/settings", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/audit", Access::Any(&[Role::Administrator, Role::Auditor])),
    ("/admin/audit/audit.csv", Access::Any(&[Role::Administrator, Role::Auditor])),
    ("/admin/audit/audit.xlsx", Access::Any(&[Role::Administrator, Role::Auditor])),
    ("/admin/audit/audit.pdf", Access::Any(&[Role::Administrator, Role::Auditor])),
];

/// Addresses below which a number follows, for users who may open the list, and for no other address below it.
const NUMBERED: [(&str, Access); 2] = [
    ("/admin/referrals/", Access::Any(&[Role::Administrator, Role::Manager])),
    ("/admin/audit/", Access::Any(&[Role::Administrator, Role::Auditor])),
];

/// Addresses that are not public, including everything below them.
const GUARDED: [(&str, Access); 24] = [
    ("/patient", Access::Role(Role::Patient)),
    ("/waitlist", Access::Role(Role::Patient)),
    // Administrators too ask why someone can read a record.
    ("/record/why", Access::Account),
    ("/record", Access::Role(Role::Patient)),
    ("/patients", Access::Account),
    ("/practitioner", Access::Role(Role::Practitioner)),
    ("/admin", Access::Role(Role::Administrator)),
    ("/staff/emergency", Access::Role(Role::Practitioner)),
    ("/staff", Access::Any(&[Role::Practitioner, Role::Administrator, Role::Receptionist])),
    ("/desk", Access::Role(Role::Receptionist)),
    ("/inbox", Access::Any(HOLDERS)),
    ("/week", Access::Any(&[Role::Administrator, Role::Manager, Role::Receptionist])),
    ("/account/close", Access::Role(Role::Patient)),
    ("/account", Access::Account),
    ("/shared", Access::Account),
    ("/notices", Access::Account),
    ("/messages", Access::Account),
    ("/attachments", Access::Account),
    ("/appointments", Access::Account),
    ("/documents", Access::Account),
    ("/referrals", Access::Account),
    ("/entries", Access::Account),
    ("/prescriptions", Access::Account),
    ("/rate", Access::Role(Role::Patient)),
];

/// Addresses that are public, including everything below them. Server functions and calendars check for themselves.
const PUBLIC: [&str; 27] = [
    "/search",
    "/centres",
    "/practitioners",
    "/book",
    "/about",
    "/contact",
    "/faq",
    "/privacy",
    "/tools",
    "/register",
    "/join",
    "/invited",
    "/sign-in",
    "/reset-password",
    "/verify",
    "/unsubscribe",
    "/visits",
    "/theme",
    "/accessibility",
    "/language",
    "/api",
    "/apps",
    "/oauth",
    "/fhir",
    "/live",
    "/seen",
    "/calendar",
];

/// Who may open this path or route. Anything in neither list is closed to everyone: a new page is open only to those it was meant
/// for.
#[must_use]
pub fn access(path: &str) -> Access {
    let below = |area: &str| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = NUMBERED.iter().find(|(area, _)| path.strip_prefix(area).is_some_and(is_number));
    let numbered = numbered.map(|(_, access)| *access);
    let shared = SHARED.iter().find(|(address, _)| path == *address).map(|(_, access)| *access);
    let guarded = GUARDED.iter().find(|(area, _)| below(area)).map(|(_, access)| *access);
    let public = || (path == "/" || PUBLIC.iter().any(|area| below(area))).then_some(Access::Public);
    shared.or(numbered).or(guarded).or_else(public).unwrap_or(Access::Nobody)
}

/// Who may open a request's address. If nothing is there, anyone may be told so.
fn access_of(request: &Request) -> Access {
    match access(request.uri().path()) {
        Access::Nobody if request.extensions().get::<MatchedPath>().is_none() => Access::Public,
        access => access,
    }
}

/// Turns away anyone without access, with a page that says so.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    let access = access_of(&request);
    // A password chosen by someone else must be changed before anything else is done.
    let must_change = identity.account.as_ref().is_some_and(|account| account.must_change_password);
    if must_change && access != Access::Public {
        if path == "/account/password" {
            return next.run(request).await;
        }
        if request.method() == Method::GET {
            return Redirect::to("/account/password?first=1").into_response();
        }
    }
    // Likewise, a second factor that the clinic requires must be set up first.
    if identity.must_enrol && !must_change && access != Access::Public {
        if path == "/account/security" {
            return next.run(request).await;
        }
        if request.method() == Method::GET {
            return Redirect::to("/account/security").into_response();
        }
    }
    let allowed = match (access, &identity.actor) {
        (Access::Nobody, _) => false,
        (Access::Public, _) | (Access::Account, Actor::Account { .. }) => true,
        (Access::Role(role), actor @ Actor::Account { .. }) => holds(actor, &[role]),
        (Access::Any(roles), actor @ Actor::Account { .. }) => holds(actor, roles),
        (_, Actor::Visitor | Actor::App { .. }) => false,
    };
    if !allowed {
        let wanted = request.uri().path_and_query().map_or(path, |both| both.as_str());
        let theme = theme::chosen(request.headers());
        // If the settings cannot be read, nothing is offered that might be closed.
        let is_open = state
            .services
            .directory()
            .await
            .is_ok_and(|directory| directory.settings.registration == Registration::Open);
        let reader =
            if identity.account.is_some() { Reader::SignedIn } else { Reader::Visitor { may_register: is_open } };
        let clinic = look::of(request.extensions());
        let html = denied::dressed(&denied::denied(&state.leptos, reader, &escape(wanted), theme), &clinic);
        let language = words::language().tag();
        let said = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_LANGUAGE, language)];
        return (StatusCode::FORBIDDEN, said, html).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_guarded_with_all_below_it_and_nothing_beside_it() {
        assert_eq!(access("/practitioner"), Access::Role(Role::Practitioner));
        assert_eq!(access("/practitioner/hours"), Access::Role(Role::Practitioner));
        assert_eq!(access("/practitioners/7"), Access::Public);
        assert_eq!(access("/admin/users"), Access::Role(Role::Administrator));
        assert_eq!(access("/administration"), Access::Nobody);
        assert_eq!(access("/"), Access::Public);
        assert_eq!(access("/admin/audit"), Access::Any(&[Role::Administrator, Role::Auditor]));
        assert_eq!(access("/admin/audit/7"), Access::Any(&[Role::Administrator, Role::Auditor]));
        assert_eq!(access("/admin/referrals/7"), Access::Any(&[Role::Administrator, Role::Manager]));
        for closed in
            ["/admin/audit/x", "/admin/audit/", "/admin/audit/7/x", "/admin/referrals/7x", "/admin/waitlist/7"]
        {
            assert_eq!(access(closed), Access::Role(Role::Administrator), "{closed}");
        }
        assert_eq!(access("/admin/appointments/7/cancel"), Access::Role(Role::Administrator));
        for shared in ["/admin/figures", "/admin/appointments/appointments.csv"] {
            assert_eq!(access(shared), Access::Any(&[Role::Administrator, Role::Manager]), "{shared}");
        }
        assert_eq!(access("/admin/users/users.csv"), Access::Role(Role::Administrator));
    }

    #[tokio::test]
    async fn every_page_is_in_a_list() {
        for page in crate::server::router::page_routes() {
            assert_ne!(access(page.path()), Access::Nobody, "{}", page.path());
        }
    }
}
