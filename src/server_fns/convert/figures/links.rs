//! Links to the lists behind figures, as far as the reader may open them.

use crate::{
    domain::{
        cancellation::Kind,
        figures::{Scope, Weeks},
        ids::PractitionerId,
        visit_kind::VisitKind,
    },
    request::sought,
    service::figures::{By, Opens, Question},
};

/// The question, whose own figures these are if they are not the clinic's, and what the reader may open.
pub(super) struct Links {
    pub question: Question,
    pub own: Option<PractitionerId>,
    pub opens: Opens,
}

impl Links {
    /// The waiting list, restricted to what is counted.
    pub fn waiting(&self) -> String {
        if self.own.is_some() {
            return "/practitioner/waitlist".to_owned();
        }
        if !self.opens.waiting {
            return String::new();
        }
        let Scope { practitioner, centre, service } = self.question.scope;
        // That list cannot be filtered by standard visits.
        if service == Some(VisitKind::Standard) {
            return String::new();
        }
        let service = service.and_then(VisitKind::service);
        let [practitioner, centre, service] =
            [practitioner.map(|id| id.0), centre.map(|id| id.0), service.map(|id| id.0)].map(key);
        let asked = [("practitioner", &*practitioner), ("centre", &*centre), ("service", &*service)];
        sought::address("/admin/waitlist", &asked, "")
    }

    /// The list of ratings with text; a practitioner's own are on their profile.
    pub fn reviews(&self, (from, until): (&str, &str)) -> String {
        if let Some(me) = self.own {
            return format!("/practitioners/{me}#reviews");
        }
        if !self.opens.reviews {
            return String::new();
        }
        let Scope { practitioner, centre, .. } = self.question.scope;
        let [practitioner, centre] = [practitioner.map(|id| id.0), centre.map(|id| id.0)].map(key);
        let asked = [("practitioner", &*practitioner), ("centre", &*centre), ("from", from), ("until", until)];
        sought::address("/admin/reviews", &asked, "")
    }

    /// The list of appointments behind a number: within dates, and with further criteria.
    pub fn href(&self, dates: (&str, &str), more: &str) -> String {
        self.listed(dates, self.question.scope, more)
    }

    /// The list of a part's appointments. Centres that are compared with one another are all counted by the clinic's clock.
    pub fn of_part(&self, dates: (&str, &str), value: &str, more: &str) -> String {
        let asked = self.question.scope;
        let scope = match self.question.by {
            By::Week => asked,
            By::Practitioner => Scope { practitioner: value.parse().ok(), ..asked },
            By::Centre => Scope { centre: value.parse().ok(), ..asked },
            By::Service => Scope { service: value.parse().ok(), ..asked },
        };
        let clock = if scope.centre == asked.centre { "" } else { "&clinic_days=true" };
        self.listed(dates, scope, &format!("{clock}{more}"))
    }

    fn listed(&self, (from, until): (&str, &str), scope: Scope, more: &str) -> String {
        let list = if self.own.is_some() { "/practitioner/appointments" } else { "/admin/appointments" };
        let Scope { practitioner, centre, service } = scope;
        let scope = [
            practitioner.map(|id| format!("&practitioner={id}")),
            centre.map(|id| format!("&centre={id}")),
            service.map(|id| format!("&service={id}")),
        ];
        format!("{list}?when=all&from={from}&until={until}{}{more}", scope.into_iter().flatten().collect::<String>())
    }

    /// These figures with every part.
    pub fn all_parts(&self, weeks: &Weeks) -> String {
        let Question { scope: Scope { practitioner, centre, service }, by, .. } = self.question;
        let path = if self.own.is_some() { "/practitioner/figures" } else { "/admin/figures" };
        let [practitioner, centre] = [practitioner.map(|id| id.0), centre.map(|id| id.0)].map(key);
        let service = service.map_or_else(String::new, |service| service.to_string());
        let (count, last) = (weeks.count().to_string(), weeks.last().to_string());
        let asked = [
            ("weeks", &*count),
            ("last", &*last),
            ("practitioner", &*practitioner),
            ("centre", &*centre),
            ("service", &*service),
            ("by", word(by)),
            ("all", "true"),
        ];
        format!("{}#parts", sought::address(path, &asked, ""))
    }

    /// The list of the cancellations of a kind.
    pub fn cancelled(&self, dates: (&str, &str), kind: Kind) -> String {
        self.href(dates, &format!("&status=cancelled&how={}", kind.word()))
    }

    /// Whether exact numbers of new patients may be shown: the whole clinic's to readers who may open accounts, those of a part of
    /// it to readers who may open appointments there.
    pub fn opens_new(&self) -> bool {
        match self.is_of_part() {
            true => self.own.is_some() || self.opens.appointments,
            false => self.opens.accounts,
        }
    }

    pub fn is_of_part(&self) -> bool {
        self.own.is_some() || self.question.scope != Scope::default()
    }

