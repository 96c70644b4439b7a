//! Two calculators, as plain forms: the address holds what was typed, and nothing is stored.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    domain::tools::{Bmi, BmiRange, Slip},
    server_fns::tools::due_date,
    views::tools::DueDateView,
};

/// The page.
#[component]
pub fn Tools() -> impl IntoView {
    let query = use_query_map();
    // What is typed is never longer than this, and is shown again.
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
                title="Health tools"
                lede="Two quick calculators. What you type stays in your browser's address bar: we don't store it."
            />
            {bmi}
            {loaded(due, move |answer| due_form(last_period.get_untracked(), cycle.get_untracked(), answer))}
            <p class="muted small section">
                "These are estimates for adults and no substitute for advice. If something worries you, "
                <a href="/search">"talk to a practitioner"</a>
                "."
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
            BmiRange::Under => "That's below the healthy range for adults, 18.5 to 24.9.",
            BmiRange::Healthy => "That's within the healthy range for adults, 18.5 to 24.9.",
            BmiRange::Over => "That's above the healthy range for adults, 18.5 to 24.9.",
            BmiRange::Obese => "That's well above the healthy range for adults, 18.5 to 24.9.",
        };
        let more = "BMI doesn't account for muscle, age or pregnancy, and the range differs between populations.";
        answered(format!("Your BMI is {}", bmi.text()), format!("{range} {more}"))
    });
    view! {
        <section class="section card" id="bmi" aria-labelledby="bmi-title">
            <h2 id="bmi-title">"Body mass index"</h2>
            {said}
            {summary(&slips)}
            <form class="form" method="get" action="/tools#bmi">
                <input type="hidden" name="tool" value="bmi"/>
                <div class="field-row">
                    {measure("height", "Height", height, &slips)}
                    {unit("height_unit", "Unit of height", [("cm", "centimetres"), ("in", "inches")], in_inches)}
                </div>
                <div class="field-row">
                    {measure("weight", "Weight", weight, &slips)}
                    {unit("weight_unit", "Unit of weight", [("kg", "kilograms"), ("lb", "pounds")], in_pounds)}
                </div>
                <div class="form-actions"><button class="btn btn-primary" type="submit">"Work out BMI"</button></div>
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
            let (week, day) = (if weeks == 1 { "week" } else { "weeks" }, if days == 1 { "day" } else { "days" });
            let text = format!(
                "Today that's about {weeks} {week} and {days} {day}, counted from the last period. Most babies come within two \
                 weeks of the date, and a scan can tell it better."
            );
            Some(answered(format!("The due date is about {date}"), text))
        }
        _ => None,
    };
    let cycle = if cycle.is_empty() && slips.is_empty() { "28".to_owned() } else { cycle };
    let wrong = problem(&slips, "last_period");
    let is_wrong = wrong.is_some().then_some("true");
    view! {
        <section class="section card" id="due" aria-labelledby="due-title">
            <h2 id="due-title">"Pregnancy due date"</h2>
            {said}
            {summary(&slips)}
            <form class="form" method="get" action="/tools#due">
                <input type="hidden" name="tool" value="due"/>
                <div class="field">
                    <label for="last_period">"First day of the last period"</label>
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
                {measure("cycle", "Usual length of the cycle, in days", cycle, &slips)}
                <div class="form-actions"><button class="btn btn-primary" type="submit">"Work out due date"</button></div>
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
        Slip::Height => "Enter a height from 100 to 250 centimetres, or from 40 to 98 inches",
        Slip::Weight => "Enter a weight from 25 to 400 kilograms, or from 56 to 881 pounds",
        Slip::LastPeriod => "Enter a real date",
        Slip::LastPeriodTooFar => "Enter a date that isn't in the future or more than 43 weeks ago",
        Slip::Cycle => "Enter a whole number of days from 20 to 45",
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
                <h3>"There is a problem"</h3>
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

/// A number that is typed.
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
