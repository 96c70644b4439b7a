//! The purpose of choosing a time.

/// The purpose of choosing a time: the practitioner and centre, and the appointment to be moved, if any.
#[derive(Clone, Copy, Debug)]
pub struct Errand {
    /// The practitioner's key.
    pub practitioner: i64,
    /// The centre's key.
    pub centre: i64,
    /// The key of the kind of visit; `None` for the practitioner's first.
    pub service: Option<i64>,
    /// The number of consecutive slots; usually 1.
    pub slots: u16,
    /// The key of the appointment that is being moved.
    pub moving: Option<i64>,
    /// The key of the patient for whom the reader books, if not the reader.
    pub whom: Option<i64>,
}

impl Errand {
    /// The address of the slot picker.
    #[must_use]
    pub fn picker(&self, week: &str, day: &str) -> String {
        let day = if day.is_empty() { String::new() } else { format!("&day={day}") };
        format!("{}&week={week}{day}", self.address())
    }

    /// The address of the review of a chosen time.
    #[must_use]
    pub fn review(&self, slot: i64) -> String {
        let slots = if self.slots > 1 { format!("&slots={}", self.slots) } else { String::new() };
        format!("{}&slot={slot}{slots}", self.address())
    }

    /// The address of the waiting-list form, if the reader can use it. For an appointment being moved, it starts from that
    /// appointment's page.
    #[must_use]
    pub fn waiting_list(&self, may_wait: bool) -> Option<String> {
        let Self { practitioner, centre, service, moving, whom, .. } = self;
        (may_wait && moving.is_none() && whom.is_none()).then(|| {
            let service = service.map(|id| format!("&service={id}")).unwrap_or_default();
            format!("/waitlist/join?practitioner={practitioner}&centre={centre}{service}")
        })
    }

    /// The common beginning of both addresses.
    #[must_use]
    pub fn address(&self) -> String {
        let moving = self.moving.map(|id| format!("&moving={id}")).unwrap_or_default();
        let service = self.service.map(|id| format!("&service={id}")).unwrap_or_default();
        let whom = self.whom.map(|id| format!("&whom={id}")).unwrap_or_default();
        format!("/book/{}?centre={}{service}{moving}{whom}", self.practitioner, self.centre)
    }
}
