//! Appointments and their history. The claims that keep them from overlapping are in [`super::claim`].

mod change;
mod count;
mod history;
mod local;
mod read;
mod reason;

pub use self::{
    change::{
        NewAppointment, NewEvent, find_by_intent, insert, record_event, reschedule, set_metadata, set_place, set_status,
    },
    count::{
        count_by_status, count_coming, count_of_service, has_lapsed, is_stale_request, stale_requests,
        starts_of_patient, starts_of_service,
    },
    history::{Happened, Who, history},
    local::{Agreed, MadeBefore, agreed, made_by_intent, made_by_intents, note_local},
    read::{
        Appointment, AppointmentFilter, ListQuery, ListedBy, MOST_COUNTED, Place, Way, arrivals, by_patient,
        changed_of_person, count, find, find_of_party, list, next_of, of_centre, of_person, of_practitioner, of_series,
        of_session, page, past_of_patient, requests_to, standing_between, upcoming_of_patient,
    },
    reason::{Given, reasons},
};
