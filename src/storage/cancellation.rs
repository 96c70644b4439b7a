//! SQL that classifies a cancellation of an appointment `a` by its event `e`: who, how long before the start and why, in the words
//! of `domain::cancellation`.

use crate::domain::cancellation::Kind;

/// Who cancelled.
macro_rules! who_cancelled {
    () => {
        "
                case
                    when e.actor_id is null then 'nobody'
                    when e.actor_id = a.practitioner_id and e.from_status = 'pending' then 'declined'
                    when e.actor_id = a.practitioner_id then 'practitioner'
                    when e.actor_id = a.patient_id or exists (
                        select 1
                        from proxy p
                        where p.patient_id = a.patient_id
                        and p.account_id = e.actor_id
                    ) then 'patient'
                    else 'clinic'
                end"
    };
}

/// How long before the start.
macro_rules! cancelled_ahead {
    () => {
        "
                case
                    when a.starts_at - e.at < 86400 then 'day'
                    when a.starts_at - e.at < 172800 then 'two-days'
                    when a.starts_at - e.at < 604800 then 'week'
                    else 'longer'
                end"
    };
}

/// Why, by the codes of `domain::automatic`, including the sentences that earlier versions stored.
macro_rules! why_cancelled {
    () => {
        "
                case
                    when e.actor_id is null then 'unanswered'
                    when e.reason = '' then 'unsaid'
                    when e.reason like '\u{1f}closed\u{1f}%' then 'closed'
                    when e.reason in ('\u{1f}time_gone', 'This time is no longer available') then 'time-gone'
                    when e.reason = '\u{1f}handed_over' then 'handed-over'
                    when e.reason in ('\u{1f}earlier_time', 'an earlier time from the waiting list') then 'earlier-time'
                    when e.reason in ('\u{1f}account_closed', 'I''ve closed my account') then 'account-closed'
                    else 'written'
                end"
    };
}

/// Whether an appointment is cancelled and how matches a pattern; an empty pattern matches any appointment.
macro_rules! is_cancelled_like {
    ($pattern:literal) => {
        concat!(
            "
        and (",
            $pattern,
            " = '' or (a.status = 'cancelled' and exists (
            select 1
            from appointment_event e
            where e.appointment_id = a.id
            and e.to_status = 'cancelled'
            and ",
            crate::storage::cancellation::who_cancelled!(),
            " || '.' || ",
            crate::storage::cancellation::cancelled_ahead!(),
            " || '.' || ",
            crate::storage::cancellation::why_cancelled!(),
            " like ",
            $pattern,
            "
        )))"
        )
    };
}

pub(crate) use {cancelled_ahead, is_cancelled_like, who_cancelled, why_cancelled};

/// The pattern for a kind of cancellation; empty for none.
#[must_use]
pub fn pattern(kind: Option<Kind>) -> String {
    kind.map_or_else(String::new, |kind| kind.words().map(|word| word.unwrap_or("%")).join("."))
}
