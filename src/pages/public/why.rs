//! "Why not this time?": every rule that keeps the reader from booking a time, for any time of any practitioner.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        address::id_in_address,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        slot_picker::Errand,
        words,
    },
    domain::address,
    server_fns::why::why_not,
    views::why::WhyView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Why() -> impl IntoView {
    let (id, query) = (id_in_address(), use_query_map());
    let asked = move || {
        let part = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        (id.get(), part("centre"), part("service"), part("date"), part("time"))
    };
    let data = resource(asked, |(id, centre, service, date, time)| why_not(id, centre, service, date, time));
    view! { <div class="wrap wrap-narrow">{loaded(data, page)}</div> }
}

fn page(why: WhyView) -> AnyView {
    let errand = Errand {
        practitioner: why.practitioner.id,
        centre: why.centre,
        service: why.service.id,
        slots: 1,
        moving: None,
        whom: None,
    };
    let crumbs = vec![
        (address::practitioner(why.practitioner.id), why.practitioner.name.clone()),
        (errand.address(), tr!(ChooseTime).to_owned()),
    ];
    let lede = counted!(
        WhyLede,
        usize::from(why.service.minutes),
        name = why.practitioner.name,
        centre = why.centre_name,
        service = why.service.name,
        zone = why.zone,
    );
    view! {
        <PageHead title=tr!(WhyTitle) lede crumbs/>
        <form class="form card" method="get" action=format!("/book/{}/why", why.practitioner.id)>
            <input type="hidden" name="centre" value=why.centre/>
            {why.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
            <div class="cluster">
                <div class="field">
                    <label for="date">{tr!(Day)}</label>
                    <input class="input-10" type="date" id="date" name="date" required value=why.date.clone()/>
                </div>
                <div class="field">
                    <label for="time">{tr!(WhyStart)}</label>
                    <input class="input-10" type="time" id="time" name="time" step="300" required value=why.time.clone()/>
                </div>
            </div>
            <div class="form-actions">
                <button class="btn btn-primary" type="submit">{tr!(WhyExplain)}</button>
            </div>
        </form>
        {answer(&why, errand)}
    }
    .into_any()
}

fn answer(why: &WhyView, errand: Errand) -> Option<AnyView> {
    let slot = why.slot.clone()?;
    let heading = tr!(WhySlot, date = slot.long_date, span = slot.span);
    let answer = if why.reasons.is_empty() {
        view! {
            <p>{tr!(WhyFree)}</p>
            <a class="btn btn-primary" href=errand.review(slot.start)><Icon name="calendar-check"/>{tr!(WhyBook)}</a>
        }
        .into_any()
    } else {
        let reasons = why.reasons.iter().map(|(refusal, limit, name)| {
            let name = (!name.is_empty()).then(|| view! { <strong>{name.clone()}": "</strong> });
            view! { <li>{name}{words::booking_refusal(*refusal, *limit)}</li> }
        });
        let reasons = reasons.collect_view();
        view! {
            <ul class="reasons">{reasons}</ul>
            <a class="btn" href=errand.picker(&slot.day, &slot.day)><Icon name="calendar"/>{tr!(WhyWeek)}</a>
        }
        .into_any()
    };
    let section = view! {
        <section class="section" aria-labelledby="answer" aria-live="polite">
            <h2 id="answer">{heading}</h2>
            {answer}
        </section>
    };
    Some(section.into_any())
}
