//! Every address and every server function that takes the key of somebody's thing, and the others with why they are none.

use super::world::Thing;
use crate::http::census::For;

/// For whom the things of others are no others' things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum But {
    /// For nobody.
    Nobody,
    /// Administrators, who run the clinic.
    Administrators,
}

/// Something to ask for by a key.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The address, or the server function's.
    pub path: &'static str,
    /// Of what the key is.
    pub of: Thing,
    /// With `{id}` for the key. Without any, a server function is called as the census calls it, with this key for its `id`.
    pub with: &'static str,
    /// Whom it is for besides its owner.
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

/// Pages whose key belongs to no one, or with a secret, which is its own ground.
pub const PUBLIC_PAGES: &[&str] = &[
    "/book/{id}",
    "/book/{id}/why",
    "/centres/{id}",
    "/practitioners/{id}",
    "/rate/{kind}/{id}",
    "/join/{id}",
    "/invited/{id}",
];

/// Pages with the key of what the clinic offers or has agreed, which are for administrators only.
pub const CLINICS_PAGES: &[&str] = &[
    "/admin/appointments/{id}",
    "/admin/applications/{id}",
    "/admin/appointments/{id}/cancel",
    "/admin/centres/{id}",
    "/admin/practitioners/{id}",
    "/admin/services/{id}",
    "/admin/services/{id}/practitioners",
    "/admin/users/{id}",
    "/admin/users/{id}/deactivate",
];

/// Files and streams, which are no pages; for whoever is signed in.
pub const FILES: &[(Case, For)] = &[
    (of(Thing::Appointment, "/appointments/{id}/calendar.ics"), For::Accounts),
    (of(Thing::Prescription, "/prescriptions/{id}/prescription.pdf"), For::Accounts),
    (of(Thing::Document, "/documents/{id}/file"), For::Accounts),
    (of(Thing::Document, "/documents/{id}/preview"), For::Accounts),
];

/// Where files are sent to.
pub const UPLOADS: &[Case] = &[of(Thing::Appointment, "/appointments/{id}/documents/upload")];

/// Such addresses without anyone's key: a secret is its own ground, practitioners are in the directory, the line of a desk says
/// nothing but that there is something new, and what applicants sent is for administrators only.
pub const OTHER_FILES: &[&str] = &[
    "/admin/applications/{id}/documents/{paper}",
    "/calendar/{file}",
    "/faces/{file}",
    "/join/{id}/documents",
    "/live/centres/{id}",
    "/live/practitioners/{id}",
    "/mail/unsubscribe/{secret}",
    "/portraits/{file}",
];

