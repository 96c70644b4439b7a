//! What is written next: kept on the server while it is typed, and sent with a button or Ctrl+Enter.

use std::time::Duration;

use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlFormElement},
};

use crate::{
    components::{
        action_form::ActionForm,
        area_field::escaped,
        field::{FieldProblem, problem_of},
        form_error::{FormError, action_error, successes},
        icon::Icon,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::message::{SendMessage, save_message_draft},
};

/// How long after the last letter a draft is kept.
const PAUSE: Duration = Duration::from_millis(1_200);
/// How long after a failure that is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// The form.
#[component]
pub fn Composer(
    /// The thread's key.
    id: i64,
    /// Whom the reader writes to.
    with: String,
    /// Whether the reader is on the patient's side.
    as_patient: bool,
    /// What the reader was writing, and the name of the intent.
    typed: (String, String),
    /// Called when a message has been sent.
    sent: Callback<()>,
) -> impl IntoView {
    let (draft, intent) = typed;
    let action = ServerAction::<SendMessage>::new();
    let (error, done) = (action_error(action), successes(action));
    let intent = RwSignal::new(intent);
    let area = NodeRef::<html::Textarea>::new();
    let keeping = Keeping::new(id, !draft.is_empty());
    Effect::watch(
        move || done.get(),
        move |_, _, _| {
            if let Some(Ok(made)) = action.value().get_untracked() {
                // The next one is another message, even if it says the same.
                intent.set(format!("after-message-{made}"));
            }
            keeping.forget();
            if let Some(area) = area.get_untracked() {
                // Neither what was typed nor the draft that it began with is unsent any more.
                drop(area.set_default_value(""));
                area.set_value("");
                // Where it cannot have the focus, that stays where it is.
                let _ = area.focus();
            }
            sent.run(());
        },
        false,
    );
    let typed = move |_| {
        if let Some(area) = area.get_untracked() {
            keeping.typed(area.value());
        }
    };
    let field = Field::MessageText.control();
    let problem = move || error.with(|error| problem_of(error.as_ref(), Field::MessageText)).is_some();
    let described = move || if problem() { "message-hint message_text-error" } else { "message-hint" };
    let hint = if as_patient {
        "Messages aren't watched around the clock. In an emergency, call your local emergency number."
    } else {
        "The patient is told that there's a message, not what it says."
    };
    view! {
        <section class="composer" id="newest" aria-label="Write a message" on:keydown=send_on_enter on:submit=move |_| keeping.pause()>
            <FormError error/>
            <ActionForm action>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="intent" value=move || intent.get()/>
                <label for=field>{format!("Message to {with}")}</label>
                <textarea
                    id=field
                    name="text"
                    rows="3"
                    node_ref=area
                    aria-describedby=described
                    aria-invalid=move || problem().then_some("true")
                    on:input=typed
                    inner_html=escaped(&draft)
                ></textarea>
                <FieldProblem field=Field::MessageText error/>
                <div class="composer-line">
                    <p class="hint" id="message-hint">{hint}</p>
                    {keeping.state()}
                    <span class="composer-keys" aria-hidden="true">"Ctrl + Enter"</span>
                    <Submit label="Send" busy=action.pending()/>
                </div>
            </ActionForm>
        </section>
    }
}

/// Sends the form by the keys that send everywhere.
fn send_on_enter(event: ev::KeyboardEvent) {
    if event.key() != "Enter" || !(event.ctrl_key() || event.meta_key()) {
        return;
    }
    let element: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let form = element.and_then(|element| element.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        event.prevent_default();
        // What cannot be sent stays in its field.
        let _ = form.request_submit();
    }
}

/// The draft on its way to the server.
#[derive(Clone, Copy)]
struct Keeping {
    save: Action<String, Result<(), crate::error::AppError>>,
    latest: StoredValue<Option<String>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    is_typing: RwSignal<bool>,
    /// Whether what stands in the field is what was kept before.
    is_restored: RwSignal<bool>,
    /// Whether anything was kept since the last message.
    has_kept: RwSignal<bool>,
}

impl Keeping {
    fn new(id: i64, is_restored: bool) -> Self {
        let save = Action::new(move |text: &String| {
            let text = text.clone();
            async move { save_message_draft(id.to_string(), text).await }
        });
        let keeping = Self {
            save,
            latest: StoredValue::new(None),
            timer: StoredValue::new(None),
            is_typing: RwSignal::new(false),
            is_restored: RwSignal::new(is_restored),
            has_kept: RwSignal::new(false),
        };
        Effect::new(move || {
            if save.value().with(|value| matches!(value, Some(Err(_)))) {
                keeping.wait(AGAIN);
            }
        });
        on_cleanup(move || keeping.stop());
        keeping
    }

    fn typed(self, text: String) {
        self.latest.set_value(Some(text));
        self.is_typing.set(true);
        self.is_restored.set(false);
        self.wait(PAUSE);
    }

    fn wait(self, pause: Duration) {
        let send = move || {
            if let Some(Some(text)) = self.latest.try_get_value() {
                self.is_typing.set(false);
                self.has_kept.set(!text.trim().is_empty());
                self.save.dispatch(text);
            }
        };
        self.stop();
        self.timer.set_value(set_timeout_with_handle(send, pause).ok());
    }

    fn stop(self) {
        if let Some(Some(running)) = self.timer.try_get_value() {
            running.clear();
        }
    }

    /// It is being sent: until that has failed there is nothing to keep.
    fn pause(self) {
        self.stop();
        self.is_typing.set(false);
    }

    /// It was sent.
    fn forget(self) {
        self.stop();
        self.latest.set_value(None);
        self.is_typing.set(false);
        self.is_restored.set(false);
        self.has_kept.set(false);
    }

    fn state(self) -> impl IntoView {
        move || {
            let said = match (self.is_typing.get(), self.save.value().get()) {
                (_, Some(Err(_))) => Some(("warning", "The draft couldn't be saved. We'll keep trying.")),
                (true, _) => Some(("clock", "Saving the draft...")),
                (false, Some(Ok(()))) if self.has_kept.get() => Some(("check", "Draft saved")),
                (false, _) if self.is_restored.get() => Some(("check", "This is your draft")),
                (false, _) => None,
            };
            said.map(|(icon, text)| view! { <p class="meta composer-state"><Icon name=icon/><span>{text}</span></p> })
        }
    }
}
