//! Two calculators, as plain forms: the address holds the input, and nothing is stored.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
    },
    domain::tools::{Bmi, BmiRange, Slip},
    server_fns::tools::due_date,
    views::tools::DueDateView,
    words::{counted, tenths, tr},
};

/// The page.
#[component]
pub fn Tools() -> impl IntoView {
    let query = use_query_map();
    // Valid input is never longer than this, and is shown again.
    let typed = move |name: &'static str| {
        Memo::new(move |_| query.with(|query| query.get(name)).unwrap_or_default().chars().take(20).collect::<String>())
    };
    let (tool, height, weight) = (typed("tool"), typed("height"), typed("weight"));
    let (height_unit, weight_unit) = (typed("height_unit"), typed("weight_unit"));
    let (last_period, cycle) = (typed("last_period"), typed("cycle"));
    let due = resource(
        move || (tool.get() == "due", last_period.get(), cycle.get()),
        |(asked, last_period, cycle)| async move {
            if asked { due_date(last_period, cycle).await.map(Some) } else { Ok(None) }
        },
    );
    let bmi = move || {
        let (in_inches, in_pounds) = (height_unit.get() == "in", weight_unit.get() == "lb");
        let answer = (tool.get() == "bmi").then(|| Bmi::of((&height.get(), in_inches), (&weight.get(), in_pounds)));
        bmi_form((height.get(), in_inches), (weight.get(), in_pounds), answer)
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(HealthTools)
                lede=tr!(ToolsLede)
            />
            {bmi}
            {loaded(due, move |answer| due_form(last_period.get_untracked(), cycle.get_untracked(), answer))}
            <p class="muted small section">
                {linked(tr!(ToolsEstimates), &["/search"])}
            </p>
        </div>
    }
}

fn bmi_form(
    (height, in_inches): (String, bool),
    (weight, in_pounds): (String, bool),
    answer: Option<Result<Bmi, Vec<Slip>>>,
) -> AnyView {
    let slips = answer.as_ref().and_then(|answer| answer.as_ref().err().cloned()).unwrap_or_default();
    let said = answer.and_then(Result::ok).map(|bmi| {
        let range = match bmi.range() {
            BmiRange::Under => tr!(ToolsBmiUnder),
            BmiRange::Healthy => tr!(ToolsBmiHealthy),
            BmiRange::Over => tr!(ToolsBmiOver),
            BmiRange::Obese => tr!(ToolsBmiObese),
        };
        answered(tr!(ToolsYourBmi, bmi = tenths(bmi.tenths())), tr!(ToolsBmiMore, range = range))
    });
    view! {
        <section class="section card" id="bmi" aria-labelledby="bmi-title">
            <h2 id="bmi-title">{tr!(ToolsBmi)}</h2>
            {said}
            {summary(&slips)}
            <form class="form" method="get" action="/tools#bmi">
                <input type="hidden" name="tool" value="bmi"/>
                <div class="field-row">
                    {measure("height", tr!(ToolsHeight), height, &slips)}
                    {unit("height_unit", tr!(ToolsHeightUnit), [("cm", tr!(ToolsCentimetres)), ("in", tr!(ToolsInches))], in_inches)}
                </div>
                <div class="field-row">
                    {measure("weight", tr!(ToolsWeight), weight, &slips)}
                    {unit("weight_unit", tr!(ToolsWeightUnit), [("kg", tr!(ToolsKilograms)), ("lb", tr!(ToolsPounds))], in_pounds)}
                </div>
                <div class="form-actions"><button class="btn btn-primary" type="submit">{tr!(ToolsWorkOutBmi)}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn due_form(last_period: String, cycle: String, answer: Option<DueDateView>) -> AnyView {
    let slips = match &answer {
        Some(DueDateView::Wrong(slips)) => slips.clone(),
        _ => Vec::new(),
    };
    let said = match answer {
        Some(DueDateView::Due { date, weeks, days }) => {
            let many = |n: i32| usize::try_from(n).unwrap_or_default();
            let (weeks, days) = (counted!(ToolsWeeks, many(weeks)), counted!(ToolsDays, many(days)));
            Some(answered(tr!(ToolsDueAbout, date = date), tr!(ToolsDueText, weeks = weeks, days = days)))
        }
        _ => None,
    };
    let cycle = if cycle.is_empty() && slips.is_empty() { "28".to_owned() } else { cycle };
    let wrong = problem(&slips, "last_period");
    let is_wrong = wrong.is_some().then_some("true");
    view! {
        <section class="section card" id="due" aria-labelledby="due-title">
            <h2 id="due-title">{tr!(ToolsDue)}</h2>
            {said}
            {summary(&slips)}
            <form class="form" method="get" action="/tools#due">
                <input type="hidden" name="tool" value="due"/>
                <div class="field">
                    <label for="last_period">{tr!(ToolsFirstDay)}</label>
                    <input
                        id="last_period"
                        name="last_period"
                        type="date"
                        class="input-20"
                        value=last_period
                        aria-invalid=is_wrong
                        aria-describedby=is_wrong.map(|_| "last_period-error")
                    />
                    {wrong}
                </div>
                {measure("cycle", tr!(ToolsCycle), cycle, &slips)}
                <div class="form-actions"><button class="btn btn-primary" type="submit">{tr!(ToolsWorkOutDue)}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn answered(title: String, text: String) -> AnyView {
    view! {
        <div class="flash flash-success" role="status">
            <Icon name="check-circle"/>
            <div><p><strong>{title}</strong></p><p>{text}</p></div>
        </div>
    }
    .into_any()
}

fn words(slip: Slip) -> &'static str {
    match slip {
        Slip::Height => tr!(ToolsWrongHeight),
        Slip::Weight => tr!(ToolsWrongWeight),
        Slip::LastPeriod => tr!(ToolsWrongDate),
        Slip::LastPeriodTooFar => tr!(ToolsWrongTooFar),
        Slip::Cycle => tr!(ToolsWrongCycle),
    }
}

fn summary(slips: &[Slip]) -> Option<AnyView> {
    let items = slips.iter().map(|slip| {
        view! { <li><a href=format!("#{}", slip.control()) rel="external">{words(*slip)}</a></li> }
    });
    let items = items.collect::<Vec<_>>();
    (!items.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert">
                <h3>{tr!(ThereIsAProblem)}</h3>
                <ul>{items}</ul>
            </div>
        }
        .into_any()
    })
}

fn problem(slips: &[Slip], control: &'static str) -> Option<AnyView> {
    let slip = slips.iter().find(|slip| slip.control() == control)?;
    let view = view! {
        <p class="field-error" id=format!("{control}-error")><Icon name="alert"/><span>{words(*slip)}</span></p>
    };
    Some(view.into_any())
}

fn measure(name: &'static str, label: &'static str, value: String, slips: &[Slip]) -> AnyView {
    let wrong = problem(slips, name);
    let is_wrong = wrong.is_some().then_some("true");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                inputmode="decimal"
                autocomplete="off"
                maxlength="8"
                class="input-10"
                value=value
                aria-invalid=is_wrong
                aria-describedby=is_wrong.map(|_| format!("{name}-error"))
            />
            {wrong}
        </div>
    }
    .into_any()
}

fn unit(
    name: &'static str,
    label: &'static str,
    [(first, first_words), (second, second_words)]: [(&'static str, &'static str); 2],
    is_second: bool,
) -> AnyView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name class="input-10">
                <option value=first selected=!is_second>{first_words}</option>
                <option value=second selected=is_second>{second_words}</option>
            </select>
        </div>
    }
    .into_any()
}
