//! Where they come from: reading authorization servers over HTTP.
