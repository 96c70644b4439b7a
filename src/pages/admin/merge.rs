//! Merging two files of the same patient: finding both, seeing what each holds, choosing which stays.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
        table::Table,
    },
    domain::{account::Again, form::Field},
    error::AppError,
    server_fns::merge::{FindFiles, MergeFiles, files_to_merge},
    views::merge::{FilesView, MergeSideView, MergeView},
    words::{all_of, tr},
};

#[derive(Clone, Copy)]
struct Actions {
    find: ServerAction<FindFiles>,
    merge: ServerAction<MergeFiles>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Merge() -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &str| query.with(|query| query.get(name).unwrap_or_default());
    let (find, merge) = (ServerAction::new(), ServerAction::new());
    let actions = Actions { find, merge, error: LatestError::new().of(find).of(merge).signal() };
    let data = resource(move || (asked("one"), asked("other")), |(one, other)| files_to_merge(one, other));
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(MergeTitle)
                lede=tr!(MergeLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <FormError error=actions.error/>
            {loaded(data, move |found| match found {
                FilesView::Comparing(found) => side_by_side(*found, actions),
                FilesView::Finding(one, other) => finding((one, other), actions),
            })}
        </div>
    }
}

fn finding((one, other): (String, String), actions: Actions) -> AnyView {
    let error = actions.error;
    view! {
        <ActionForm action=actions.find attr:class="form" attr:novalidate=true>
            <TextField field=Field::Patient label=tr!(MergeOneFile) value=one error/>
            <TextField field=Field::OtherPatient label=tr!(MergeOtherFile) value=other error/>
            <div class="form-actions"><Submit label=tr!(MergeCompare) busy=actions.find.pending()/></div>
        </ActionForm>
    }
    .into_any()
}

fn side_by_side(found: MergeView, actions: Actions) -> AnyView {
    let MergeView { sides, holdings, clashes, reviewed_twice, again, staying } = found;
    let [one, other] = sides.clone();
    let facts = [
        (tr!(MergeName), one.name.clone(), other.name.clone()),
        (tr!(MergeNumber), one.number.clone(), other.number.clone()),
        (tr!(Email), one.email.clone(), other.email.clone()),
        (tr!(Phone), one.phone.clone(), other.phone.clone()),
        (tr!(MergeBorn), one.born.clone(), other.born.clone()),
        (tr!(MergeSince), one.since.clone(), other.since.clone()),
    ];
    let differs = one.name != other.name || one.born != other.born;
    let counts = holdings.into_iter().map(|(name, one, other)| (name, one.to_string(), other.to_string()));
    let rows = facts
        .into_iter()
        .map(|(name, one, other)| (name.to_owned(), one, other))
        .chain(counts)
        .map(|(name, one, other)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-label=tr!(MergeFirst)>{one}</td>
                    <td data-label=tr!(MergeSecond)>{other}</td>
                </tr>
            }
        })
        .collect_view();
    let warning = differs.then(|| {
        view! {
            <p class="note note-warn">
                <Icon name="warning"/>
                <span>{tr!(MergeDiffers)}</span>
            </p>
        }
    });
    let both_must = sides.iter().all(|side| !side.must_stay.is_empty());
    let form = if clashes.is_empty() && !both_must {
        choosing(sides, staying, reviewed_twice, again, actions)
    } else {
        in_the_way(&sides, clashes)
    };
    view! {
        {warning}
        <Table id="files" caption=tr!(MergeTwoFiles) columns=[tr!(ImportWhat), tr!(MergeFirst), tr!(MergeSecond)]>{rows}</Table>
        {form}
        <p class="section"><a href="/admin/merge">{tr!(MergeCompareOther)}</a></p>
    }
    .into_any()
}

/// Why they can't be merged now.
fn in_the_way(sides: &[MergeSideView; 2], clashes: Vec<String>) -> AnyView {
    let reasons: Vec<String> = sides.iter().map(|side| side.must_stay.clone()).filter(|why| !why.is_empty()).collect();
    let list = |all: Vec<String>| all.into_iter().map(|one| view! { <li>{one}</li> }).collect_view();
    let text = match clashes.is_empty() {
        true => tr!(MergeCant),
        false => tr!(MergeClashes),
    };
    let items = if clashes.is_empty() { list(reasons) } else { list(clashes) };
    view! {
        <div class="note note-danger section">
            <Icon name="alert"/>
            <div><p>{text}</p><ul>{items}</ul></div>
        </div>
    }
    .into_any()
}

fn choosing(
    sides: [MergeSideView; 2],
    staying: Option<i64>,
    reviewed_twice: Vec<String>,
    again: Again,
    actions: Actions,
) -> AnyView {
    let error = actions.error;
    let [one, other] = [sides[0].id, sides[1].id];
    let must = sides.iter().find(|side| !side.must_stay.is_empty()).map(|side| side.id);
    let choices = sides
        .into_iter()
        .zip([tr!(MergeFirst), tr!(MergeSecond)])
        .map(|(side, which)| {
            let MergeSideView { id, name, number, must_stay, .. } = side;
            let control = format!("staying-{id}");
            let hint = (!must_stay.is_empty()).then(|| view! { <span class="hint">{must_stay}</span> });
            view! {
                <label class="choice" for=control.clone()>
                    <input
                        id=control.clone()
                        type="radio"
                        name="staying"
                        value=id
                        checked=must.or(staying) == Some(id)
                        disabled=must.is_some_and(|must| must != id)
                        required
                    />
                    <span>{tr!(MergeChoice, which = which, name = name, number = number)}" "{hint}</span>
                </label>
            }
        })
        .collect_view();
    let reviews = (!reviewed_twice.is_empty()).then(|| {
        let names = all_of(&reviewed_twice);
        view! { <li>{tr!(MergeReviewedTwice, names = names)}</li> }
    });
    let code = view! { <SecondStep again error/> };
    view! {
        <ActionForm action=actions.merge attr:class="form section" attr:novalidate=true>
            <input type="hidden" name="one" value=one/>
            <input type="hidden" name="other" value=other/>
            <fieldset class="field" id=Field::Staying.control() tabindex="-1">
                <legend>{tr!(MergeWhichStays)}</legend>
                {choices}
                <FieldProblem field=Field::Staying error/>
            </fieldset>
            <div class="note note-warn">
                <Icon name="warning"/>
                <ul>
                    <li>{tr!(MergeMoves)}</li>
                    <li>{tr!(MergeCloses)}</li>
                    <li>{tr!(MergeOnce)}</li>
                    {reviews}
                    <li>{tr!(MergeTold)}</li>
                </ul>
            </div>
            {code}
            <div class="form-actions">
                <Submit label=tr!(MergeFiles) busy=actions.merge.pending() class="btn btn-danger"/>
                <a class="btn" href="/admin/merge">{tr!(MergeKeepBoth)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}
