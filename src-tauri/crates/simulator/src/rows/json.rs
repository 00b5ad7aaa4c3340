//! Writes JSON text directly: log pages hold a hundred rows and must not cost a tree each.

use std::fmt::Write;

/// An object under construction; its keys are our own and need no escapes. Dropping it without `end` leaves it open, so writers end what they begin.
pub(crate) struct Object<'out> {
    out: &'out mut String,
    empty: bool,
}

impl<'out> Object<'out> {
    /// Begins an object at the end of `out`.
    pub(crate) fn begin(out: &'out mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    fn key(&mut self, key: &str) {
        if self.empty {
            self.empty = false;
        } else {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
    }

    /// A text member that is known to need no escapes: our own words, ids, dates.
    pub(crate) fn plain(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.out.push('"');
        self.out.push_str(value);
        self.out.push('"');
        self
    }

    /// A text member.
    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        quote(value, self.out);
        self
    }

    /// A member whose value is JSON already.
    pub(crate) fn raw(&mut self, key: &str, json: &str) -> &mut Self {
        self.key(key);
        self.out.push_str(json);
        self
    }

    /// A number.
    pub(crate) fn number(&mut self, key: &str, value: i64) -> &mut Self {
        self.key(key);
        // writing to a String cannot fail
        let _ = write!(self.out, "{value}");
        self
    }

    /// An object member.
    pub(crate) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Object<'_>)) -> &mut Self {
        self.key(key);
        let mut inner = Object::begin(self.out);
        fill(&mut inner);
        inner.end();
        self
    }

    /// Closes the object.
    pub(crate) fn end(self) {
        self.out.push('}');
    }
}

/// Appends `text` as a JSON string (RFC 8259 section 7).
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    if !needs_escapes(text.as_bytes()) {
        out.push_str(text);
        out.push('"');
        return;
    }
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

/// A plain loop: rows are written by the thousand also in builds without optimization.
const fn needs_escapes(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x20 || bytes[at] == b'"' || bytes[at] == b'\\' {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn what_is_written_is_valid_json() {
        let mut text = String::new();
        let mut object = Object::begin(&mut text);
        object.text("a", "quote \" slash \\ line \n bell \u{7} ж").number("n", -3).raw("list", "[1,2]");
        object.object("inner", |inner| {
            inner.text("b", "");
        });
        object.end();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["a"], "quote \" slash \\ line \n bell \u{7} ж");
        assert_eq!(value["inner"]["b"], "");
        assert_eq!(value["n"], -3);
    }
}
