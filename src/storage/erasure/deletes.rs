//! What an erasure deletes, empties or replaces, in this order. `$1` is the account.

/// The keys of files that belong to no one afterwards.
pub(super) const KEYS: &str = "
    select d.storage_key
    from document d
    join entry e on e.id = d.entry_id
    where e.patient_id = $1
    union all
    select d.preview_key
    from document d
    join entry e on e.id = d.entry_id
    where e.patient_id = $1
    and d.preview_key is not null
    union all
    select f.storage_key
    from message_attachment f
    join thread t on t.id = f.thread_id
    where t.patient_id = $1
    union all
    select d.storage_key
    from application_document d
    join application a on a.id = d.application_id
    where a.applicant_id = $1
    and a.status <> 'approved'
    union all
    select storage_key
    from data_export
    where account_id = $1
    and storage_key is not null
    union all
    select f.storage_key
    from bulk_export_file f
    join bulk_export b on b.id = f.export_id
    where b.account_id = $1";

macro_rules! of_record {
    ($table:literal, $column:literal) => {
        concat!("delete from ", $table, " where ", $column, " in (select id from entry where patient_id = $1)")
    };
}

macro_rules! of_account {
    ($table:literal) => {
        concat!("delete from ", $table, " where account_id = $1")
    };
}

macro_rules! of_patient {
    ($table:literal) => {
        concat!("delete from ", $table, " where patient_id = $1")
    };
}

macro_rules! of_application {
    ($table:literal) => {
        concat!(
            "
        delete from ",
            $table,
            "
        where application_id in (select id from application where applicant_id = $1 and status <> 'approved')"
        )
    };
}

/// Everything.
pub(super) const DELETES: &[&str] = &[
    // What was said to the person or about them.
    "
        delete from notice
        where account_id = $1
        or patient_id = $1
        or person_id = $1
        or entry_id in (select id from entry where patient_id = $1)
        or thread_id in (select id from thread where patient_id = $1)
        or offer_id in (
            select o.id
            from waitlist_offer o
            join waitlist_entry w on w.id = o.entry_id
            where w.patient_id = $1
        )",
    "
        update notice
        set reason = ''
        where appointment_id in (select id from appointment where patient_id = $1)",
    "update notice set by_id = null where by_id = $1",
    // Messages.
    "
        delete from kept_message
        where entry_id in (select id from entry where patient_id = $1)
        or message_id in (
            select m.id
            from message m
            join thread t on t.id = m.thread_id
            where t.patient_id = $1
        )",
    "delete from message_attachment where thread_id in (select id from thread where patient_id = $1)",
    "delete from message_read where thread_id in (select id from thread where patient_id = $1)",
    "delete from message_draft where thread_id in (select id from thread where patient_id = $1)",
    "delete from message where thread_id in (select id from thread where patient_id = $1)",
    of_patient!("thread"),
    // The record.
    "delete from draft where appointment_id in (select id from appointment where patient_id = $1)",
    of_record!("referral_event", "referral_id"),
    of_record!("referral_use", "referral_id"),
    of_record!("referral", "entry_id"),
    of_record!("prescribed_medicine", "prescription_id"),
    of_record!("prescription", "entry_id"),
    of_record!("note_version", "entry_id"),
    of_record!("diagnosis", "entry_id"),
    of_record!("observation", "entry_id"),
    of_record!("document", "entry_id"),
    of_patient!("entry"),
    of_patient!("statement"),
    of_patient!("external_identifier"),
    of_patient!("imported_line"),
    of_patient!("emergency_access"),
    // Who could read it, and whose records they could read.
    of_patient!("care_relationship"),
    of_patient!("record_block"),
    of_patient!("proxy_invitation"),
    "delete from proxy where $1 in (patient_id, account_id)",
    of_patient!("patient_look_up"),
    // Appointments keep their times, but lose their reasons and the metadata that programs store.
    "update appointment set reason = '', metadata = '{}' where patient_id = $1",
    "
        update appointment_event
        set reason = ''
        where reason <> ''
        and appointment_id in (select id from appointment where patient_id = $1)",
    "delete from attendance where appointment_id in (select id from appointment where patient_id = $1)",
    of_patient!("reminder"),
    "delete from waitlist_offer where entry_id in (select id from waitlist_entry where patient_id = $1)",
    of_patient!("waitlist_entry"),
    of_account!("hold"),
    of_patient!("rating"),
    // Their applications; an approved one documents how someone came to work here, and is kept without its applicant.
    of_application!("application_document"),
    of_application!("application_event"),
    of_application!("application_centre"),
    "delete from application where applicant_id = $1 and status <> 'approved'",
    "update application set applicant_id = null where applicant_id = $1",
    // Their sign-in data and preferences.
    of_account!("app_request"),
    "
        delete from refresh_token
        where family_id in (select id from api_family where account_id = $1)",
    of_account!("api_family"),
    of_patient!("app_grant"),
    of_account!("session"),
    of_account!("known_device"),
    of_account!("mail_link"),
    of_account!("email_change"),
    of_account!("email_verification"),
    of_account!("calendar_feed"),
    of_account!("reset_request"),
    of_account!("reset_code"),
    of_account!("factor_request"),
    of_account!("recovery_code"),
    of_account!("second_factor"),
    of_account!("delivery"),
    of_account!("push_subscription"),
    of_account!("passkey"),
    of_account!("personal_token"),
    of_account!("calendar_change"),
    of_account!("list_view"),
    of_account!("notice_preference"),
    of_account!("quiet_hours"),
    of_account!("data_export"),
    of_account!("bulk_export"),
    of_account!("account_identifier"),
    of_account!("account_word"),
    of_account!("name_word"),
    // Their messages to the clinic, and invitations to their address, which is deleted after that.
    "
        delete from contact_event
        where message_id in (
            select id
            from contact_message
            where lower(email) = (select lower(email) from account where id = $1)
        )",
    "delete from contact_message where lower(email) = (select lower(email) from account where id = $1)",
    "
        delete from account_invitation_link
        where invitation_id in (
            select id
            from account_invitation
            where lower(email) = (select lower(email) from account where id = $1)
        )",
    "
        delete from delivery
        where invitation_id in (
            select id
            from account_invitation
            where lower(email) = (select lower(email) from account where id = $1)
        )",
    "delete from delivery where lower(to_address) = (select lower(email) from account where id = $1)",
    "delete from account_invitation where lower(email) = (select lower(email) from account where id = $1)",
    "delete from proxy_invitation where lower(email) = (select lower(email) from account where id = $1)",
    "
        update patient
        set number = 'E-' || cast(id as text), date_of_birth = null, gender = null, blood_group = null, address = '',
            medicare = null, insurer = '', insurance_number = '', emergency_name = '', emergency_relation = '',
            emergency_phone = ''
        where id = $1",
    "
        update account
        set email = 'erased-' || cast(id as text) || '@invalid', full_name = 'Erased patient', given_name = '',
            family_name = '', search_name = '', phone = '', phone_number = '', password_hash = null,
            must_change_password = false, status = 'inactive', is_waiting = false, language = null,
            credential_epoch = credential_epoch + 1
        where id = $1",
];
