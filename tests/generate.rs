//! Writes `ui/src/api/contract.gen.ts`; started by `cargo xtask gen`.
#![expect(clippy::print_stdout, reason = "says which file it wrote")]

use std::path::Path;

fn main() -> std::io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/api/contract.gen.ts");
    std::fs::write(&file, rollcall::commands::contract::typescript())?;
    println!("wrote {}", file.display());
    Ok(())
}
