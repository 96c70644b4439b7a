//! Server functions that take the key of somebody's thing.

use super::{Case, Thing, of};

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
    of(Thing::Patient, "/api/keep_time")
        .with("query[practitioner]=1&query[centre]=1&query[slot]=1795480200&query[whom]={id}"),
    of(Thing::Coming, "/api/keep_time")
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
    of(Thing::Attachment, "/api/remove_attachment"),
    of(Thing::Thread, "/api/keep_message").with("id={id}&message=1"),
    of(Thing::QuickReply, "/api/save_quick_reply").with("id={id}&quick_reply=Thanks"),
    of(Thing::QuickReply, "/api/remove_quick_reply").with("id={id}"),
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
    of(Thing::Review, "/api/answer_review").with("id={id}&rated_at=0&review_answer=Thanks"),
    of(Thing::Review, "/api/remove_answer").with("id={id}"),
    of(Thing::Review, "/api/show_review").with("id={id}").but_for_administrators(),
    of(Thing::Affiliation, "/api/add_extra_hours")
        .with("affiliation={id}&extra_date=2026-12-05&extra_from=09:00&extra_to=12:00"),
    of(Thing::Affiliation, "/api/remove_extra_hours").with("affiliation={id}&date=2026-12-05&from=09:00&to=12:00"),
    of(Thing::Affiliation, "/api/save_hours").with("affiliation={id}&weekday[]=1&from[]=09:00&to[]=12:00"),
    of(Thing::Token, "/api/revoke_access_token"),
    of(Thing::Grant, "/api/stop_app"),
    of(Thing::Device, "/api/sign_out_device").with("device={id}"),
    of(Thing::Subscription, "/api/turn_off_push").with("device={id}"),
    of(Thing::Passkey, "/api/rename_passkey").with("id={id}&passkey_name=Other"),
    of(Thing::Passkey, "/api/remove_passkey").with("id={id}&current_password=x"),
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
