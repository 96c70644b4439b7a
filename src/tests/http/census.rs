//! Every address and every server function is listed here once with who may use it. What is not listed fails the test;
//! what is listed refuses everybody else.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::{Actor, Role},
    server::router::page_routes,
};
use leptos::server_fn::axum::server_fn_paths;

use super::browser::{application, call, get};
use crate::support::{Clinic, TestDb, actor, cookie};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Everybody,
    Accounts,
    Patients,
    Practitioners,
    Administrators,
    Staff,
}

use For::{Accounts, Administrators, Everybody, Patients, Practitioners, Staff};

impl For {
    pub fn admits(self, actor: &Actor) -> bool {
        let role = match self {
            Everybody => return true,
            Accounts => return *actor != Actor::Visitor,
            Patients => Role::Patient,
            Practitioners => Role::Practitioner,
            Administrators => Role::Administrator,
            Staff => return Practitioners.admits(actor) || Administrators.admits(actor),
        };
        matches!(actor, Actor::Account { roles, .. } if roles.contains(&role))
    }
}

pub const PAGES: &[(&str, For)] = &[
    ("/", Everybody),
    ("/about", Everybody),
    ("/account", Accounts),
    ("/account/calendar", Accounts),
    ("/account/details", Accounts),
    ("/account/devices", Accounts),
    ("/account/password", Accounts),
    ("/account/security", Accounts),
    ("/admin", Administrators),
    ("/admin/access", Administrators),
    ("/admin/appointments", Administrators),
    ("/admin/appointments/{id}/cancel", Administrators),
    ("/admin/audit", Administrators),
    ("/admin/emergencies", Administrators),
    ("/admin/settings", Administrators),
    ("/practitioner/patients", Practitioners),
    ("/admin/rooms", Administrators),
    ("/admin/services", Administrators),
    ("/admin/services/{id}", Administrators),
    ("/admin/services/{id}/practitioners", Administrators),
    ("/admin/practitioners", Administrators),
    ("/admin/practitioners/{id}", Administrators),
    ("/admin/centres", Administrators),
    ("/admin/centres/{id}", Administrators),
    ("/admin/closures", Administrators),
    ("/admin/closures/affected", Administrators),
    ("/admin/users", Administrators),
    ("/admin/users/{id}", Administrators),
    ("/admin/waitlist", Administrators),
    ("/appointments/{id}", Accounts),
    ("/appointments/{id}/cancel", Accounts),
    ("/appointments/{id}/documents", Accounts),
    ("/appointments/{id}/consultation", Accounts),
    ("/entries/{id}", Accounts),
    ("/prescriptions/{id}", Accounts),
    ("/book/{id}", Everybody),
    ("/book/{id}/why", Everybody),
    ("/centres/{id}", Everybody),
    ("/contact", Everybody),
    ("/documents", Patients),
    ("/documents/{id}", Accounts),
    ("/messages", Accounts),
    ("/messages/{id}", Accounts),
    ("/notices", Accounts),
    ("/patient", Patients),
    ("/practitioner", Practitioners),
    ("/practitioner/closures", Practitioners),
    ("/practitioner/closures/affected", Practitioners),
    ("/practitioner/hours", Practitioners),
    ("/practitioner/hours/affected", Practitioners),
    ("/practitioner/profile", Practitioners),
    ("/practitioner/waitlist", Practitioners),
    ("/practitioners/{id}", Everybody),
    ("/register", Everybody),
    ("/reset-password", Everybody),
    ("/record", Patients),
    ("/record/about", Patients),
    ("/record/readers", Patients),
    ("/record/sharing", Patients),
    ("/record/why", Accounts),
    ("/patients/{id}/record", Accounts),
    ("/search", Everybody),
    ("/shared", Accounts),
    ("/sign-in", Everybody),
    ("/sign-in/code", Everybody),
    ("/staff/book", Staff),
    ("/staff/emergency", Practitioners),
    ("/waitlist", Patients),
    ("/waitlist/join", Patients),
    ("/referrals", Patients),
    ("/referrals/{id}", Accounts),
    ("/appointments/{id}/refer", Practitioners),
    ("/practitioner/referrals", Practitioners),
    ("/admin/reviews", Administrators),
    ("/rate/{kind}/{id}", Patients),
];

