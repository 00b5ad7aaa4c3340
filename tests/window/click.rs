//! A click that knows where it fell: between the look for an element and the click on it, the page can move.

use super::{ELEMENT, Element, Outcome, Trouble, Window};
use serde_json::{Value, json};

/// Answers when the element has stood still for two frames (a page that never does is given up after 60 frames), and lets
/// the next pointer that comes down leave word of what it met: `null` for this element or its label.
const STAND_STILL: &str = "
    const [element, done] = arguments;
    const place = () => JSON.stringify(element.getBoundingClientRect());
    element.scrollIntoView({ block: 'nearest' });
    let [last, left] = [place(), 60];
    const ready = () => {
        window.rollcallMet = null;
        addEventListener('pointerdown', ({ target }) => {
            if (element.contains(target) || target.closest('label')?.contains(element)) return;
            const acting = target.closest('button, a, input, [role=button], [role=row], [role=option], [role^=menuitem]');
            window.rollcallMet = { acts: acting !== null, words: (acting ?? target).textContent.slice(0, 60) };
        }, { capture: true, once: true });
        done(null);
    };
    const look = () => {
        const now = place();
        if (now === last || --left === 0) return ready();
        last = now;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// How often a click that fell beside everything that acts is repeated.
const ATTEMPTS: usize = 3;

impl Window {
    /// Waits for the element and clicks it as a mouse does; again when the page moved and nothing was hit.
    ///
    /// # Errors
    /// It does not come, something covers it, or the page moved and the click fell on something else that acts.
    pub fn click(&self, selector: &str, text: &str) -> Outcome<()> {
        for _ in 0..ATTEMPTS {
            let element = self.wait_for(selector, text)?;
            self.await_answer(STAND_STILL, &[reference(&element)])?;
            self.wire.post(&self.path(&format!("/element/{}/click", element.0)), &json!({}))?;
            let met = self.evaluate("return window.rollcallMet")?;
            if met.is_null() {
                return Ok(());
            }
            if met.get("acts") == Some(&Value::Bool(true)) {
                return Err(Trouble(format!("a click on `{selector}` with \"{text}\" fell on {met}")));
            }
        }
        Err(Trouble(format!("`{selector}` with \"{text}\" moves away from {ATTEMPTS} clicks")))
    }
}

/// An element as a script's argument (W3C `WebDriver`, section 12.1).
fn reference(element: &Element) -> Value {
    json!({ELEMENT: element.0})
}
