//! The answer to a review, from a practitioner or a centre, and the forms for it.

use leptos::prelude::*;

use super::{action_form::ActionForm, area_field::escaped, submit::Submit};
use crate::{
    domain::rating::{ANSWER_HOURS, LONGEST_ANSWER},
    server_fns::rating::{AnswerReview, RemoveAnswer},
    views::rating::{AnswerView, AnsweringView},
    words::{counted, tr},
};

/// The answer, below its review.
#[component]
pub fn Answer(
    /// It.
    answer: AnswerView,
) -> impl IntoView {
    let AnswerView { by, text, month } = answer;
    let by = if by.is_empty() { tr!(AnswerOf, month = month) } else { tr!(AnswerFrom, by = by, month = month) };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    view! {
        <div class="review-answer">
            <p class="review-head"><strong>{by}</strong></p>
            <div class="prose">{lines}</div>
        </div>
    }
}

/// The forms to answer a review, or to change or remove the answer.
#[component]
pub fn Answering(
    /// The data of the forms.
    answering: AnsweringView,
    /// The current answer; empty if there is none.
    text: String,
    /// What answers it.
    answer: ServerAction<AnswerReview>,
    /// The action that removes the answer.
    remove: ServerAction<RemoveAnswer>,
) -> impl IntoView {
    let AnsweringView { id, rated_at, may_write, may_remove } = answering;
    let write = may_write.then(|| {
        let field = format!("review_answer-{id}");
        let hint = format!("{field}-hint");
        let (summary, label) = match may_remove {
            true => (tr!(ReviewChangeAnswer), tr!(ReviewSaveAnswer)),
            false => (tr!(ReviewAnswer), tr!(ReviewPublish)),
        };
        let said = counted!(ReviewAnswerHint, usize::try_from(ANSWER_HOURS).unwrap_or_default());
        view! {
            <details class="disclosure">
                <summary>{summary}</summary>
                <ActionForm action=answer attr:class="form">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="rated_at" value=rated_at/>
                    <div class="field">
                        <label for=field.clone()>{tr!(ReviewYourAnswer)}</label>
                        <p class="hint" id=hint.clone()>{said}</p>
                        <textarea
                            id=field
                            name="review_answer"
                            rows="4"
                            maxlength=LONGEST_ANSWER
                            required=true
                            aria-describedby=hint
                            inner_html=escaped(&text)
                        ></textarea>
                    </div>
                    <div><Submit label busy=answer.pending() class="btn btn-primary btn-sm"/></div>
                </ActionForm>
            </details>
        }
    });
    let take_away = may_remove.then(|| {
        view! {
            <details class="disclosure">
                <summary>{tr!(ReviewRemoveYours)}</summary>
                <ActionForm action=remove attr:class="form">
                    <input type="hidden" name="id" value=id/>
                    <p>{tr!(ReviewRemoveText)}</p>
                    <div><Submit label=tr!(ReviewRemove) busy=remove.pending() class="btn btn-danger btn-sm"/></div>
                </ActionForm>
            </details>
        }
    });
    view! { {write} {take_away} }
}
