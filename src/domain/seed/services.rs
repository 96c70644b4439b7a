//! The demo clinic's kinds of visits, who offers them, and the rooms and devices that they need. About a third of the practitioners
//! offer some; the others have only the standard visit.

use std::collections::BTreeSet;

use super::{SeedError, SeedPractitioner, rng::Rng};
use crate::domain::{
    healthcare_service::{RoomKind, ServiceDraft, ServiceTexts, VisitMode},
    settings::Confirmation,
    slot::SlotRule,
};

const SERVICE: u64 = 7;

/// Indexes in the list of [`services`]. The first is offered by all of these practitioners, and is what they are booked for.
const CONSULTATION: usize = 0;
const LONG: usize = 1;
const TELEHEALTH: usize = 2;
pub(super) const NEW_PATIENT: usize = 3;
const GROUP_CLASS: usize = 4;
const ULTRASOUND: usize = 5;
pub(super) const HEALTH_CLASS: usize = 6;

/// A kind of visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedService {
    /// What it is.
    pub draft: ServiceDraft,
    /// The rooms and devices, one of which it needs, by index in [`super::SeedPlan::rooms`].
    pub rooms: Vec<usize>,
}

/// A room or a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedRoom {
    /// The centre's index in [`super::SeedPlan::centres`].
    pub centre: usize,
    /// Its name, unique within its centre.
    pub name: &'static str,
    /// What it is.
    pub kind: RoomKind,
}

/// The services of a practitioner with this profession, by index in the list of [`services`]; usually none.
pub(super) fn offered_by(index: usize, profession: &str, expertise: &[&str], seed: u64) -> Vec<usize> {
    // The demo practitioner, a general practitioner, shows the whole range.
    if index == 0 {
        return vec![CONSULTATION, LONG, TELEHEALTH, NEW_PATIENT, HEALTH_CLASS];
    }
    if !Rng::for_thing(seed, SERVICE, index).percent(45) {
        return Vec::new();
    }
    let scans = ["Cardiology", "Gynaecology", "Rheumatology", "Endocrinology", "Gastroenterology", "Orthopaedics"];
    match profession {
        "General practitioner" => vec![CONSULTATION, LONG, TELEHEALTH, NEW_PATIENT],
        "Physiotherapist" | "Exercise physiologist" => vec![CONSULTATION, GROUP_CLASS],
        "Specialist" if expertise.iter().any(|field| scans.contains(field)) => {
            vec![CONSULTATION, NEW_PATIENT, ULTRASOUND]
        }
        "Specialist" => vec![CONSULTATION, NEW_PATIENT],
        "Psychologist" | "Dietitian" => vec![CONSULTATION, LONG, TELEHEALTH],
        _ => Vec::new(),
    }
}

/// Every kind of visit, and the rooms and devices, which exist wherever someone who needs one works.
pub(super) fn services(practitioners: &[SeedPractitioner]) -> Result<(Vec<SeedService>, Vec<SeedRoom>), SeedError> {
    let needed = [(GROUP_CLASS, "Exercise room", RoomKind::Room), (ULTRASOUND, "Ultrasound machine", RoomKind::Device)];
    let mut rooms = Vec::new();
    let mut services: Vec<SeedService> =
        drafts()?.into_iter().map(|draft| SeedService { draft, rooms: Vec::new() }).collect();
    for (service, name, kind) in needed {
        let offer = practitioners.iter().filter(|person| person.services.contains(&service));
        let centres: BTreeSet<usize> =
            offer.flat_map(|person| person.affiliations.iter().map(|work| work.centre)).collect();
        for centre in centres {
            services[service].rooms.push(rooms.len());
            rooms.push(SeedRoom { centre, name, kind });
        }
    }
    Ok((services, rooms))
}

fn drafts() -> Result<[ServiceDraft; 7], SeedError> {
    let visit = |name: &str, description: &str, rule| ServiceDraft {
        name: name.into(),
        description: description.into(),
        texts: ServiceTexts::new(),
        rule,
        notice_minutes: 0,
        horizon_days: None,
        daily_cap: None,
        capacity: 1,
        mode: VisitMode::InPerson,
        instructions: String::new(),
        price_cents: None,
        confirmation: None,
        reminders: None,
        active: true,
    };
    let half_hour = SlotRule::default();
    Ok([
        visit("Consultation", "A standard visit: time to talk, an examination and a plan.", half_hour),
        ServiceDraft {
            price_cents: Some(17_000),
            ..visit("Long consultation", "For several concerns at once, or one that needs extra time.", SlotRule::new(30, 60)?)
        },
        ServiceDraft {
            notice_minutes: 60,
            mode: VisitMode::Online,
            instructions:
                "Open https://visit.demo.example/waiting-room five minutes before your appointment and wait to be let in. \
                           You'll need a camera and a microphone. If it doesn't work, phone the centre."
                    .into(),
            price_cents: Some(5_500),
            ..visit(
                "Telehealth",
                "By video, wherever you are: test results, prescriptions and minor concerns.",
                SlotRule::new(15, 15)?,
            )
        },
        ServiceDraft {
            notice_minutes: 24 * 60,
            daily_cap: Some(3),
            instructions: "Bring your Medicare card, a list of your medicines and any letters from other practitioners."
                .into(),
            price_cents: Some(14_000),
            confirmation: Some(Confirmation::Approval),
            ..visit(
                "New patient visit",
                "Your first visit, with time to go through your full history.",
                SlotRule::new(30, 60)?,
            )
        },
        ServiceDraft {
            notice_minutes: 2 * 60,
            capacity: 8,
            instructions: "Wear something you can move in, and bring a towel.".into(),
            price_cents: Some(2_800),
            ..visit(
                "Physiotherapy group class",
                "An hour of exercise in a small group, at your own pace.",
                SlotRule::new(60, 60)?,
            )
        },
        ServiceDraft {
            notice_minutes: 2 * 60,
            daily_cap: Some(6),
            price_cents: Some(19_000),
            ..visit("Ultrasound", "A scan, with the findings explained.", half_hour.with_buffers(5, 10)?)
        },
        ServiceDraft {
            notice_minutes: 2 * 60,
            capacity: 8,
            instructions: "Bring your blood glucose diary, if you keep one.".into(),
            price_cents: Some(2_500),
            ..visit(
                "Living well with diabetes",
                "An hour in a small group: food, movement, medicines and your questions.",
                SlotRule::new(60, 60)?,
            )
        },
    ])
}
