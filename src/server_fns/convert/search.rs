//! Converts use cases' results to the views of `server_fns::search`.

use super::time_view::{clock, short_date, weekday};
use crate::{
    domain::{
        directory::{Centre, Practitioner},
        patient::Gender,
        rating::Subject,
        search::Facet,
        slot::DaySlots,
        term::TermKind,
        text::fold,
        time::Zone,
    },
    service::{
        directory::Directory,
        rating::totals::Totals,
        search::{Found, Openings, Preferences},
    },
    views::{
        search::{FacetsView, OpenDayView, OpeningsView, ResultView, SearchInput},
        time_view::TimeView,
    },
    words::{calendar, language},
};

/// The choices of a search.
pub fn facets(directory: &Directory) -> FacetsView {
    let (practitioners, centres) = directory.size();
    FacetsView {
        professions: choices(directory.index.professions()),
        specialties: choices(directory.index.specialties()),
        suburbs: choices(directory.index.suburbs()),
        languages: directory.choices.languages.clone(),
        telehealth: directory.choices.telehealth,
        genders: directory.choices.genders,
        practitioners,
        centres,
    }
}

fn choices(facets: &[Facet]) -> Vec<(String, u32)> {
    facets.iter().map(|facet| (facet.name.clone(), facet.practitioners)).collect()
}

/// The further criteria of a search; invalid ones are ignored.
pub fn preferences(input: &SearchInput) -> Preferences {
    Preferences {
        language: input.language.clone(),
        telehealth: !input.telehealth.is_empty(),
        gender: Gender::parse(&input.gender),
        most_cents: input.fee.parse::<u32>().ok().map(|most| i64::from(most) * 100),
        accepting: !input.accepting.is_empty(),
    }
}

/// Filter values that match no one, each shortened to fit a sentence.
pub fn unlisted(directory: &Directory, input: &SearchInput) -> Vec<String> {
    let among = |facets: &[Facet], value: &str| facets.iter().any(|facet| fold(&facet.name) == fold(value));
    let current = |kind, value| directory.current_term(kind, value);
    let index = &directory.index;
    let is_spoken = directory.choices.languages.iter().any(|(name, _)| fold(name) == fold(&input.language));
    let filters = [
        (&input.profession, among(index.professions(), current(TermKind::Profession, &input.profession))),
        (&input.specialty, among(index.specialties(), current(TermKind::Expertise, &input.specialty))),
        (&input.suburb, !directory.places.meant(&input.suburb).is_empty()),
        (&input.language, is_spoken),
    ];
    let unlisted = filters.into_iter().filter(|(value, is_listed)| !value.trim().is_empty() && !is_listed);
    unlisted.map(|(value, _)| value.chars().take(40).collect()).collect()
}

pub fn openings(openings: &Openings<'_>) -> OpeningsView {
    let zone = &openings.centre.zone;
    OpeningsView {
        centre: openings.centre.id.0,
        place: openings.centre.name.clone(),
        earliest: TimeView::new(zone, &openings.earliest),
        days: openings.days.iter().map(|day| open_day(zone, day)).collect(),
    }
}

fn open_day(zone: &Zone, day: &DaySlots) -> OpenDayView {
    OpenDayView {
        weekday: weekday(day.date),
        short_date: short_date(day.date),
        long_date: calendar::long_date(day.date),
        times: day.slots.iter().map(|slot| (slot.starts_at.as_second(), clock(zone, slot))).collect(),
    }
}

pub fn result(directory: &Directory, averages: &Totals, found: &Found<'_>) -> ResultView {
    match found {
        Found::Centre(centre) => {
            let mut professions: Vec<String> = directory.staff(centre.id).map(Practitioner::title).collect();
            let practitioners = professions.len();
            professions.sort_unstable();
            professions.dedup();
            ResultView::Centre {
                id: centre.id.0,
                name: centre.name.clone(),
                kind: centre.kind,
                picture: centre.picture(),
                place: centre.place(),
                practitioners,
                professions,
                rating: averages.of(Subject::Centre(centre.id)),
            }
        }
        Found::Practitioner { person, centre, openings } => ResultView::Practitioner {
            id: person.id.0,
            name: person.name.clone(),
            profession: person.title(),
            expertise: person.expertise.clone(),
            about: beginning(person.bio_in(language())),
            photo: Some(person.portrait()),
            place: centre.map(name_and_suburb).unwrap_or_default(),
            more_places: person.affiliations.len().saturating_sub(1),
            accepting: person.accepting,
            by_referral: person.requires_referral,
            rating: averages.of(Subject::Practitioner(person.id)),
            openings: openings.as_ref().map(|openings| Box::new(self::openings(openings))),
        },
    }
}

/// Many centres already have the suburb in their name.
pub fn name_and_suburb(centre: &Centre) -> String {
    if centre.name.contains(&centre.suburb) {
        centre.name.clone()
    } else {
        format!("{}, {}", centre.name, centre.suburb)
    }
}

/// The beginning of a longer text: whole words, up to a number of characters.
fn beginning(text: &str) -> String {
    const MOST: usize = 140;
    let Some((end, _)) = text.char_indices().nth(MOST) else {
        return text.to_owned();
    };
    let cut = &text[..end];
    let cut = cut.rfind(". ").map_or(cut, |stop| &cut[..=stop]);
    if cut.ends_with('.') {
        return cut.to_owned();
    }
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut, |(whole, _)| whole);
    format!("{}\u{2026}", whole.trim_end_matches([',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_result_shows_whole_sentences_or_else_whole_words() {
        let long = "word ".repeat(40);
        assert_eq!(beginning("Short."), "Short.");
        assert_eq!(beginning(&format!("First sentence. {long}")), "First sentence.");
        assert!(beginning(&long).ends_with("word\u{2026}"));
        assert!(beginning(&"é".repeat(500)).chars().count() <= 141);
    }
}