    /// The list of patients' accounts created within dates; for a part of the clinic, of patients' first visits there.
    pub fn new_patients(&self, dates: (&str, &str)) -> String {
        let (from, until) = dates;
        match (self.opens_new(), self.is_of_part()) {
            (true, true) => self.href(dates, "&first=true"),
            (true, false) => format!("/admin/users?role=patient&from={from}&until={until}&sort=-added"),
            (false, _) => String::new(),
        }
    }
}

/// What parts are called in an address.
pub(super) fn word(by: By) -> &'static str {
    match by {
        By::Week => "week",
        By::Practitioner => "practitioner",
        By::Centre => "centre",
        By::Service => "service",
    }
}

/// A key as in an address.
fn key(key: Option<i64>) -> String {
    key.map_or_else(String::new, |key| key.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        cancellation::Who,
        ids::{CentreId, ServiceId},
        time::Zone,
    };

    #[test]
    fn a_number_leads_to_the_rows_that_it_counts_where_its_reader_may_open_them() {
        let scope = Scope {
            practitioner: Some(PractitionerId(7)),
            service: Some(VisitKind::Service(ServiceId(3))),
            ..Scope::default()
        };
        let question = Question { last: None, weeks: 4, scope, by: By::Centre };
        let all = Opens { waiting: true, reviews: true, accounts: true, appointments: true };
        let told = |opens, own| Links { question, own, opens };

        let theirs = told(all, None);
        assert_eq!(theirs.waiting(), "/admin/waitlist?practitioner=7&service=3");
        assert_eq!(
            theirs.reviews(("2026-11-02", "2026-11-29")),
            "/admin/reviews?practitioner=7&from=2026-11-02&until=2026-11-29"
        );
        assert_eq!(
            theirs.cancelled(("2026-11-02", "2026-11-29"), Kind { who: Some(Who::Patient), ..Kind::default() }),
            "/admin/appointments?when=all&from=2026-11-02&until=2026-11-29&practitioner=7&service=3&status=cancelled&how=patient"
        );
        assert_eq!(
            theirs.new_patients(("2026-11-02", "2026-11-29")),
            "/admin/appointments?when=all&from=2026-11-02&until=2026-11-29&practitioner=7&service=3&first=true"
        );
        assert_eq!(
            theirs.all_parts(&Weeks::new(&Zone::utc(), jiff::civil::date(2026, 11, 2), 4)),
            "/admin/figures?weeks=4&last=2026-11-29&practitioner=7&service=3&by=centre&all=true#parts"
        );
        let closed = told(Opens::default(), None);
        assert_eq!(closed.new_patients(("2026-11-02", "2026-11-29")), "");
        assert_eq!((closed.waiting(), closed.reviews(("2026-11-02", "2026-11-29"))), (String::new(), String::new()));
        let question = Question { scope: Scope::default(), ..question };
        let clinics = Links { question, own: None, opens: all };
        assert_eq!(
            clinics.new_patients(("2026-11-02", "2026-11-08")),
            "/admin/users?role=patient&from=2026-11-02&until=2026-11-08&sort=-added"
        );
        let own = Links { question, own: Some(PractitionerId(7)), opens: Opens::default() };
        assert_eq!(own.waiting(), "/practitioner/waitlist");
        assert_eq!(own.reviews(("2026-11-02", "2026-11-29")), "/practitioners/7#reviews");
        assert_eq!(
            own.href(("2026-11-02", "2026-11-29"), "&status=noshow"),
            "/practitioner/appointments?when=all&from=2026-11-02&until=2026-11-29&status=noshow"
        );
        assert_eq!(
            own.new_patients(("2026-11-02", "2026-11-29")),
            "/practitioner/appointments?when=all&from=2026-11-02&until=2026-11-29&first=true"
        );

        let days = ("2026-11-02", "2026-11-29");
        let all_days = "/admin/appointments?when=all&from=2026-11-02&until=2026-11-29";
        let by = |by| Links { question: Question { by, scope, ..question }, own: None, opens: all };
        assert_eq!(
            by(By::Centre).of_part(days, "4", "&status=noshow"),
            format!("{all_days}&practitioner=7&centre=4&service=3&clinic_days=true&status=noshow"),
            "centres are compared by the clinic's clock"
        );
        assert_eq!(by(By::Practitioner).of_part(days, "7", ""), format!("{all_days}&practitioner=7&service=3"));
        assert_eq!(
            by(By::Service).of_part(days, "standard", ""),
            format!("{all_days}&practitioner=7&service=standard")
        );
        let scope = Scope { centre: Some(CentreId(4)), ..Scope::default() };
        let theirs = Links { question: Question { scope, ..question }, own: None, opens: all };
        assert_eq!(theirs.of_part(days, "4", ""), format!("{all_days}&centre=4"), "a chosen centre counts by its own");

        let scope = Scope { service: Some(VisitKind::Standard), ..Scope::default() };
        let theirs = Links { question: Question { scope, ..question }, own: None, opens: all };
        assert_eq!(theirs.waiting(), "");
        assert_eq!(
            theirs.href(("2026-11-02", "2026-11-29"), ""),
            "/admin/appointments?when=all&from=2026-11-02&until=2026-11-29&service=standard"
        );
    }
}
