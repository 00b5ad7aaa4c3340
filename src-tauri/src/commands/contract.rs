//! The TypeScript half of the boundary, made from THE list and the views. `cargo xtask gen` writes it to
//! `ui/src/api/contract.gen.ts`.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use domain::activity::ActivityKind;
use domain::judgement::Verdict;
use ts_rs::{Config, TS, TypeVisitor};

use super::Command;

/// Declarations by name, so that the file does not depend on the order of the list.
#[derive(Default)]
struct Declarations {
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
    config: Config,
}

impl Declarations {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let text = T::docs().unwrap_or_default() + "export " + &T::decl(&self.config) + "\n";
            self.by_name.insert(T::ident(&self.config), text);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

fn union_of(texts: impl Iterator<Item = serde_json::Value>) -> String {
    texts.map(|text| text.to_string()).collect::<Vec<_>>().join(" | ")
}

macro_rules! declare {
    ($($module:ident :: $name:ident($request:ty) -> $response:ty, reads [$($tag:ident),*];)*) => {
        fn declare_all(declarations: &mut Declarations) -> Vec<(&'static str, String, String)> {
            use super::types::*;
            $(declarations.add::<$request>(); declarations.add::<$response>();)*
            vec![$((
                stringify!($name),
                <$request>::name(&declarations.config),
                <$response>::name(&declarations.config),
            ),)*]
        }
    };
}
commands!(declare);

/// The text of `ui/src/api/contract.gen.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut declarations =
        Declarations { config: Config::new().with_large_int("number"), ..Declarations::default() };
    declarations.add::<crate::error::CommandError>();
    declarations.add::<crate::events::Changed>();
    let rows = declare_all(&mut declarations);

    let mut text = String::from(
        "// Written by `cargo xtask gen` from src-tauri/src/commands/list.rs and the views. Not to be edited by hand.\n\n",
    );
    let verdicts = union_of(Verdict::ALL.iter().filter_map(|verdict| serde_json::to_value(verdict).ok()));
    let kinds = union_of(ActivityKind::ALL.iter().filter_map(|kind| serde_json::to_value(kind).ok()));
    // writing to a String cannot fail
    let _ = writeln!(text, "export type Verdict = {verdicts};\n\nexport type ActivityKind = {kinds};\n");
    for declaration in declarations.by_name.values() {
        let _ = writeln!(text, "{declaration}");
    }
    let _ = writeln!(
        text,
        "/** Every command: what it takes and what it gives. */\nexport interface Commands {{"
    );
    for (name, request, response) in rows {
        let _ = writeln!(text, "  {name}: {{ request: {request}; response: {response} }};");
    }
    let _ = writeln!(
        text,
        "}}\n\n/** The tags that each reading command depends on. */\nexport const READS = {{"
    );
    for Command { name, reads } in super::COMMANDS {
        let tags = reads.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "  {name}: [{tags}],");
    }
    text.push_str("} as const satisfies Record<keyof Commands, readonly Tag[]>;\n");
    text
}
