//! The undo button in a line that confirms an edit.

use leptos::prelude::*;

use super::{action_form::ActionForm, flash::Flash, loaded::resource, submit::Submit};
use crate::{
    error::AppError,
    server_fns::edit::{UndoEdit, last_edit},
    words::tr,
};

/// An edit that can be undone.
#[derive(Clone, Copy)]
pub struct Undoing {
    /// Takes it back.
    pub action: ServerAction<UndoEdit>,
    last: Resource<Result<Option<String>, AppError>>,
}

impl Undoing {
    /// For a page that may make further edits while it is open, counted by `edits`.
    #[must_use]
    pub fn new(edits: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        let action = ServerAction::<UndoEdit>::new();
        Self { action, last: resource(move || (edits(), action.version().get()), |_| last_edit()) }
    }
}

/// Confirms an edit, with a button to undo it.
#[component]
pub fn Edited(
    /// The query's parameter.
    param: &'static str,
    /// What has been done.
    #[prop(into)]
    text: String,
    /// The last error of the page's forms.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// How it is undone.
    undoing: Undoing,
) -> impl IntoView {
    let Undoing { action, last } = undoing;
    let form = move || {
        view! {
            <Transition>
                {move || Suspend::new(async move {
                    let key = last.await.ok().flatten()?;
                    Some(view! {
                        <ActionForm action>
                            <input type="hidden" name="key" value=key/>
                            <Submit
                                label=tr!(PeopleUndo)
                                context=tr!(PeopleUndoWhat)
                                busy=action.pending()
                                class="btn btn-quiet btn-sm flash-action"
                            />
                        </ActionForm>
                    })
                })}
            </Transition>
        }
    };
    view! { <Flash param text error>{form}</Flash> }
}