/// Each server function with arguments that are well formed, so that only the right to call it is in question; again where others
/// may call it with other arguments.
pub const FUNCTIONS: &[(&str, For, &str)] = &[
    ("/api/about_me", Patients, ""),
    ("/api/accept_invitation", Accounts, "id=1"),
    ("/api/accept_offer", Patients, "id=1"),
    ("/api/add_closure", Practitioners, "form[name]=x"),
    ("/api/add_closure", Administrators, "form[name]=x&clinics=true"),
    ("/api/add_extra_hours", Practitioners, "affiliation=1&extra_date=&extra_from=&extra_to="),
    ("/api/add_statement", Patients, "statement[statement_name]="),
    ("/api/admin_accounts", Administrators, "q=&role=&page="),
    ("/api/admin_appointment", Administrators, "id=1"),
    ("/api/call_off_appointment", Administrators, "id=1&reason=flooded"),
    ("/api/admin_appointments", Administrators, "page="),
    ("/api/admin_centre", Administrators, "id=new"),
    ("/api/admin_centres", Administrators, ""),
    ("/api/admin_overview", Administrators, ""),
    ("/api/admin_user", Administrators, "id=new"),
    ("/api/admin_practitioner", Administrators, "id=new"),
    ("/api/admin_practitioners", Administrators, "q=&page="),
    ("/api/add_affiliation", Administrators, "practitioner=1"),
    ("/api/end_affiliation", Administrators, "practitioner=999999&affiliation=999999"),
    ("/api/admin_rooms", Administrators, "centre=&edit="),
    ("/api/admin_service", Administrators, "id=new"),
    ("/api/admin_service_people", Administrators, "id=1&query[q]="),
    ("/api/admin_services", Administrators, ""),
    ("/api/patients", Practitioners, "named=&page="),
    ("/api/admin_settings", Administrators, ""),
    ("/api/save_settings", Administrators, "values[booking.hold_minutes]=x"),
    ("/api/follow_preset", Administrators, "preset=clinic"),
    ("/api/undo_settings", Administrators, ""),
    ("/api/admin_waiters", Administrators, ""),
    ("/api/agenda", Practitioners, "from=&view=week"),
    ("/api/amend_note", Accounts, "id=1"),
    ("/api/consultation", Accounts, "id=1"),
    ("/api/discard_draft", Accounts, "id=1&kind=note"),
    ("/api/entry", Accounts, "id=1"),
    ("/api/finish_consultation", Accounts, "id=1"),
    ("/api/kept_draft", Accounts, "id=1&kind=note&replace="),
    ("/api/open_consultation", Accounts, "id=1"),
    ("/api/prescription", Accounts, "id=1"),
    ("/api/resolve_diagnosis", Accounts, "id=1"),
    ("/api/retract_entry", Accounts, "id=1"),
    ("/api/save_draft", Accounts, r#"{"id":"1","draft":{"note":{"text":"x"}}}"#),
    ("/api/sign_prescription", Accounts, "id=1"),
    ("/api/stop_prescription", Accounts, "id=1"),
    ("/api/write_diagnosis", Accounts, "id=1"),
    ("/api/write_note", Accounts, "id=1"),
    ("/api/write_observations", Accounts, "id=1"),
    ("/api/appointment", Accounts, "id=1"),
    ("/api/appointment_documents", Accounts, "id=1&page="),
    ("/api/approve_appointment", Accounts, "id=1"),
    ("/api/assign_practitioner", Administrators, "patient=x&practitioner=1&scope=temporary"),
    ("/api/audit", Administrators, "query[actor]="),
    ("/api/begin_second_step", Accounts, "current_password=x"),
    ("/api/confirm_second_step", Accounts, "second_code=123456"),
    ("/api/end_second_step", Accounts, "current_password=x&second_code=123456"),
    ("/api/renew_recovery_codes", Accounts, "current_password=x&second_code=123456"),
    ("/api/reset_second_step", Administrators, "account=999999"),
    ("/api/security", Accounts, ""),
    ("/api/own_details", Accounts, ""),
    ("/api/save_details", Accounts, "form[name]="),
    ("/api/sign_in_code", Everybody, "second_code=123456"),
    ("/api/sign_in_start", Everybody, ""),
    ("/api/sign_in_step", Everybody, ""),
    ("/api/begin_relationship", Patients, "practitioner=1"),
    ("/api/block_practitioner", Patients, "practitioner=1"),
    ("/api/break_glass", Practitioners, "patient=x&reason=x&current_password=x"),
    ("/api/break_glass_form", Practitioners, ""),
    ("/api/book", Patients, "practitioner=1&centre=1&slot=1&intent=12345678"),
    ("/api/calendar_feed", Accounts, ""),
    ("/api/cancel_appointment", Accounts, "id=1"),
    ("/api/centre", Everybody, "id=1"),
    ("/api/change_password", Accounts, "current_password=x&password=xxxxxxxx&password_again=xxxxxxxx"),
    ("/api/check_in_appointment", Accounts, "id=1"),
    ("/api/choose_all_service_people", Administrators, "service=999999&offer=true"),
    ("/api/choose_service_people", Administrators, "service=999999"),
    ("/api/complete_appointment", Accounts, "id=1"),
    ("/api/closures", Practitioners, ""),
    ("/api/closures", Administrators, "clinics=true"),
    ("/api/coming_closures", Practitioners, ""),
    ("/api/coming_closures", Administrators, "clinics=true"),
    ("/api/contact", Everybody, "name=x&email=x&message=x"),
    ("/api/decline_appointment", Accounts, "id=1"),
    ("/api/decline_invitation", Accounts, "id=1"),
    ("/api/decline_offer", Patients, "id=1"),
    ("/api/devices", Accounts, ""),
    ("/api/emergencies", Administrators, ""),
    ("/api/end_assignment", Administrators, "id=1"),
    ("/api/end_relationship", Patients, "id=1"),
    ("/api/end_statement", Patients, "id=1"),
    ("/api/end_trust", Accounts, "id=1"),
    ("/api/entrusted_records", Accounts, ""),
    ("/api/earliest", Everybody, "input[q]=x"),
    ("/api/document", Accounts, "id=1"),
    ("/api/documents", Patients, "page="),
    ("/api/facets", Everybody, ""),
    ("/api/hide_entry", Patients, "id=1&hidden=true"),
    ("/api/hours", Practitioners, ""),
    ("/api/hours_state", Practitioners, ""),
    ("/api/confirm_reset_code", Administrators, "account=999999"),
    ("/api/invitations", Accounts, ""),
    ("/api/withdraw_invitation", Patients, "id=1"),
    ("/api/issue_reset_code", Administrators, "account=999999"),
    ("/api/join_waitlist", Patients, "practitioner=1&form[weekdays][]=1"),
    ("/api/left_out", Accounts, "id=1&starts=1"),
    ("/api/mark_notices_read", Accounts, ""),
    ("/api/mark_noshow", Accounts, "id=1"),
    ("/api/conversation", Accounts, "id=1&before="),
    ("/api/message_news", Accounts, "id=1"),
    ("/api/messages", Accounts, "q=&page="),
    ("/api/save_message_draft", Accounts, r#"{"id":"1","text":"x"}"#),
    ("/api/send_message", Accounts, "id=1&text=hello&intent=12345678"),
    ("/api/start_conversation", Accounts, "patient=1&practitioner=1"),
    ("/api/nearest", Everybody, "centre=1&starts=1"),
    ("/api/notices", Accounts, ""),
    ("/api/patient_appointments", Patients, "page="),
    ("/api/patient_access", Administrators, "patient="),
    ("/api/pending_change", Accounts, ""),
    ("/api/practitioner", Everybody, "id=1"),
    ("/api/presentation", Practitioners, ""),
    ("/api/remove_photo", Practitioners, ""),
    ("/api/save_presentation", Practitioners, "form[bio]="),
    ("/api/record", Accounts, "patient=&kind=&before="),
    ("/api/record_readers", Patients, "before="),
    ("/api/register", Everybody, "form[name]=x"),
    ("/api/registration", Everybody, ""),
    ("/api/release_hold", Accounts, "slot=1"),
    ("/api/remove_closure", Practitioners, "id=1"),
    ("/api/remove_closure", Administrators, "id=1&clinics=true"),
    ("/api/remove_extra_hours", Practitioners, "affiliation=1&date=&from=&to="),
    ("/api/renew_calendar_feed", Accounts, ""),
    ("/api/reschedule_appointment", Accounts, "id=1&centre=1&slot=1"),
    ("/api/reset_password", Everybody, "email=x&code=x&password=x&password_again=x"),
    ("/api/retract_document", Accounts, "id=1"),
    ("/api/review", Everybody, "query[practitioner]=1&query[centre]=1&query[slot]=1"),
    ("/api/revoke_calendar_feed", Accounts, ""),
    ("/api/save_centre", Administrators, "id=new"),
    ("/api/save_hours", Practitioners, "affiliation=1"),
    ("/api/review_emergency", Administrators, "id=1&justified=true&message=x"),
    ("/api/save_practitioner", Administrators, "id=new"),
    ("/api/save_profile", Patients, "form[name]=x"),
    ("/api/save_room", Administrators, "form[name]="),
    ("/api/save_service", Administrators, "id=new"),
    ("/api/save_user", Administrators, "id=new"),
    ("/api/search", Everybody, "input[q]=x"),
    ("/api/set_accepting", Practitioners, "accepting=true"),
    ("/api/set_account_status", Administrators, "account=999999&active=true"),
    ("/api/set_urgency", Staff, "id=1&urgency=1"),
    ("/api/set_room_active", Administrators, "room=999999&active=true"),
    ("/api/set_service_active", Administrators, "service=999999&active=true"),
    ("/api/settle_change", Accounts, "tell=true"),
    ("/api/sharing", Patients, ""),
    ("/api/show_series", Everybody, "practitioner=1&centre=1&slot=1"),
    ("/api/sign_in", Everybody, "identifier=x&password=x"),
    ("/api/sign_out_device", Accounts, "device=999999"),
    ("/api/sign_out_others", Accounts, ""),
    (
        "/api/staff_book",
        Staff,
        "form[practitioner]=1&form[patient]=x&form[centre]=1&form[slot]=1&form[intent]=12345678",
    ),
    ("/api/staff_week", Staff, "query[practitioner]=&query[patient]=&query[centre]=&query[service]=&query[date]="),
    ("/api/trust", Patients, "form[trusted_email]=x"),
    ("/api/undo_closure", Practitioners, "key=x"),
    ("/api/undo_closure", Administrators, "key=x&clinics=true"),
    ("/api/unblock_practitioner", Patients, "practitioner=1"),
    ("/api/viewer", Everybody, ""),
    ("/api/waiters", Practitioners, ""),
    ("/api/waitlist", Patients, ""),
    ("/api/week", Everybody, "practitioner=1&centre=1&week="),
    ("/api/why_access", Accounts, "patient=&practitioner=1"),
    ("/api/why_not", Everybody, "practitioner=1&centre=1"),
    ("/api/wish_form", Patients, "practitioner=1"),
    ("/api/withdraw_wish", Patients, "id=1"),
    ("/api/accept_referral", Practitioners, "id=1"),
    ("/api/decline_referral", Practitioners, "id=1&reason=full"),
    ("/api/own_referrals", Patients, ""),
    ("/api/redirect_referral", Practitioners, "id=1&to=1"),
    ("/api/refer_form", Practitioners, "id=1"),
    ("/api/referral", Accounts, "id=1"),
    ("/api/referral_desk", Practitioners, ""),
    ("/api/send_referral", Practitioners, "id=1&to=1&intent=12345678"),
    ("/api/set_requires_referral", Practitioners, "requires=true"),
    ("/api/withdraw_referral", Practitioners, "id=1"),
    ("/api/hide_review", Administrators, "id=999999&rated_at=0&hide_reason=unfair"),
    ("/api/latest_reviews", Administrators, "page="),
    ("/api/rate", Patients, "kind=practitioner&id=1&form[stars]=5"),
    ("/api/rate_page", Patients, "kind=practitioner&id=1"),
    ("/api/show_review", Administrators, "id=999999"),
    ("/api/take_back_rating", Patients, "kind=practitioner&id=1"),
];

/// One of each kind of reader, with the cookie they send.
async fn readers(clinic: &Clinic) -> Vec<(Actor, String)> {
    let mut readers = vec![(Actor::Visitor, String::new())];
    for (name, role) in [("Pat Ient", Role::Patient), ("Doc Tor", Role::Practitioner), ("Ad Min", Role::Administrator)]
    {
        let actor = actor(clinic.account(name, role).await, &[role]);
        let cookie = cookie(&clinic.services, &actor).await;
        readers.push((actor, cookie));
    }
    readers
}

#[tokio::test]
async fn every_page_is_listed_and_refuses_whom_it_is_not_for() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let listed: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let existing: BTreeSet<String> = page_routes().iter().map(|route| route.path().to_owned()).collect();
    assert_eq!(existing, listed);

    for (reader, cookie) in readers(&clinic).await {
        for &(path, whom) in PAGES {
            let answer = get(&app, &path.replace("{id}", "1").replace("{kind}", "practitioner"), &cookie).await;
            if whom.admits(&reader) {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{path} for {reader:?}");
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} for {reader:?}");
                assert!(answer.body.contains("<h1>"), "{path} refuses without a page");
            }
        }
    }
}

