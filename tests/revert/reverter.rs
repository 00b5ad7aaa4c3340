//! The process that `revert::killed` kills: it reverts the change that it is told of on its standard input.

use acceptance::revert::interleaving::Failure;
use acceptance::revert::killed::Errand;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let errand: Errand = serde_json::from_reader(std::io::stdin())?;
    errand.run().await
}
