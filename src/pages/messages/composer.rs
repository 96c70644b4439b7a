//! The message being written: saved on the server while typing, and sent with a button or Ctrl+Enter.

use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlFormElement},
};

use super::keeping::Keeping;
use crate::{
    browser,
    components::{
        action_form::address,
        area_field::escaped,
        document_form::{TYPES, outcome, problem_in_address},
        field::{FieldProblem, problem_of},
        form_error::{FormError, action_error, successes},
        measured::{of_file, problem_of_file},
        submit::Submit,
    },
    domain::{
        form::{Field, FieldError, Problem},
        message::LONGEST,
        message_setup::with_reply,
    },
    error::AppError,
    server_fns::message::SendMessage,
    views::message::ReplyView,
    words::tr,
};

/// The error in the address for a message that was not sent.
fn problem_of_address(word: &str, draft: &str) -> Option<AppError> {
    if word != Field::MessageText.control() {
        return problem_in_address(Some(word));
    }
    let longest = u16::try_from(LONGEST).unwrap_or(u16::MAX);
    let problem = if draft.trim().is_empty() { Problem::Missing } else { Problem::TooLong(longest) };
    Some(AppError::Invalid(vec![FieldError::new(Field::MessageText, problem)]))
}

/// The thread in which something was typed last, and the value of its field: it outlives the composer, which is removed when the
/// basis of the thread ends.
pub type Typing = StoredValue<Option<(i64, String)>>;

/// The value of a thread's field, if anything was typed in it.
pub fn typed_in(typing: Typing, thread: i64) -> Option<String> {
    typing.with_value(|typing| typing.as_ref().filter(|(of, _)| *of == thread).map(|(_, text)| text.clone()))
}

/// The composer's context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The thread's key.
    pub id: i64,
    /// The person the reader writes to.
    pub with: String,
    /// Whether the reader is on the patient's side.
    pub as_patient: bool,
    /// The maximum size of a file, in million bytes.
    pub most_megabytes: u16,
    /// The reader's quick replies.
    pub replies: Vec<ReplyView>,
}

/// The form. Without JavaScript, the browser submits it with its file; with it, a file is uploaded as soon as it is chosen.
#[component]
pub fn Composer(
    /// Its context.
    writing: Writing,
    /// The reader's draft, and the key of the intent.
    typed: (String, String),
    /// Where the page keeps the input.
    typing: Typing,
    /// Why the last one was not sent, from the address.
    problem: String,
    /// Called when a message was sent, or a file added.
    sent: Callback<()>,
) -> impl IntoView {
    let Writing { id, with, as_patient, most_megabytes, replies } = writing;
    let (draft, intent) = typed;
    let action = ServerAction::<SendMessage>::new();
    let (failed, done) = (action_error(action), successes(action));
    let error = RwSignal::new(failed.get_untracked().or_else(|| problem_of_address(&problem, &draft)));
    // A repeated answer counts as new, too.
    Effect::watch(move || action.value().track(), move |_, _, _| error.set(failed.get_untracked()), false);
    let intent = RwSignal::new(intent);
    let area = NodeRef::<html::Textarea>::new();
    let form = NodeRef::<html::Form>::new();
    let keeping = Keeping::new(id, !draft.is_empty());
    Effect::watch(
        move || done.get(),
        move |_, _, _| {
            if let Some(Ok(made)) = action.value().get_untracked() {
                // The next one is another message, even if its text is the same.
                intent.set(format!("after-message-{made}"));
            }
            keeping.forget();
            typing.set_value(None);
            if let Some(area) = area.get_untracked() {
                // Neither the input nor the initial draft is unsent any more.
                drop(area.set_default_value(""));
                area.set_value("");
                // If the field cannot take the focus, it stays where it is.
                let _ = area.focus();
            }
            sent.run(());
        },
        false,
    );
    let keep = move |text: String| {
        typing.set_value(Some((id, text.clone())));
        keeping.typed(text);
    };
    let typed = move |_| {
        if let Some(area) = area.get_untracked() {
            keep(area.value());
        }
    };
    let insert = Callback::new(move |reply: String| {
        if let Some(area) = area.get_untracked() {
            area.set_value(&with_reply(&area.value(), &reply));
            keep(area.value());
            // If the field cannot take the focus, it stays where it is.
            let _ = area.focus();
        }
    });
    let replies = (!as_patient).then(|| quick_replies(replies, insert));
    let files = Files::new(id, most_megabytes, form, error, sent);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if files.are_under_way() {
            return;
        }
        if !browser::is_online() {
            error.set(Some(AppError::Offline));
            return;
        }
        if let Some(area) = area.get_untracked() {
            let (id, intent) = (id.to_string(), intent.get_untracked());
            action.dispatch(SendMessage { id, text: area.value(), intent });
        }
    };
    let field = Field::MessageText.control();
    let problem = move |field| error.with(|error| problem_of(error.as_ref(), field)).is_some();
    let described =
        move || if problem(Field::MessageText) { "message-hint message_text-error" } else { "message-hint" };
    let file_described = move || if problem(Field::File) { "file-hint file-error" } else { "file-hint" };
    let hint = if as_patient { tr!(MsgHintPatient) } else { tr!(MsgHintPractitioner) };
    let busy = Signal::derive(move || action.pending().get() || files.are_sending());
    view! {
        <section class="composer" id="newest" aria-label=tr!(MsgWrite) on:keydown=send_on_enter on:submit=move |_| keeping.pause()>
            <FormError error/>
            <form
                method="post"
                action=address(&format!("/messages/{id}/send"))
                enctype="multipart/form-data"
                node_ref=form
                on:submit=submit
            >
                <input type="hidden" name="intent" value=move || intent.get()/>
                <label for=field>{tr!(MsgTo, with = with)}</label>
                <textarea
                    id=field
                    name="text"
                    rows="3"
                    node_ref=area
                    aria-describedby=described
                    aria-invalid=move || problem(Field::MessageText).then_some("true")
                    on:input=typed
                    inner_html=escaped(&draft)
                ></textarea>
                <FieldProblem field=Field::MessageText error/>
                {replies}
                <div class="composer-file">
                    <label for="file">{tr!(MsgAttach)}</label>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=TYPES
                        aria-describedby=file_described
                        aria-invalid=move || problem(Field::File).then_some("true")
                        on:change=move |_| files.send()
                    />
                    <button class="btn btn-sm composer-plain" type="submit" name="then" value="write">{tr!(MsgAddAndWrite)}</button>
                    <p class="hint" id="file-hint">{tr!(MsgFileHint, megabytes = most_megabytes)}</p>
                    <FieldProblem field=Field::File error/>
                    {files.state()}
                </div>
                <div class="composer-line">
                    <p class="hint" id="message-hint">{hint}</p>
                    {keeping.state()}
                    <span class="composer-keys" aria-hidden="true">{tr!(MsgSendKeys)}</span>
                    <Submit label=tr!(MsgSend) busy/>
                </div>
            </form>
        </section>
    }
}

