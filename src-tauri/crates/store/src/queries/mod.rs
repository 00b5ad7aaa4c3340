//! One screen's reading a file: judged, sorted and paged over stored facts.

pub(crate) mod changes;
pub(crate) mod client;
pub(crate) mod clients;
pub(crate) mod counts;
pub(crate) mod facts;
pub(crate) mod history;
pub(crate) mod labels;
pub(crate) mod overview;
pub(crate) mod past;
pub(crate) mod timeline;
pub(crate) mod uses;
pub(crate) mod verdict;
pub(crate) mod watch;
