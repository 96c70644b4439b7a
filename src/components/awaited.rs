//! What is shown once it has come.

use leptos::{children::ViewFnOnce, prelude::*};

/// Shows what `view` comes to, and nothing until then.
pub fn awaited<V, F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    V: IntoView + 'static,
    F: Future<Output = V> + Send + 'static,
{
    awaited_with(ViewFnOnce::default(), view)
}

/// Shows what `view` comes to, and until then `meanwhile`. What was shown stays while it comes again.
pub fn awaited_with<V, F>(meanwhile: impl Into<ViewFnOnce>, view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    V: IntoView + 'static,
    F: Future<Output = V> + Send + 'static,
{
    let coming = move || {
        let view = view();
        Suspend::new(async move { view.await.into_any() })
    };
    waiting(meanwhile.into(), Box::new(coming))
}

/// One type for all that waits: it is large, and built once.
fn waiting(fallback: ViewFnOnce, coming: Box<dyn Fn() -> Suspend<AnyView> + Send + Sync>) -> AnyView {
    view! { <Transition fallback>{move || coming()}</Transition> }.into_any()
}