#[tokio::test]
async fn every_server_function_is_listed_and_refuses_whom_it_is_not_for() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let existing: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let mut listed: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    // Ends the caller's own session, whoever it is; called last, below.
    listed.insert("/api/sign_out");
    assert_eq!(existing, listed);

    for (reader, cookie) in readers(&clinic).await {
        let with_arguments = server_fn_paths().flat_map(|(path, method)| {
            let listed = FUNCTIONS.iter().filter(move |(listed, ..)| *listed == path);
            listed.map(move |(_, whom, arguments)| (path, method.clone(), whom, arguments))
        });
        for (path, method, whom, arguments) in with_arguments {
            let query = format!("{path}?{arguments}");
            let answer = match method {
                Method::GET => call(&app, method, &query, &cookie, "").await,
                method => call(&app, method, path, &cookie, arguments).await,
            };
            let names_it = ["not_signed_in", "forbidden"].iter().any(|code| answer.body.contains(code));
            let denied = names_it && answer.status != StatusCode::OK;
            let unread = answer.body.contains("bad_request") && path != "/api/book" && path != "/api/review";
            assert!(!unread, "{path} could not read its arguments: {}", answer.body);
            let said: String = answer.body.chars().take(300).collect();
            assert_eq!(denied, !whom.admits(&reader), "{path} for {reader:?}: {} {said}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("accept", "text/html")];

    for path in ["/api/sign_out_others", "/api/sign_out", "/theme"] {
        let answer = super::browser::send(&app, Method::POST, path, &cookie, "theme=dark", &foreign).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(clinic.test.count("select count(*) from session").await, 1);
}