/// Server functions.
pub const FUNCTIONS: &[Case] = &[
    of(Thing::Appointment, "/api/appointment"),
    of(Thing::Appointment, "/api/appointment_documents"),
    of(Thing::Coming, "/api/approve_appointment"),
    of(Thing::Coming, "/api/cancel_appointment").with("id={id}&reason=because").but_for_administrators(),
    of(Thing::Coming, "/api/check_in_appointment"),
    of(Thing::Coming, "/api/complete_appointment"),
    of(Thing::Appointment, "/api/consultation"),
    of(Thing::Coming, "/api/decline_appointment").with("id={id}&reason=because"),
    of(Thing::Appointment, "/api/discard_draft"),
    of(Thing::Appointment, "/api/finish_consultation"),
    of(Thing::Coming, "/api/join_waitlist")
        .with("practitioner=1&moving={id}&form[weekdays][]=1&form[from]=&form[until]=&form[latest_on]="),
    of(Thing::Appointment, "/api/kept_draft"),
    of(Thing::Appointment, "/api/left_out").with("id={id}&starts=1795480200"),
    of(Thing::Coming, "/api/mark_noshow"),
    of(Thing::Appointment, "/api/open_consultation"),
    of(Thing::Appointment, "/api/refer_form"),
    of(Thing::Coming, "/api/reschedule_appointment").with("id={id}&centre=1&slot=1795476600"),
    of(Thing::Appointment, "/api/save_draft").with(r#"{"id":"{id}","draft":{"note":{"text":"x"}}}"#),
    of(Thing::Appointment, "/api/send_referral").with(
        "id={id}&to=1&priority=soon&valid_until=2027-01-31&visits=1&letter=Please+see+this+patient&intent=12345678",
    ),
    of(Thing::Appointment, "/api/sign_prescription").with(
        "id={id}&form[diagnosis]=x&form[medicines][0][medicine]=x&form[medicines][0][dose]=1&form[medicines][0][frequency]=daily",
    ),
    of(Thing::Appointment, "/api/staff_week").with("query[practitioner]=&query[patient]=&query[centre]=&query[service]=&query[date]=&query[follow_up]={id}"),
    of(Thing::Coming, "/api/wish_form").with("practitioner=1&moving={id}"),
    of(Thing::Appointment, "/api/write_diagnosis").with("id={id}&form[name]=Asthma&form[certainty]=suspected"),
    of(Thing::Appointment, "/api/write_note").with("id={id}&form[text]=x"),
    of(Thing::Appointment, "/api/write_observations").with("id={id}&form[weight]=70"),
    of(Thing::Patient, "/api/book")
        .with("practitioner=1&centre=1&slot=1795480200&intent=12345678&whom={id}"),
    of(Thing::Patient, "/api/review")
        .with("query[practitioner]=1&query[centre]=1&query[slot]=1795480200&query[whom]={id}"),
    of(Thing::Patient, "/api/week").with("practitioner=1&centre=1&week=&whom={id}"),
    of(Thing::Coming, "/api/week").with("practitioner=1&centre=1&week=&moving={id}"),
    of(Thing::Coming, "/api/review")
        .with("query[practitioner]=1&query[centre]=1&query[slot]=1795480200&query[moving]={id}"),
    of(Thing::Patient, "/api/record").with("patient={id}&kind=&before="),
    of(Thing::Patient, "/api/why_access").with("patient={id}&practitioner=1").but_for_administrators(),
    of(Thing::Calendar, "/api/staff_week")
        .with("query[practitioner]={id}&query[patient]=&query[centre]=&query[service]=&query[date]=")
        .but_for_administrators(),
    of(Thing::Calendar, "/api/staff_book")
        .with("form[practitioner]={id}&form[patient]=vera.victim@example.org&form[centre]=1&form[slot]=1795480200&form[intent]=12345678")
        .but_for_administrators(),
    of(Thing::Thread, "/api/conversation"),
    of(Thing::Thread, "/api/message_news"),
    of(Thing::Thread, "/api/save_message_draft").with(r#"{"id":"{id}","text":"x"}"#),
    of(Thing::Thread, "/api/send_message"),
    // HealMate takes whatever receiver is posted.
    of(Thing::Patient, "/api/start_conversation").with("patient={id}&practitioner=1"),
    of(Thing::Note, "/api/amend_note").with("id={id}&note=x&reason=because"),
    of(Thing::Note, "/api/entry"),
    of(Thing::Note, "/api/hide_entry"),
    of(Thing::Note, "/api/retract_entry").with("id={id}&reason=because"),
    of(Thing::Diagnosis, "/api/resolve_diagnosis"),
    of(Thing::Prescription, "/api/prescription"),
    of(Thing::Prescription, "/api/stop_prescription").with("id={id}&reason=because"),
    of(Thing::Document, "/api/document"),
    of(Thing::Document, "/api/retract_document").with("id={id}&reason=because"),
    of(Thing::Referral, "/api/accept_referral"),
    of(Thing::Referral, "/api/decline_referral").with("id={id}&reason=because"),
    of(Thing::Referral, "/api/redirect_referral"),
    of(Thing::Referral, "/api/referral"),
    of(Thing::Referral, "/api/withdraw_referral"),
    of(Thing::Statement, "/api/end_statement"),
    of(Thing::Relationship, "/api/end_relationship"),
    of(Thing::Relationship, "/api/end_assignment").but_for_administrators(),
    of(Thing::Proxy, "/api/end_trust"),
    of(Thing::Invitation, "/api/accept_invitation"),
    of(Thing::Invitation, "/api/decline_invitation"),
    of(Thing::Invitation, "/api/withdraw_invitation"),
    of(Thing::Blocked, "/api/unblock_practitioner").with("practitioner={id}"),
    of(Thing::Emergency, "/api/review_emergency").with("id={id}&justified=true&message=x").but_for_administrators(),
    of(Thing::Wish, "/api/set_urgency").with("id={id}&urgency=2").but_for_administrators(),
    of(Thing::Wish, "/api/withdraw_wish"),
    of(Thing::Offer, "/api/accept_offer"),
    of(Thing::Offer, "/api/decline_offer"),
    of(Thing::Closure, "/api/remove_closure"),
    of(Thing::Coming, "/api/call_off_appointment").with("id={id}&reason=because").but_for_administrators(),
    of(Thing::Coming, "/api/settle_appointment").with("id={id}&step=approve").but_for_administrators(),
    of(Thing::Review, "/api/hide_review").with("id={id}&rated_at=0&hide_reason=because").but_for_administrators(),
    of(Thing::Review, "/api/show_review").with("id={id}").but_for_administrators(),
    of(Thing::Affiliation, "/api/add_extra_hours")
        .with("affiliation={id}&extra_date=2026-12-05&extra_from=09:00&extra_to=12:00"),
    of(Thing::Affiliation, "/api/remove_extra_hours").with("affiliation={id}&date=2026-12-05&from=09:00&to=12:00"),
    of(Thing::Affiliation, "/api/save_hours").with("affiliation={id}&weekday[]=1&from[]=09:00&to[]=12:00"),
    of(Thing::Device, "/api/sign_out_device").with("device={id}"),
    of(Thing::Account, "/api/confirm_reset_code").with("account={id}").but_for_administrators(),
    of(Thing::Account, "/api/issue_reset_code").with("account={id}").but_for_administrators(),
    of(Thing::Account, "/api/save_user")
        .with("id={id}&form[name]=Somebody+Else&form[email]=somebody.else@example.org&form[phone]=")
        .but_for_administrators(),
    of(Thing::Account, "/api/reset_second_step").with("account={id}").but_for_administrators(),
    of(Thing::Account, "/api/save_roles").with("id={id}&staff[roles][]=manager").but_for_administrators(),
    of(Thing::Desk, "/api/desk").with("centre={id}&date="),
    of(Thing::Desk, "/api/add_patient").with(
        "form[name]=Wanda+Walk&form[birth_day]=27&form[birth_month]=3&form[birth_year]=1985&form[phone]=0491570156&errand[centre]={id}",
    ),
    of(Thing::Account, "/api/deactivate_account").with("account={id}").but_for_administrators(),
    of(Thing::Account, "/api/set_account_status").with("account={id}&active=false").but_for_administrators(),
];

/// Server functions that do for the caller what a key says where there is something of theirs to do it to, and else nothing.
pub const QUIET: &[Case] = &[of(Thing::Held, "/api/release_hold").with("slot={id}")];

/// Server functions whose arguments name nothing of anybody's, by what they name.
pub const NO_PERSONS: &[(&str, &[&str])] = &[
    (
        "practitioners, centres and services of the directory, and free times",
        &[
            "/api/begin_relationship",
            "/api/block_practitioner",
            "/api/centre",
            "/api/hold_time",
            "/api/nearest",
            "/api/practitioner",
            "/api/rate",
            "/api/rate_page",
            "/api/show_series",
            "/api/take_back_rating",
            "/api/why_not",
        ],
    ),
    (
        "practitioners, centres, services, rooms and settings of the clinic, for administrators",
        &[
            "/api/add_affiliation",
            "/api/end_affiliation",
            "/api/save_practitioner",
            "/api/admin_practitioner",
            "/api/admin_centre",
            "/api/admin_rooms",
            "/api/admin_service",
            "/api/admin_service_people",
            "/api/choose_all_service_people",
            "/api/choose_service_people",
            "/api/follow_preset",
            "/api/save_centre",
            "/api/save_settings",
            "/api/save_room",
            "/api/save_service",
            "/api/set_room_active",
            "/api/set_service_active",
        ],
    ),
    ("an email that the clinic sends, for administrators", &["/api/send_mail_again"]),
    (
        "a secret link from an email, which is its own ground",
        &[
            "/api/activation_link",
            "/api/reset_by_link",
            "/api/reset_ways",
            "/api/unsubscribe",
            "/api/unsubscribe_link",
            "/api/verify_email",
            "/api/visits_of_link",
            "/api/will_come",
        ],
    ),
    (
        "an appointment, users or a message to the clinic, for administrators",
        &[
            "/api/admin_appointment",
            "/api/admin_user",
            "/api/bulk",
            "/api/carry_out_bulk",
            "/api/leaving",
            "/api/set_message_answered",
        ],
    ),
    (
        "an application or an invitation by its secret, which is its own ground",
        &[
            "/api/answer_application",
            "/api/application",
            "/api/choose_first_password",
            "/api/invited",
            "/api/register_invited",
            "/api/withdraw_application",
        ],
    ),
    (
        "applications to work with the clinic and its invitations, for administrators",
        &[
            "/api/admin_application",
            "/api/admin_applications",
            "/api/approve_application",
            "/api/ask_applicant",
            "/api/confirm_application",
            "/api/invite",
            "/api/note_application",
            "/api/refuse_application",
            "/api/revoke_account_invitation",
        ],
    ),
    (
        "a patient by number or address, typed by those who may do so for any",
        &["/api/assign_practitioner", "/api/break_glass", "/api/patient_access"],
    ),
    (
        "a page, a date or words to look for in what the caller may see",
        &[
            "/api/admin_accounts",
            "/api/admin_appointments",
            "/api/admin_practitioners",
            "/api/agenda",
            "/api/audit",
            "/api/clinic_figures",
            "/api/closures",
            "/api/coming_closures",
            "/api/contact_inbox",
            "/api/documents",
            "/api/due_date",
            "/api/earliest",
            "/api/hours",
            "/api/latest_reviews",
            "/api/messages",
            "/api/own_figures",
            "/api/own_list",
            "/api/patients",
            "/api/patient_appointments",
            "/api/record_readers",
            "/api/search",
            "/api/suggest",
        ],
    ),
    (
        "what the caller says of themself, or to the clinic",
        &[
            "/api/add_closure",
            "/api/undo_closure",
            "/api/add_statement",
            "/api/begin_second_step",
            "/api/confirm_second_step",
            "/api/end_second_step",
            "/api/renew_recovery_codes",
            "/api/save_details",
            "/api/sign_in_code",
            "/api/ask_reset_link",
            "/api/apply",
            "/api/change_password",
            "/api/close_account",
            "/api/contact",
            "/api/register",
            "/api/reset_password",
            "/api/save_notifications",
            "/api/save_presentation",
            "/api/save_profile",
            "/api/set_accepting",
            "/api/set_requires_referral",
            "/api/settle_change",
            "/api/sign_in",
            "/api/trust",
        ],
    ),
];