/// Buttons that insert a quick reply into the field; without JavaScript, the server does.
fn quick_replies(replies: Vec<ReplyView>, insert: Callback<String>) -> AnyView {
    if replies.is_empty() {
        return view! { <p class="hint"><a href="/practitioner/messages">{tr!(MsgSetUpReplies)}</a></p> }.into_any();
    }
    let buttons = replies
        .into_iter()
        .map(|ReplyView { id, text }| {
            let reply = text.clone();
            let put = move |event: ev::MouseEvent| {
                event.prevent_default();
                insert.run(reply.clone());
            };
            view! {
                <li>
                    <button class="btn btn-sm" type="submit" name="then" value=format!("reply-{id}") on:click=put>{text}</button>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="composer-replies">
            <summary>{tr!(MsgReplies)}</summary>
            <ul role="list">{buttons}</ul>
            <p class="hint"><a href="/practitioner/messages">{tr!(MsgChangeReplies)}</a></p>
        </details>
    }
    .into_any()
}

/// The file being uploaded for the next message.
#[derive(Clone, Copy)]
struct Files {
    thread: i64,
    most_megabytes: u16,
    form: NodeRef<html::Form>,
    error: RwSignal<Option<AppError>>,
    added: Callback<()>,
    /// The progress of the upload, in percent.
    sent: RwSignal<Option<u8>>,
}

impl Files {
    fn new(
        thread: i64,
        most_megabytes: u16,
        form: NodeRef<html::Form>,
        error: RwSignal<Option<AppError>>,
        added: Callback<()>,
    ) -> Self {
        let files = Self { thread, most_megabytes, form, error, added, sent: RwSignal::new(None) };
        let question = tr!(MsgLeave);
        browser::ask_before_leaving(question, move || files.are_under_way(), || ());
        files
    }

    fn are_under_way(self) -> bool {
        self.sent.try_get_untracked().flatten().is_some()
    }

    fn are_sending(self) -> bool {
        self.sent.get().is_some()
    }

    /// Uploads the chosen file.
    fn send(self) {
        let Some(form) = self.form.get_untracked() else { return };
        let Some(size) = browser::chosen_file_size(&form, "file") else { return };
        self.error.set(None);
        if let Some(problem) = problem_of_file(Some(size), self.most_megabytes) {
            self.error.set(Some(of_file(problem)));
            return;
        }
        if self.are_under_way() {
            return;
        }
        if !browser::is_online() {
            self.error.set(Some(AppError::Offline));
            return;
        }
        // The page may be gone when the answer arrives; the file waits anyway.
        let progress = move |percent| {
            let _ = self.sent.try_set(Some(percent));
        };
        let ended = move |status, word: String| {
            let _ = self.sent.try_set(None);
            browser::clear_file("file");
            match outcome(status, &word) {
                Ok(()) => {
                    let _ = self.added.try_run(());
                }
                Err(problem) => {
                    let _ = self.error.try_set(Some(problem));
                }
            }
        };
        let address = address(&format!("/messages/{}/attach", self.thread));
        if browser::send_files(&form, (&address, "text"), progress, ended).is_some() {
            self.sent.set(Some(0));
        }
    }

    fn state(self) -> impl IntoView {
        move || {
            self.sent.get().map(|percent| {
                // Once all of it is sent, the server checks it.
                let text = if percent < 100 { tr!(MsgSending, percent = percent) } else { tr!(MsgChecking).to_owned() };
                view! {
                    <div class="upload-progress">
                        <label for="upload-progress">{text}</label>
                        <progress id="upload-progress" max="100" value=percent></progress>
                    </div>
                }
            })
        }
    }
}

/// Submits the form with the usual key combinations.
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
